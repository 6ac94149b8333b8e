package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.vigie.error.VigieException;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damages archives at random, always the same way, and accepts nothing but a VigieException. */
class ArchiveFuzzTest {
  private static final int VARIANTS = 20_000;

  /** A zlib stream or zstd frame that expands is bounded by buffers; the rest follows the input. */
  private static final long MOST_BYTES = 8L << 20;

  private static final int[] LENGTHS = {0, 1, 127, 128, 255};

  @Test
  @Timeout(120)
  void archive_damagedAtRandom_failsCleanlyAndInBoundedMemory() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(20261123);
    List<byte[]> archives = archives();
    int refused = 0;
    for (int variant = 0; variant < VARIANTS; variant++) {
      byte[] damaged = damaged(archives.get(variant % archives.size()), random);
      long before = threads.getCurrentThreadAllocatedBytes();
      refused += refuses(damaged, 1 + random.nextInt(damaged.length + 1), variant) ? 1 : 0;
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("variant %d", variant)
          .isLessThan(MOST_BYTES);
    }

    // Damage within the text of a row or a name makes another archive, not a broken one.
    assertThat(refused).isGreaterThan(VARIANTS / 2);
  }

  private static boolean refuses(byte[] archive, int piece, int variant) {
    try {
      ArchiveReaderTest.read(archive, piece);
      return false;
    } catch (VigieException e) {
      return true;
    } catch (RuntimeException | Error e) {
      return fail("variant " + variant + " is no VigieException", e);
    }
  }

  private static List<byte[]> archives() {
    return List.of(
        archive(12, Compression.NONE),
        archive(14, Compression.GZIP),
        archive(16, Compression.NONE),
        archive(16, Compression.GZIP),
        archive(16, Compression.ZSTD));
  }

  private static byte[] archive(int minorVersion, Compression compression) {
    return new ArchiveBuilder(minorVersion)
        .compression(compression)
        .entry(ArchiveBuilder.entry(1, "ENCODING", "ENCODING", "SET client_encoding = 'UTF8';"))
        .entry(ArchiveBuilder.entry(2, "TABLE", "one", "CREATE TABLE one (a text);"))
        .entry(ArchiveBuilder.tableData(3, "one"))
        .entry(ArchiveBuilder.otherData(4, "BLOBS"))
        .rows(3, List.of("first", "second", "third " + "x".repeat(300)))
        .largeObjects(4, Map.of(16400, "a large object".getBytes(UTF_8)))
        .build();
  }

  private static byte[] damaged(byte[] archive, Random random) {
    byte[] bytes = archive.clone();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> flipped(bytes, at, random);
            case 1 -> spliced(bytes, at, 0, new byte[0], at);
            case 2 -> spliced(bytes, at, random.nextInt(20), noise(random), bytes.length);
            case 3 -> spliced(bytes, at, 4, huge(random), bytes.length);
            default -> spliced(bytes, at, 1 + random.nextInt(50), new byte[0], bytes.length);
          };
    }
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /** The bytes up to {@code end}, with {@code cut} of them at {@code at} replaced. */
  private static byte[] spliced(byte[] bytes, int at, int cut, byte[] inserted, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(inserted);
    int rest = Math.min(at + cut, end);
    out.write(bytes, rest, end - rest);
    return out.toByteArray();
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[1 + random.nextInt(20)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] huge(Random random) {
    byte[] length = new byte[4];
    for (int i = 0; i < length.length; i++) {
      length[i] = (byte) LENGTHS[random.nextInt(LENGTHS.length)];
    }
    return length;
  }
}
