package dev.vigie.archive;

/** The fields of an entry of the table of contents, in the order of {@code WriteToc}. */
enum EntryField {
  DUMP_ID(Kind.INTEGER, 12),
  HAD_DUMPER(Kind.INTEGER, 12),
  TABLE_OID(Kind.TEXT, 12),
  OID(Kind.TEXT, 12),
  TAG(Kind.TEXT, 12),
  DESCRIPTION(Kind.TEXT, 12),
  SECTION(Kind.INTEGER, 12),
  DEFINITION(Kind.TEXT, 12),
  DROP_STATEMENT(Kind.TEXT, 12),
  COPY_STATEMENT(Kind.TEXT, 12),
  NAMESPACE(Kind.TEXT, 12),
  TABLESPACE(Kind.TEXT, 12),
  TABLE_ACCESS_METHOD(Kind.TEXT, 14),
  RELATION_KIND(Kind.INTEGER, 16),
  OWNER(Kind.TEXT, 12),
  WITH_OIDS(Kind.TEXT, 12),
  DEPENDENCIES(Kind.TEXT_LIST, 12),
  DATA_OFFSET(Kind.OFFSET, 12);

  /** How a field is written. */
  enum Kind {
    INTEGER,
    TEXT,
    /** Texts up to one that is none. */
    TEXT_LIST,
    /** One byte of state, then an offset. */
    OFFSET
  }

  private final Kind kind;
  private final int sinceMinor;

  EntryField(Kind kind, int sinceMinor) {
    this.kind = kind;
    this.sinceMinor = sinceMinor;
  }

  Kind kind() {
    return kind;
  }

  boolean in(int minorVersion) {
    return minorVersion >= sinceMinor;
  }
}
