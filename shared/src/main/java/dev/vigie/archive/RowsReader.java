package dev.vigie.archive;

/**
 * Reads rows in COPY's text format while they pass on elsewhere, up to the line {@code \.} that
 * ends them: counts and fingerprints them as an {@link ArchiveReader} does those of an archive. Is
 * fed in pieces of any size, and keeps none. Not thread-safe.
 */
public final class RowsReader {
  private final Input in = new Input();
  private final CopyRows rows = new CopyRows(in);

  /**
   * What was read.
   *
   * @param rows 0 or more
   * @param bytes of them with their line feeds, without the line that ends them
   * @param fingerprint the sum over the rows, each without its line feed
   */
  public record Rows(long rows, long bytes, Fingerprint fingerprint) {}

  /**
   * Reads the next bytes. The buffer is the caller's again afterwards.
   *
   * @throws dev.vigie.error.VigieException {@code ARCHIVE_DAMAGED} if something but line feeds
   *     comes behind the end
   */
  public void feed(byte[] buffer, int offset, int length) {
    in.wrap(buffer, offset, length);
    rows.accept(buffer, offset, length);
    in.skip(length);
    in.release();
  }

  /** Whether the line that ends the rows has come. */
  public boolean ended() {
    return rows.ended();
  }

  /**
   * All rows, now that their producer has ended.
   *
   * @throws dev.vigie.error.VigieException {@code ARCHIVE_DAMAGED} if the line that ends them is
   *     missing
   */
  public Rows finish() {
    if (!rows.ended()) {
      throw in.damaged("the rows do not end with \\.");
    }
    return rows.rows();
  }
}
