package dev.vigie.archive;

import java.util.List;

/**
 * All that a whole archive holds.
 *
 * @param tableOfContents its header and entries
 * @param blocks its data blocks, in the archive's order
 * @param length of the archive in bytes
 */
public record ArchiveContents(
    TableOfContents tableOfContents, List<BlockContent> blocks, long length) {
  /** Keeps a copy of the blocks. */
  public ArchiveContents {
    blocks = List.copyOf(blocks);
  }

  /** The tables whose rows it holds, in the archive's order. */
  public List<TableContent> tables() {
    return blocks.stream()
        .filter(TableContent.class::isInstance)
        .map(TableContent.class::cast)
        .toList();
  }

  /** How many large objects it holds. */
  public long largeObjects() {
    return groups().stream().mapToLong(LargeObjectContent::objects).sum();
  }

  /** The bytes of all large objects. */
  public long largeObjectBytes() {
    return groups().stream().mapToLong(LargeObjectContent::bytes).sum();
  }

  /** Over all large objects, however they are grouped. */
  public Fingerprint largeObjectFingerprint() {
    return groups().stream()
        .map(LargeObjectContent::fingerprint)
        .reduce(Fingerprint.EMPTY, Fingerprint::plus);
  }

  private List<LargeObjectContent> groups() {
    return blocks.stream()
        .filter(LargeObjectContent.class::isInstance)
        .map(LargeObjectContent.class::cast)
        .toList();
  }
}
