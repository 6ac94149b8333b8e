package dev.vigie.archive;

import java.util.List;

/**
 * One entry of an archive's table of contents: an object of the database, or its data. A text that
 * the archive lacks is the empty string here; {@code pg_restore} draws no line between the two
 * either.
 *
 * @param dumpId the entry's number in this archive, 1 or more
 * @param tableOid the OID of the system catalog that holds the object, 0 for none
 * @param oid the object's OID in that catalog, 0 for none
 * @param tag the object's name, not quoted; of some kinds with its table's or its arguments
 * @param description the kind, such as {@code TABLE}, {@code TABLE DATA} or {@code BLOBS}
 * @param section when it is restored
 * @param definition the SQL that makes it; of {@code BLOB METADATA} a list of OIDs, one a line
 * @param dropStatement the SQL that removes it
 * @param copyStatement for a table's rows the {@code COPY … FROM stdin;} that reads them back
 * @param namespace its schema
 * @param tablespace its tablespace; empty for the database's own
 * @param tableAccessMethod such as {@code heap}; only tables have one, since format 1.14
 * @param relationKind {@code pg_class.relkind} of a table since format 1.16, else the character 0
 * @param owner the role that owns it
 * @param dependencies the dump ids of the entries that it needs
 * @param hasData whether the archive holds a data block for it
 */
public record TocEntry(
    int dumpId,
    long tableOid,
    long oid,
    String tag,
    String description,
    Section section,
    String definition,
    String dropStatement,
    String copyStatement,
    String namespace,
    String tablespace,
    String tableAccessMethod,
    char relationKind,
    String owner,
    List<Integer> dependencies,
    boolean hasData) {
  /** Refuses a dump id below 1. */
  public TocEntry {
    if (dumpId < 1) {
      throw new IllegalArgumentException("no dump id: " + dumpId);
    }
    dependencies = List.copyOf(dependencies);
  }

  /** Whether its data block holds rows in COPY's text format, rather than INSERT commands. */
  public boolean holdsRows() {
    return hasData && copyStatement.startsWith("COPY ");
  }

  /** Whether its data block holds large objects. */
  public boolean holdsLargeObjects() {
    return hasData && description.equals("BLOBS");
  }

  /** The same, in its database's own tablespace. */
  public TocEntry withoutTablespace() {
    return new TocEntry(
        dumpId,
        tableOid,
        oid,
        tag,
        description,
        section,
        definition,
        dropStatement,
        copyStatement,
        namespace,
        "",
        tableAccessMethod,
        relationKind,
        owner,
        dependencies,
        hasData);
  }

  /** Kind, schema and name for a message, with control characters replaced: a name may hold any. */
  public String label() {
    String name = namespace.isEmpty() ? tag : namespace + "." + tag;
    return (description + " " + name).replaceAll("\\p{Cntrl}", "?");
  }
}
