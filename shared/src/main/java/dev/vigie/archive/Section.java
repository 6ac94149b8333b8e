package dev.vigie.archive;

import java.util.Arrays;
import java.util.Optional;

/** When {@code pg_restore} restores an entry: {@code teSection} of PostgreSQL's pg_backup.h. */
public enum Section {
  /** With the object that it belongs to: comments, ACLs, security labels. */
  NONE(1),
  /** Before the data: schemas, types, functions, tables. */
  PRE_DATA(2),
  /** Rows, large objects, values of sequences. */
  DATA(3),
  /** After the data: indexes, constraints, triggers. */
  POST_DATA(4);

  private final int number;

  Section(int number) {
    this.number = number;
  }

  /** Its number in an archive. */
  int number() {
    return number;
  }

  /** The section with this number in an archive; empty for any other number. */
  static Optional<Section> numbered(int number) {
    return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
  }
}
