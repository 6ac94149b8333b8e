package dev.vigie.archive;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields of one entry as they come, and the entry that they make. */
final class EntryDraft {
  /** {@code K_OFFSET_POS_NOT_SET}: there is data, and pg_dump could not seek back to say where. */
  private static final int POSITION_NOT_SET = 1;

  /** {@code K_OFFSET_NO_DATA}. */
  private static final int NO_DATA = 3;

  private static final long MAX_OID = 0xffff_ffffL;

  private final Map<EntryField, Integer> integers = new EnumMap<>(EntryField.class);
  private final Map<EntryField, String> texts = new EnumMap<>(EntryField.class);
  private final List<Integer> dependencies = new ArrayList<>();
  // Kinds, schemas and owners recur in every entry; one copy of each is kept.
  private final Map<String, String> recurring = new HashMap<>();

  void clear() {
    integers.clear();
    texts.clear();
    dependencies.clear();
  }

  void set(EntryField field, int value) {
    integers.put(field, value);
  }

  void set(EntryField field, String value) {
    texts.put(field, value);
  }

  void addDependency(String dumpId, Input in) {
    long number = unsigned(dumpId, "dump id", in);
    if (number > Integer.MAX_VALUE) {
      throw in.damaged("no dump id: " + number);
    }
    dependencies.add((int) number);
  }

  TocEntry entry(Input in) {
    return new TocEntry(
        positive(EntryField.DUMP_ID, in),
        unsigned(text(EntryField.TABLE_OID), "OID", in),
        unsigned(text(EntryField.OID), "OID", in),
        text(EntryField.TAG),
        once(EntryField.DESCRIPTION),
        Section.numbered(integer(EntryField.SECTION))
            .orElseThrow(() -> in.damaged("an entry of no section")),
        text(EntryField.DEFINITION),
        text(EntryField.DROP_STATEMENT),
        text(EntryField.COPY_STATEMENT),
        once(EntryField.NAMESPACE),
        once(EntryField.TABLESPACE),
        once(EntryField.TABLE_ACCESS_METHOD),
        relationKind(in),
        once(EntryField.OWNER),
        dependencies,
        hasData(in));
  }

  private int positive(EntryField field, Input in) {
    int value = integer(field);
    if (value < 1) {
      throw in.damaged("no dump id: " + value);
    }
    return value;
  }

  private String text(EntryField field) {
    return texts.getOrDefault(field, "");
  }

  private int integer(EntryField field) {
    return integers.getOrDefault(field, 0);
  }

  private String once(EntryField field) {
    String text = text(field);
    String first = recurring.putIfAbsent(text, text);
    return first == null ? text : first;
  }

  private char relationKind(Input in) {
    int kind = integer(EntryField.RELATION_KIND);
    if (kind < 0 || kind > Byte.MAX_VALUE) {
      throw in.damaged("no kind of relation: " + kind);
    }
    return (char) kind;
  }

  /** Both fields say it, and pg_restore heeds both: they must agree. */
  private boolean hasData(Input in) {
    int state = integer(EntryField.DATA_OFFSET);
    int dumper = integer(EntryField.HAD_DUMPER);
    if (state < POSITION_NOT_SET || state > NO_DATA || dumper != (state == NO_DATA ? 0 : 1)) {
      throw in.damaged("an entry that has data or not: offset state " + state + ", " + dumper);
    }
    return state != NO_DATA;
  }

  private static long unsigned(String digits, String what, Input in) {
    long number = -1;
    if (!digits.isEmpty() && digits.length() <= 10 && digits.chars().allMatch(EntryDraft::digit)) {
      number = Long.parseLong(digits);
    }
    if (number < 0 || number > MAX_OID) {
      throw in.damaged("no " + what + " where one belongs");
    }
    return number;
  }

  private static boolean digit(int character) {
    return character >= '0' && character <= '9';
  }
}
