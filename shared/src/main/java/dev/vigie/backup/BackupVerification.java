package dev.vigie.backup;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.archive.TableContent;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Archive;
import dev.vigie.catalog.Manifest.Kind;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveDownload;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import dev.vigie.volume.TarReader;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a stored backup again, every byte: each archive's SHA-256, its zstd frames, and, for
 * pg_dump's archives, their structure to the true end and every table's rows and fingerprint; for
 * those of files, every entry's name. It needs no PostgreSQL. What it cannot prove is that
 * PostgreSQL takes the archive back: a restore does.
 *
 * @param store the bucket
 * @param progress who hears how it goes
 */
public record BackupVerification(ObjectStore store, Progress progress) {
  private static final int BUFFER_BYTES = 256 * 1024;

  private static final String VOLUME = ".tar.zst";

  /**
   * Verifies every archive.
   *
   * @throws VigieException {@code MANIFEST_INVALID}, {@code CHECKSUM_MISMATCH}, {@code
   *     ARCHIVE_DAMAGED} or {@code COMPARISON_FAILED} for the first thing that is not as the
   *     manifest says
   */
  public void verify(Manifest manifest) {
    manifest.requireAll();
    RowsVerification rows = new RowsVerification(manifest);
    for (Archive archive : manifest.archives()) {
      if (Manifest.isRows(archive.name())) {
        RowsVerification.Reader reader = rows.reader(archive);
        read(archive, reader::feed);
        reader.finish();
      } else if (archive.name().endsWith(".dump.zst")) {
        try (ArchiveReader reader = new ArchiveReader(ArchiveListener.none())) {
          read(archive, reader::feed);
          compare(manifest, archive.name(), reader.finish());
        }
      } else if (archive.name().endsWith(VOLUME)) {
        verifyFiles(manifest, archive);
      } else {
        read(archive, (bytes, offset, length) -> {});
      }
    }
    rows.compare();
  }

  /**
   * Verifies the archives of the application's files alone, which no database holds.
   *
   * @throws VigieException as {@link #verify}
   */
  public void verifyFiles(Manifest manifest) {
    manifest.archives().stream()
        .filter(archive -> archive.name().endsWith(VOLUME))
        .forEach(archive -> verifyFiles(manifest, archive));
  }

  private void verifyFiles(Manifest manifest, Archive archive) {
    TarReader reader = new TarReader();
    read(archive, reader::feed);
    compare(manifest, archive.name(), reader.finish());
  }

  @FunctionalInterface
  private interface Sink {
    void accept(byte[] bytes, int offset, int length);
  }

  private void read(Archive archive, Sink sink) {
    StoredArchive object = archive.object();
    try (ArchiveDownload download = ArchiveDownload.open(store, object)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long done = 0;
      for (int read = download.read(buffer); read >= 0; read = download.read(buffer)) {
        sink.accept(buffer, 0, read);
        done += read;
        progress.advance(archive.name(), done, object.bytes());
      }
      download.verify();
    }
  }

  private static void compare(Manifest manifest, String archive, TarReader.Contents contents) {
    boolean same =
        manifest.volumes().stream()
            .filter(volume -> volume.archive().equals(archive))
            .anyMatch(
                volume -> volume.files() == contents.files() && volume.bytes() == contents.bytes());
    if (!same) {
      throw new VigieException(
          ErrorCode.COMPARISON_FAILED,
          "%s holds %d files of %d bytes, and the manifest says something else"
              .formatted(archive, contents.files(), contents.bytes()));
    }
  }

  private static void compare(Manifest manifest, String archive, ArchiveContents contents) {
    Set<Held> found = new HashSet<>();
    contents.tables().forEach(table -> found.add(Held.of(table)));
    if (contents.largeObjects() > 0) {
      found.add(Held.ofLargeObjects(contents));
    }
    for (Table table : manifest.tables()) {
      if (isIn(archive, table) && !found.remove(Held.of(table))) {
        throw differs(archive, table.schema(), table.name());
      }
    }
    // What the manifest does not name is a difference too; a schema's archive has no tables.
    found.stream()
        .findFirst()
        .ifPresent(
            extra -> {
              throw differs(archive, extra.schema(), extra.name());
            });
  }

  private static boolean isIn(String archive, Table table) {
    return table.parts().stream().anyMatch(part -> part.archive().equals(archive));
  }

  private static VigieException differs(String archive, String schema, String name) {
    String what = schema.isEmpty() ? "the large objects" : schema + "." + name;
    return new VigieException(
        ErrorCode.COMPARISON_FAILED,
        "%s holds another content of %s than the manifest says".formatted(archive, what));
  }

  /** What an archive holds of one table, to be equal on both sides. */
  private record Held(
      Kind kind, String schema, String name, long rows, long bytes, String fingerprint) {
    static Held of(Table table) {
      return new Held(
          table.kind(),
          table.schema(),
          table.name(),
          table.rows(),
          table.bytes(),
          table.fingerprint());
    }

    static Held of(TableContent table) {
      return new Held(
          Kind.TABLE,
          table.entry().namespace(),
          table.entry().tag(),
          table.rows(),
          table.bytes(),
          table.fingerprint().toString());
    }

    static Held ofLargeObjects(ArchiveContents contents) {
      return new Held(
          Kind.LARGE_OBJECTS,
          "",
          "",
          contents.largeObjects(),
          contents.largeObjectBytes(),
          contents.largeObjectFingerprint().toString());
    }
  }
}
