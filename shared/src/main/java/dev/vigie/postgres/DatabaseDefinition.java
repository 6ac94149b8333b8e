package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The SQL that makes a database of the same kind as the one whose facts are given. Pure text; every
 * name and value is quoted.
 *
 * @param facts of the database that was backed up
 */
public record DatabaseDefinition(DatabaseFacts facts) {
  /**
   * The first major version that knows {@code LOCALE_PROVIDER} (release notes of PostgreSQL 15).
   */
  private static final int LOCALE_PROVIDER_SINCE = 150_000;

  /** Parameters whose value is a list of quoted names: GUC_LIST_QUOTE in guc_parameters.dat. */
  private static final Set<String> NAME_LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  /**
   * {@code CREATE DATABASE}, with nothing in it.
   *
   * @param name of the new database
   * @param serverVersionNum of the server that will run it
   */
  public String create(String name, int serverVersionNum) {
    return create(name, " OWNER " + SqlText.identifier(facts.owner()), serverVersionNum);
  }

  /** As {@link #create}, but it belongs to whoever makes it. */
  public String createUnowned(String name, int serverVersionNum) {
    return create(name, "", serverVersionNum);
  }

  private String create(String name, String owner, int serverVersionNum) {
    StringBuilder sql = new StringBuilder("CREATE DATABASE ").append(SqlText.identifier(name));
    sql.append(" WITH TEMPLATE template0").append(owner);
    sql.append(" ENCODING ").append(SqlText.literal(facts.encoding()));
    sql.append(" LC_COLLATE ").append(SqlText.literal(facts.collate()));
    sql.append(" LC_CTYPE ").append(SqlText.literal(facts.ctype()));
    if (serverVersionNum >= LOCALE_PROVIDER_SINCE) {
      appendProvider(sql);
    }
    return sql.append(";\n").toString();
  }

  /**
   * The database's own settings, limit, comment and privileges. They are applied after the contents
   * are in, for {@code default_transaction_read_only} and its like would refuse the contents.
   */
  public String properties(String name) {
    String database = SqlText.identifier(name);
    StringBuilder sql = new StringBuilder();
    if (facts.connectionLimit() >= 0) {
      sql.append(
          "ALTER DATABASE %s CONNECTION LIMIT %d;\n".formatted(database, facts.connectionLimit()));
    }
    for (DatabaseFacts.Setting setting : facts.settings()) {
      String whose =
          setting.role() == null
              ? "ALTER DATABASE " + database
              : "ALTER ROLE " + SqlText.identifier(setting.role()) + " IN DATABASE " + database;
      sql.append(whose).append(" SET ").append(parameter(setting)).append(";\n");
    }
    if (facts.comment() != null) {
      sql.append(
          "COMMENT ON DATABASE %s IS %s;\n".formatted(database, SqlText.literal(facts.comment())));
    }
    appendPrivileges(sql, database);
    return sql.toString();
  }

  private void appendProvider(StringBuilder sql) {
    String locale = facts.locale() == null ? "" : facts.locale();
    switch (facts.localeProvider()) {
      case "c" -> sql.append(" LOCALE_PROVIDER libc");
      case "i" -> sql.append(" LOCALE_PROVIDER icu ICU_LOCALE ").append(SqlText.literal(locale));
      case "b" ->
          sql.append(" LOCALE_PROVIDER builtin BUILTIN_LOCALE ").append(SqlText.literal(locale));
      default ->
          throw new VigieException(
              ErrorCode.MANIFEST_INVALID,
              "the locale provider \"" + facts.localeProvider() + "\" is not known");
    }
    if (facts.icuRules() != null) {
      sql.append(" ICU_RULES ").append(SqlText.literal(facts.icuRules()));
    }
  }

  private void appendPrivileges(StringBuilder sql, String database) {
    if (facts.acl() == null) {
      return;
    }
    sql.append("REVOKE ALL ON DATABASE %s FROM PUBLIC;\n".formatted(database));
    sql.append(
        "REVOKE ALL ON DATABASE %s FROM %s;\n"
            .formatted(database, SqlText.identifier(facts.owner())));
    for (DatabaseFacts.Privilege privilege : facts.acl()) {
      String grantee =
          privilege.grantee() == null ? "PUBLIC" : SqlText.identifier(privilege.grantee());
      sql.append(
          "GRANT %s ON DATABASE %s TO %s%s;\n"
              .formatted(
                  checkPrivilege(privilege.privilege()),
                  database,
                  grantee,
                  privilege.grantable() ? " WITH GRANT OPTION" : ""));
    }
  }

  private static String parameter(DatabaseFacts.Setting setting) {
    String name = setting.parameter();
    String quotedName =
        String.join(
            ".", java.util.Arrays.stream(name.split("\\.", -1)).map(SqlText::identifier).toList());
    if (!NAME_LISTS.contains(name.toLowerCase(Locale.ROOT))) {
      return quotedName + " TO " + SqlText.literal(setting.value());
    }
    List<String> names = splitNameList(setting.value()).stream().map(SqlText::literal).toList();
    return quotedName + " TO " + (names.isEmpty() ? "''" : String.join(", ", names));
  }

  /** Splits {@code a, "B c"} at its commas, and takes the double quotes off. */
  static List<String> splitNameList(String value) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' && quoted && i + 1 < value.length() && value.charAt(i + 1) == '"') {
        name.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        names.add(name.toString());
        name.setLength(0);
      } else if (quoted || !Character.isWhitespace(c)) {
        name.append(c);
      }
    }
    if (!name.isEmpty() || !names.isEmpty()) {
      names.add(name.toString());
    }
    return names;
  }

  private static String checkPrivilege(String privilege) {
    if (!Set.of("CREATE", "CONNECT", "TEMPORARY").contains(privilege)) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID, "\"" + privilege + "\" is no privilege on a database");
    }
    return privilege;
  }
}
