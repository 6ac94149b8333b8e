package dev.vigie.archive;

/**
 * One group of large objects. Since format 1.16 an archive has several groups, and a restored
 * database may be grouped in another way: compare the sums, {@link
 * ArchiveContents#largeObjectFingerprint()}.
 *
 * @param entry the {@code BLOBS} entry
 * @param objects how many, empty ones counted
 * @param bytes of all their contents
 * @param fingerprint the sum over the objects, each as its OID in four bytes, most significant
 *     first, followed by its content
 * @param offset of the block in the archive
 * @param length of the block in the archive
 */
public record LargeObjectContent(
    TocEntry entry, long objects, long bytes, Fingerprint fingerprint, long offset, long length)
    implements BlockContent {}
