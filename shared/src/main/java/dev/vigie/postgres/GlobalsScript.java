package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code pg_dumpall --globals-only} writes, statement by statement, so that a restore can make
 * the roles that a cluster lacks and leave alone the ones that it has: a role that exists keeps its
 * password, attributes and memberships, and gets no new ones. Tablespaces are not made: they belong
 * to a machine.
 */
public final class GlobalsScript {
  private final List<List<Token>> statements;

  private GlobalsScript(List<List<Token>> statements) {
    this.statements = statements;
  }

  /**
   * Reads the script. psql's backslash commands between statements are passed over.
   *
   * @throws VigieException {@code ARCHIVE_DAMAGED} if it ends within a statement, or has a
   *     backslash within one, which psql would take for a command of its own
   */
  public static GlobalsScript parse(String script) {
    return new GlobalsScript(new Scanner(script).statements());
  }

  /** The roles that the script creates. */
  public List<String> roles() {
    return created("ROLE");
  }

  /** The tablespaces that the script creates: all of the cluster but PostgreSQL's own. */
  public List<String> tablespaces() {
    return created("TABLESPACE");
  }

  private List<String> created(String kind) {
    return statements.stream()
        .filter(statement -> startsWith(statement, "CREATE", kind) && statement.size() > 2)
        .map(statement -> statement.get(2).value())
        .toList();
  }

  /**
   * The part of the script that makes the roles which are not among the existing ones, with their
   * attributes, settings, comments, privileges and the memberships that they have in others.
   */
  public String forMissingRoles(Set<String> existing) {
    List<String> missing = roles().stream().filter(role -> !existing.contains(role)).toList();
    StringBuilder sql = new StringBuilder();
    for (List<Token> statement : statements) {
      if (isSetting(statement) || concerns(statement, missing)) {
        withoutForeignGrantor(statement, missing).forEach(token -> sql.append(token.text()));
        sql.append(";\n");
      }
    }
    return sql.toString();
  }

  /**
   * Since PostgreSQL 16 a grantor must have the role with ADMIN OPTION, as it had where the script
   * was made. Only roles that are made here, both of them, are known to be as they were there.
   */
  private static List<Token> withoutForeignGrantor(List<Token> statement, List<String> made) {
    int by = indexOf(statement, "BY");
    boolean hasGrantor =
        startsWith(statement, "GRANT") && by > 0 && statement.get(by - 1).is("GRANTED");
    boolean known =
        hasGrantor
            && made.contains(statement.get(1).value())
            && made.contains(statement.get(by + 1).value());
    return hasGrantor && !known ? statement.subList(0, by - 1) : statement;
  }

  /** SET SESSION AUTHORIZATION is none: the grants after it are made by whoever restores. */
  private static boolean isSetting(List<Token> statement) {
    return startsWith(statement, "SET") && !startsWith(statement, "SET", "SESSION");
  }

  private static boolean concerns(List<Token> statement, List<String> roles) {
    List<Token> words = statement;
    boolean aboutRole = startsWith(words, "CREATE", "ROLE") || startsWith(words, "ALTER", "ROLE");
    if (aboutRole && words.size() > 2) {
      return roles.contains(words.get(2).value());
    }
    if (startsWith(words, "COMMENT", "ON", "ROLE") && words.size() > 3) {
      return roles.contains(words.get(3).value());
    }
    if (!startsWith(words, "GRANT") || words.stream().anyMatch(word -> word.is("TABLESPACE"))) {
      return false;
    }
    // GRANT role TO member …, or GRANT privilege ON PARAMETER name TO role: what is granted to a
    // role
    // that exists would give it what it did not have here.
    int to = indexOf(words, "TO");
    return to >= 0 && roles.contains(words.get(to + 1).value());
  }

  private static boolean startsWith(List<Token> statement, String... words) {
    if (statement.size() < words.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!statement.get(i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(List<Token> statement, String word) {
    for (int i = 0; i + 1 < statement.size(); i++) {
      if (statement.get(i).is(word)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * A piece of a statement.
   *
   * @param text as it stands in the script, with the white space before it
   * @param value a quoted identifier without its quotes, else the bare text
   * @param quoted whether it is a quoted identifier or a string
   */
  private record Token(String text, String value, boolean quoted) {
    boolean is(String keyword) {
      return !quoted && value.equals(keyword);
    }
  }

  /** Splits SQL text into statements; knows identifiers, strings and line comments in it. */
  private static final class Scanner {
    private final String script;
    private int at;

    Scanner(String script) {
      this.script = script;
    }

    List<List<Token>> statements() {
      List<List<Token>> found = new ArrayList<>();
      List<Token> statement = new ArrayList<>();
      while (at < script.length()) {
        int start = at;
        skipBlank();
        if (at >= script.length()) {
          break;
        }
        char c = script.charAt(at);
        if (script.startsWith("--", at) || (c == '\\' && statement.isEmpty())) {
          skipLine();
        } else if (c == ';') {
          at++;
          found.add(List.copyOf(statement));
          statement.clear();
        } else {
          statement.add(token(start, c));
        }
      }
      if (!statement.isEmpty()) {
        throw damaged("ends within a statement");
      }
      return found;
    }

    private static VigieException damaged(String what) {
      return new VigieException(ErrorCode.ARCHIVE_DAMAGED, "the script of the roles " + what);
    }

    private Token token(int start, char c) {
      int from = at;
      if (c == '\\') {
        throw damaged("has a backslash outside of quotes");
      }
      if (c == '"' || c == '\'') {
        skipQuoted(c, from > 0 && c == '\'' && script.charAt(from - 1) == 'E');
        String inner = script.substring(from + 1, at - 1);
        String quote = String.valueOf(c);
        return new Token(script.substring(start, at), inner.replace(quote + quote, quote), true);
      }
      if (isWord(c)) {
        while (at < script.length() && isWord(script.charAt(at))) {
          at++;
        }
      } else {
        at++;
      }
      return new Token(script.substring(start, at), script.substring(from, at), false);
    }

    private void skipQuoted(char quote, boolean escapes) {
      at++;
      while (at < script.length()) {
        char c = script.charAt(at);
        if (escapes && c == '\\') {
          at += 2;
        } else if (c == quote && at + 1 < script.length() && script.charAt(at + 1) == quote) {
          at += 2;
        } else if (c == quote) {
          at++;
          return;
        } else {
          at++;
        }
      }
      throw damaged("ends within quotes");
    }

    private void skipBlank() {
      while (at < script.length() && Character.isWhitespace(script.charAt(at))) {
        at++;
      }
    }

    private void skipLine() {
      while (at < script.length() && script.charAt(at) != '\n') {
        at++;
      }
    }

    private static boolean isWord(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
  }
}
