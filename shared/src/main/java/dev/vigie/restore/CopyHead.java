package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.SqlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands before the rows in an archive of rows: settings, and the {@code COPY} statement whose
 * columns are in the order in which the rows have them. Of this text only the columns are used, by
 * name and after comparison with the table's own: an object is proved by its SHA-256 only at its
 * end, so no SQL from it may run before.
 *
 * @param schema of the table
 * @param table its name
 * @param columns in the rows' order
 */
record CopyHead(String schema, String table, List<String> columns) {
  private static final String STATEMENT = "COPY ";
  private static final String END = "FROM stdin;\n";

  CopyHead {
    columns = List.copyOf(columns);
  }

  /**
   * Reads the head.
   *
   * @param key of the object, for messages
   * @throws VigieException {@code ARCHIVE_DAMAGED} if it is none
   */
  static CopyHead parse(byte[] head, String key) {
    String text = new String(head, StandardCharsets.UTF_8);
    int start = text.startsWith(STATEMENT) ? 0 : text.indexOf("\n" + STATEMENT) + 1;
    if (!text.startsWith(STATEMENT, start)) {
      throw damaged(key);
    }
    return new Reader(text, start + STATEMENT.length(), key).statement();
  }

  /**
   * The statement that loads the rows into that table.
   *
   * @param itsColumns those of the table that a backup has rows for
   * @param options of COPY, such as {@code WITH (FREEZE)}
   * @throws VigieException {@code ARCHIVE_DAMAGED} if the rows are another table's, or have other
   *     columns
   */
  String statement(String itsSchema, String itsName, List<String> itsColumns, String options) {
    boolean itsOwn = schema.equals(itsSchema) && table.equals(itsName);
    boolean same =
        columns.size() == itsColumns.size()
            && new HashSet<>(columns).equals(new HashSet<>(itsColumns));
    if (!itsOwn || !same) {
      throw new VigieException(
          ErrorCode.ARCHIVE_DAMAGED,
          "rows for %s.%s %s are not those of table %s.%s %s"
              .formatted(schema, table, columns, itsSchema, itsName, itsColumns));
    }
    String list = columns.stream().map(SqlText::identifier).collect(Collectors.joining(", "));
    return "COPY %s.%s (%s) FROM STDIN%s;\n"
        .formatted(SqlText.identifier(schema), SqlText.identifier(table), list, options);
  }

  private static VigieException damaged(String key) {
    return new VigieException(
        ErrorCode.ARCHIVE_DAMAGED, key + " does not say which table and columns its rows are of");
  }

  /** Reads the statement, name by name. */
  private static final class Reader {
    private final String text;
    private final String key;
    private int position;

    Reader(String text, int position, String key) {
      this.text = text;
      this.position = position;
      this.key = key;
    }

    CopyHead statement() {
      String schema = name();
      expect(".");
      String table = name();
      List<String> columns = columns();
      expect(END);
      if (position != text.length()) {
        throw damaged(key);
      }
      return new CopyHead(schema, table, columns);
    }

    /** A table without columns has two blanks there. */
    private List<String> columns() {
      List<String> columns = new ArrayList<>();
      expect(" ");
      if (text.startsWith("(", position)) {
        do {
          position += columns.isEmpty() ? 1 : 2;
          columns.add(name());
        } while (text.startsWith(", ", position));
        expect(")");
      }
      expect(" ");
      return columns;
    }

    private void expect(String words) {
      if (!text.startsWith(words, position)) {
        throw damaged(key);
      }
      position += words.length();
    }

    private String name() {
      return text.startsWith("\"", position) ? quoted() : plain();
    }

    private String quoted() {
      StringBuilder name = new StringBuilder();
      for (position++; position < text.length(); position++) {
        boolean quote = text.charAt(position) == '"';
        if (quote && !text.startsWith("\"\"", position)) {
          position++;
          return name.toString();
        }
        name.append(text.charAt(position));
        position += quote ? 1 : 0;
      }
      throw damaged(key);
    }

    private String plain() {
      int start = position;
      while (position < text.length() && isPlain(text.charAt(position))) {
        position++;
      }
      if (position == start) {
        throw damaged(key);
      }
      return text.substring(start, position);
    }

    private static boolean isPlain(char c) {
      return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
  }
}
