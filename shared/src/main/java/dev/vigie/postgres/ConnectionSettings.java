package dev.vigie.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How to reach a database, as the environment variables that libpq reads (PostgreSQL documentation,
 * "Environment Variables" 34.15). An environment is the only way in which a password reaches a
 * client program: never a command line, never a log. {@link #toString} leaves it out.
 *
 * @param environment variables by name, all beginning with {@code PG}
 */
public record ConnectionSettings(Map<String, String> environment) {
  /**
   * As libpq's conninfo_uri_parse_options reads it: a user's name and password end at the first
   * {@code @} that no {@code /} precedes, whatever else is in them. Another {@code @}, which libpq
   * would take for a part of what follows, is refused: it is the mark of a password that was not
   * percent-encoded, and what follows is shown in messages.
   */
  private static final Pattern URI =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?@]*)"
              + "(?:/(?<database>[^?@]*))?(?:\\?(?<parameters>[^@]*))?",
          Pattern.DOTALL);

  private static final Pattern HOST =
      Pattern.compile("(?:\\[(?<address>[^\\[\\]]+)]|(?<name>[^:\\[\\]]*))(?::(?<port>\\d*))?");

  private static final int MAX_PORT = 65_535;

  /** libpq's parameter key words that have a variable, same source. */
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("host", "PGHOST"),
          Map.entry("hostaddr", "PGHOSTADDR"),
          Map.entry("port", "PGPORT"),
          Map.entry("dbname", "PGDATABASE"),
          Map.entry("user", "PGUSER"),
          Map.entry("password", "PGPASSWORD"),
          Map.entry("passfile", "PGPASSFILE"),
          Map.entry("require_auth", "PGREQUIREAUTH"),
          Map.entry("service", "PGSERVICE"),
          Map.entry("servicefile", "PGSERVICEFILE"),
          Map.entry("options", "PGOPTIONS"),
          Map.entry("application_name", "PGAPPNAME"),
          Map.entry("sslmode", "PGSSLMODE"),
          Map.entry("sslcert", "PGSSLCERT"),
          Map.entry("sslkey", "PGSSLKEY"),
          Map.entry("sslrootcert", "PGSSLROOTCERT"),
          Map.entry("sslcrl", "PGSSLCRL"),
          Map.entry("sslcrldir", "PGSSLCRLDIR"),
          Map.entry("sslcertmode", "PGSSLCERTMODE"),
          Map.entry("sslcompression", "PGSSLCOMPRESSION"),
          Map.entry("sslsni", "PGSSLSNI"),
          Map.entry("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
          Map.entry("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
          Map.entry("min_protocol_version", "PGMINPROTOCOLVERSION"),
          Map.entry("max_protocol_version", "PGMAXPROTOCOLVERSION"),
          Map.entry("sslnegotiation", "PGSSLNEGOTIATION"),
          Map.entry("requirepeer", "PGREQUIREPEER"),
          Map.entry("channel_binding", "PGCHANNELBINDING"),
          Map.entry("gssencmode", "PGGSSENCMODE"),
          Map.entry("gssdelegation", "PGGSSDELEGATION"),
          Map.entry("gsslib", "PGGSSLIB"),
          Map.entry("krbsrvname", "PGKRBSRVNAME"),
          Map.entry("connect_timeout", "PGCONNECT_TIMEOUT"),
          Map.entry("client_encoding", "PGCLIENTENCODING"),
          Map.entry("target_session_attrs", "PGTARGETSESSIONATTRS"),
          Map.entry("load_balance_hosts", "PGLOADBALANCEHOSTS"));

  /**
   * Copies the map and refuses a variable that is not libpq's, and a value that no environment can
   * hold: Java's own refusal would repeat it, and it may be the password.
   */
  public ConnectionSettings {
    environment = Map.copyOf(environment);
    environment.forEach(
        (name, value) -> {
          if (!name.startsWith("PG")) {
            throw new VigieException(
                ErrorCode.SETTING_INVALID, name + " is no variable of libpq's");
          }
          SqlText.checkText(value);
        });
  }

  /** The {@code PG*} variables of the given environment, as they are. */
  public static ConnectionSettings fromEnvironment(Map<String, String> environment) {
    Map<String, String> found = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (VARIABLES.containsValue(name) || name.equals("PGSYSCONFDIR")) {
            found.put(name, value);
          }
        });
    return new ConnectionSettings(found);
  }

  /**
   * Reads a libpq connection URI, {@code
   * postgresql://user:password@host:port/database?parameter=…}. Everything is optional and several
   * hosts are allowed, as in libpq.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it is none; the message never repeats it, for
   *     it may hold a password
   */
  public static ConnectionSettings parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      throw invalid("a connection is given as postgresql://user@host:port/database");
    }
    Map<String, String> found = new TreeMap<>();
    put(found, "user", matcher.group("user"));
    put(found, "password", matcher.group("password"));
    put(found, "dbname", matcher.group("database"));
    putHosts(found, matcher.group("hosts"));
    String parameters = Optional.ofNullable(matcher.group("parameters")).orElse("");
    for (String parameter : parameters.split("&", -1)) {
      if (!parameter.isEmpty()) {
        putParameter(found, parameter);
      }
    }
    return new ConnectionSettings(found);
  }

  /** These settings, completed by the other's where they are silent. */
  public ConnectionSettings orElse(ConnectionSettings other) {
    Map<String, String> merged = new TreeMap<>(other.environment);
    merged.putAll(environment);
    return new ConnectionSettings(merged);
  }

  /** The same server, another database. */
  public ConnectionSettings withDatabase(String database) {
    Map<String, String> changed = new TreeMap<>(environment);
    changed.put("PGDATABASE", SqlText.checkName(database));
    return new ConnectionSettings(changed);
  }

  /**
   * The same, with a parameter of the server's set for the session, after those that {@code
   * PGOPTIONS} sets already.
   *
   * @param parameter its name, letters and underscores
   * @param value letters, digits and underscores
   */
  public ConnectionSettings withParameter(String parameter, String value) {
    Map<String, String> changed = new TreeMap<>(environment);
    String option = "-c " + parameter + "=" + value;
    changed.merge("PGOPTIONS", option, (before, added) -> before + " " + added);
    return new ConnectionSettings(changed);
  }

  /** The database that these settings name, if they do. */
  public Optional<String> database() {
    return Optional.ofNullable(environment.get("PGDATABASE")).filter(name -> !name.isEmpty());
  }

  /** Where the server is, for messages: {@code host:port}, without user, password or database. */
  public String server() {
    String host = environment.getOrDefault("PGHOST", "the local socket");
    return host + ":" + environment.getOrDefault("PGPORT", "5432");
  }

  @Override
  public String toString() {
    return "ConnectionSettings[" + server() + database().map(name -> "/" + name).orElse("") + "]";
  }

  private static void putHosts(Map<String, String> found, String hosts) {
    StringJoiner names = new StringJoiner(",");
    StringJoiner ports = new StringJoiner(",");
    boolean named = false;
    for (String part : hosts.split(",", -1)) {
      Matcher matcher = HOST.matcher(part);
      if (!matcher.matches()) {
        throw invalid("a host of the connection URI is not of the form host:port");
      }
      names.add(
          Optional.ofNullable(matcher.group("address"))
              .or(() -> Optional.ofNullable(matcher.group("name")))
              .orElse(""));
      String port = Optional.ofNullable(matcher.group("port")).orElse("");
      ports.add(checkPort(port));
      named |= !port.isEmpty();
    }
    put(found, "host", names.toString());
    if (named) {
      put(found, "port", ports.toString());
    }
  }

  /** An empty port in a list is the default one. */
  private static String checkPort(String port) {
    if (port.isEmpty()) {
      return "5432";
    }
    if (port.length() > 5 || Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT) {
      throw invalid("a port of the connection URI is not between 1 and 65535");
    }
    return port;
  }

  private static void putParameter(Map<String, String> found, String parameter) {
    int equals = parameter.indexOf('=');
    if (equals < 0 || parameter.indexOf('=', equals + 1) >= 0) {
      throw invalid("a parameter of the connection URI is not of the form name=value");
    }
    String keyword = decode(parameter.substring(0, equals));
    String value = parameter.substring(equals + 1);
    if (keyword.equals("ssl") && value.equals("true")) {
      put(found, "sslmode", "require"); // as JDBC's drivers spell it; libpq takes it too
    } else {
      put(found, keyword, value);
    }
  }

  private static void put(
      Map<String, String> found, String keyword, @org.jspecify.annotations.Nullable String value) {
    if (value == null || value.isEmpty()) {
      return;
    }
    String variable = VARIABLES.get(keyword);
    if (variable == null) {
      throw invalid(
          "the connection URI's parameter \""
              + keyword
              + "\" is none that libpq has a variable for");
    }
    found.put(variable, decode(value));
  }

  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int i = 0; i < text.length(); ) {
        int c = text.codePointAt(i);
        if (c == '%') {
          bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
          i += 3;
        } else {
          bytes.writeBytes(SqlText.checkText(Character.toString(c)).getBytes(UTF_8));
          i += Character.charCount(c);
        }
      }
      ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
      return SqlText.checkText(UTF_8.newDecoder().decode(encoded).toString());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw invalid("the connection URI holds a % that no two hexadecimal digits follow");
    } catch (CharacterCodingException e) {
      throw invalid("the connection URI holds percent-encoded bytes that are no UTF-8");
    }
  }

  private static VigieException invalid(String message) {
    return new VigieException(
        ErrorCode.REQUEST_INVALID,
        message,
        "Percent-encode special characters; the form is in PostgreSQL's documentation, 34.1.1.2.",
        null);
  }
}
