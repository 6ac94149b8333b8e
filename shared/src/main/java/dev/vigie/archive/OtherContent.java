package dev.vigie.archive;

/**
 * Data without rows that could be told apart, such as the INSERT commands of {@code pg_dump
 * --inserts}.
 *
 * @param entry whose data it is
 * @param bytes of data
 * @param offset of the block in the archive
 * @param length of the block in the archive
 */
public record OtherContent(TocEntry entry, long bytes, long offset, long length)
    implements BlockContent {}
