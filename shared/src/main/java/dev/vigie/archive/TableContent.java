package dev.vigie.archive;

/**
 * The rows of one table, or of one partition: a partitioned table has no block of its own.
 *
 * @param entry the {@code TABLE DATA} entry
 * @param rows 0 or more
 * @param bytes of COPY text with its newlines, without the line that ends it
 * @param fingerprint the sum over the rows' COPY lines, each without its newline
 * @param offset of the block in the archive
 * @param length of the block in the archive
 */
public record TableContent(
    TocEntry entry, long rows, long bytes, Fingerprint fingerprint, long offset, long length)
    implements BlockContent {}
