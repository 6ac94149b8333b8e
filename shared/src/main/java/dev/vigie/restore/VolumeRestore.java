package dev.vigie.restore;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Recovery.VolumeArchive;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveDownload;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StallGuard;
import dev.vigie.transfer.StoredArchive;
import dev.vigie.volume.TarProcess;
import dev.vigie.volume.TarReader;
import dev.vigie.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the files of a backup back. Each volume is unpacked beside its place and moved there when
 * it is whole, so that a failure leaves nothing. An archive's entries are looked at before tar sees
 * them: none leads out of the directory. Thread-safe.
 *
 * @param store where from
 * @param progress who hears how it goes
 * @param patience how long tar may take nothing
 */
public record VolumeRestore(ObjectStore store, Progress progress, Duration patience) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** A full disk is an error; a slow one is given time. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** With the patience that a restore has. */
  public VolumeRestore(ObjectStore store, Progress progress) {
    this(store, progress, PATIENCE);
  }

  /**
   * Restores every volume of the backup, each as a directory of its name.
   *
   * @param into where; it is made if need be
   * @throws VigieException as {@link #restore(Manifest, List)}
   */
  public void restore(Manifest manifest, Path into) {
    Path place = into.toAbsolutePath();
    restore(
        manifest,
        manifest.volumes().stream()
            .map(each -> new Volume(each.volume(), place.resolve(each.volume())))
            .toList());
  }

  /**
   * Restores these volumes of the backup, as far as it has them, each into its directory.
   *
   * @throws VigieException {@code TARGET_EXISTS} if one of the directories holds something, before
   *     anything is read; {@code CHECKSUM_MISMATCH}, {@code ARCHIVE_DAMAGED}, {@code
   *     COMPARISON_FAILED}, or with the code of what failed
   */
  public void restore(Manifest manifest, List<Volume> places) {
    try {
      for (Volume place : places) {
        requireRoom(place.directory());
      }
      for (Volume place : places) {
        for (VolumeArchive volume : manifest.volumes()) {
          if (volume.volume().equals(place.name())) {
            restore(manifest, volume, place.directory());
          }
        }
      }
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "the files could not be written", e);
    }
  }

  private static void requireRoom(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new VigieException(
            ErrorCode.TARGET_EXISTS,
            "the directory " + directory + " holds something already",
            "Restore the files into another directory; nothing was changed.",
            null);
      }
    }
  }

  private void restore(Manifest manifest, VolumeArchive volume, Path place) throws IOException {
    Path parent = Files.createDirectories(place.resolveSibling(""));
    Path staging = Files.createTempDirectory(parent, ".vigie-" + volume.volume() + "-");
    try {
      unpack(manifest.require(volume.archive()), volume, staging);
      Files.deleteIfExists(place);
      Files.move(staging, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      try {
        remove(staging);
      } catch (IOException unremoved) {
        e.addSuppressed(unremoved);
      }
      throw e;
    }
  }

  private void unpack(StoredArchive archive, VolumeArchive volume, Path staging)
      throws IOException {
    TarReader reader = new TarReader();
    try (ArchiveDownload download = ArchiveDownload.open(store, archive);
        TarProcess tar = TarProcess.unpacking(staging);
        StallGuard guard = StallGuard.watch("tar", patience, tar::kill)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      boolean taken = true;
      long done = 0;
      for (int read = download.read(buffer); read >= 0; read = download.read(buffer)) {
        reader.feed(buffer, 0, read);
        taken = taken && write(tar.input(), buffer, read);
        guard.moved(read);
        done += read;
        progress.advance(volume.archive(), done, archive.bytes());
      }
      guard.check();
      download.verify();
      TarReader.Contents contents = reader.finish();
      if (taken) {
        tar.input().close();
      }
      requireNoWarning(tar.awaitEnd());
      if (contents.files() != volume.files() || contents.bytes() != volume.bytes()) {
        throw new VigieException(
            ErrorCode.COMPARISON_FAILED,
            volume.archive() + " holds other files than the manifest says");
      }
    }
  }

  /** False once tar has closed its input: it has what it wants, or failed, which it will say. */
  private static boolean write(OutputStream tar, byte[] buffer, int length) {
    try {
      tar.write(buffer, 0, length);
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private static void requireNoWarning(List<String> warnings) {
    if (!warnings.isEmpty()) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "tar: " + String.join("; ", warnings));
    }
  }

  private static void remove(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
