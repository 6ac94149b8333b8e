package dev.vigie.archive;

/**
 * Counts and fingerprints the rows of COPY's text format. A line is a row, since COPY escapes the
 * line feeds in values; the line {@code \.} ends the rows, and cannot be one, since COPY doubles
 * the backslashes in values. {@code dumpTableData_copy} in pg_dump.c writes two empty lines behind
 * it.
 */
final class CopyRows implements BlockSink {
  private final Input in;
  private final RowSum sum = new RowSum();
  private long bytes;
  private boolean ended;

  // Of a line that began in an earlier piece: how long it is so far, and whether it still is "\.".
  private long begunLength;
  private boolean begunLikeEnd = true;

  /**
   * @param in tells where a failure is
   */
  CopyRows(Input in) {
    this.in = in;
  }

  @Override
  public void accept(byte[] buffer, int offset, int length) {
    int position = offset;
    int end = offset + length;
    while (position < end && !ended) {
      int lineEnd = LineFeed.indexOf(buffer, position, end);
      if (lineEnd < 0) {
        begin(buffer, position, end - position);
        return;
      }
      if (begunLength == 0) {
        line(buffer, position, lineEnd - position);
      } else {
        begin(buffer, position, lineEnd - position);
        endBegun();
      }
      position = lineEnd + 1;
    }
    requireEmptyLines(buffer, position, end);
  }

  private void line(byte[] buffer, int offset, int length) {
    if (length == 2 && buffer[offset] == '\\' && buffer[offset + 1] == '.') {
      ended = true;
      return;
    }
    sum.add(buffer, offset, length);
    bytes += length + 1;
  }

  private void begin(byte[] buffer, int offset, int length) {
    for (int i = 0; i < length && begunLikeEnd; i++) {
      long index = begunLength + i;
      begunLikeEnd = index < 2 && buffer[offset + i] == (index == 0 ? '\\' : '.');
    }
    sum.addPiece(buffer, offset, length);
    begunLength += length;
  }

  private void endBegun() {
    if (begunLikeEnd && begunLength == 2) {
      // The two bytes stay in the sum's pieces, which nobody asks for any more.
      ended = true;
      return;
    }
    sum.addPieces();
    bytes += begunLength + 1;
    begunLength = 0;
    begunLikeEnd = true;
  }

  private void requireEmptyLines(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] != '\n') {
        throw in.damaged("data behind the end of a table's rows");
      }
    }
  }

  /** Whether the line that ends the rows has come. */
  boolean ended() {
    return ended;
  }

  /** The rows that have come. */
  RowsReader.Rows rows() {
    return new RowsReader.Rows(sum.rows(), bytes, sum.fingerprint());
  }

  @Override
  public BlockContent content(TocEntry entry, long offset, long length) {
    if (!ended) {
      throw in.damaged("the rows of " + entry.label() + " do not end with \\.");
    }
    return new TableContent(entry, sum.rows(), bytes, sum.fingerprint(), offset, length);
  }
}
