package dev.vigie.local;

import java.util.List;
import java.util.stream.Stream;

/**
 * Names that PostgreSQL takes for a database, a role, a schema, a table or a column, and that a
 * shell, an SQL string, a connection string, a path, a URI, a format or a terminal may take for
 * something else. Each has 1 to 63 bytes in UTF-8; PostgreSQL's only rule is that there be no NUL.
 */
public final class HostileNames {
  private HostileNames() {}

  /**
   * Names for databases and roles. There is no line break in them: PostgreSQL's own programs refuse
   * one in a database's name ({@code appendShellString} in its src/fe_utils/string_utils.c).
   */
  public static List<String> ofDatabases() {
    return List.of(
        "two words",
        " leading",
        "trailing ",
        " ",
        "it's",
        "\"quoted\"",
        "a\"b",
        "'; DROP DATABASE postgres; --",
        "\"; DROP TABLE x; --",
        "/* comment */",
        "$(touch pwned)",
        "`touch pwned`",
        "${HOME}",
        "$1 $$ $body$",
        "a;b&c|d>e<f",
        "a && b || c",
        "*?[a-z]{1,2}",
        "~root",
        "#hash !bang",
        "-leading-dash",
        "--no-owner",
        "-d postgres",
        "100%",
        "%s%n%d%x",
        "%2e%2e%2f",
        "back\\slash",
        "\\c postgres",
        "trailing\\",
        "\\.",
        "dbname=postgres",
        "host=/nowhere dbname=x",
        "a=b",
        "postgresql://elsewhere/x",
        "postgres://u:p@h:1/d?sslmode=off",
        "../../etc/passwd",
        "..",
        ".",
        "a/b",
        "/absolute",
        "a.b.c",
        "C:\\temp",
        "tab\there",
        "bell\u0007 escape\u001b[31mred",
        "UPPER",
        "MixedCase",
        "select",
        "null",
        "true",
        "123",
        "1e5",
        "käse",
        "e\u0301 combining",
        "é composed",
        "\u202eright to left",
        "שלום",
        "مرحبا",
        "日本語",
        "😀 emoji 👩‍👩‍👧",
        "zero\u200bwidth",
        "\ufeffbom",
        "non\u00a0breaking",
        "line\u2028separator",
        "dotless ı İ",
        "a".repeat(63),
        "é".repeat(31) + "x",
        "😀".repeat(15) + "abc");
  }

  /** Names for schemas, tables, columns and the like: line breaks too. */
  public static List<String> ofTables() {
    return Stream.concat(
            ofDatabases().stream(),
            Stream.of(
                "new\nline",
                "\n",
                "carriage\rreturn",
                "crlf\r\n",
                "x\n\\! touch pwned",
                "x\n; DROP TABLE y; --",
                "x\n\\.\n"))
        .toList();
  }
}
