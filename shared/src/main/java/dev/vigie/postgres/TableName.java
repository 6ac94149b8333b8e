package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The name of a table, with its schema.
 *
 * @param schema 1 to 63 bytes
 * @param name 1 to 63 bytes
 */
public record TableName(String schema, String name) {
  /** Refuses names that PostgreSQL cannot have, with {@code REQUEST_INVALID}. */
  public TableName {
    SqlText.checkName(schema);
    SqlText.checkName(name);
  }

  /**
   * Reads a name as SQL and psql do: a name without quotes is folded to lower case, and in double
   * quotes it stands for itself, a double quote in it being written twice ("Lexical Structure"
   * 4.1.1). So {@code public.Orders} is {@code orders}, and {@code public."Orders"} is not.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it is no schema and name with a dot between
   */
  public static TableName parse(String text) {
    List<String> parts = new ArrayList<>();
    int position = 0;
    do {
      StringBuilder part = new StringBuilder();
      position = read(text, position + (parts.isEmpty() ? 0 : 1), part);
      parts.add(part.toString());
    } while (position < text.length() && text.charAt(position) == '.');
    if (parts.size() != 2 || position != text.length()) {
      throw invalid(text);
    }
    return new TableName(parts.getFirst(), parts.getLast());
  }

  /** Quoted, as it stands in SQL, and as pg_dump and psql take it for a pattern of itself. */
  public String quoted() {
    return SqlText.identifier(schema) + "." + SqlText.identifier(name);
  }

  /** Without quotes, for messages. */
  @Override
  public String toString() {
    return schema + "." + name;
  }

  private static int read(String text, int from, StringBuilder part) {
    if (text.startsWith("\"", from)) {
      return readQuoted(text, from + 1, part);
    }
    int position = from;
    while (position < text.length() && isPlain(text.charAt(position), position == from)) {
      position++;
    }
    if (position == from) {
      throw invalid(text);
    }
    part.append(text.substring(from, position).toLowerCase(Locale.ROOT));
    return position;
  }

  private static int readQuoted(String text, int from, StringBuilder part) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != '"') {
        part.append(text.charAt(i));
      } else if (text.startsWith("\"\"", i)) {
        part.append('"');
        i++;
      } else {
        return i + 1;
      }
    }
    throw invalid(text);
  }

  private static boolean isPlain(char c, boolean first) {
    boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127;
    return letter || (!first && (c == '$' || (c >= '0' && c <= '9')));
  }

  private static VigieException invalid(String text) {
    return new VigieException(
        ErrorCode.REQUEST_INVALID,
        "\"" + text + "\" is no table's name",
        "Write schema.name, and with double quotes what is not a plain name: public.\"My table\".",
        null);
  }
}
