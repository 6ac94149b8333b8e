package dev.vigie.restore;

import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.archive.TableOfContents;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveDownload;
import dev.vigie.transfer.RangeDownload;
import dev.vigie.transfer.StallGuard;
import dev.vigie.transfer.StoredArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stored archive on its way into {@code pg_restore}. It is read to its end and verified whatever
 * pg_restore takes of it; a damaged one ends pg_restore and is an error, so that whoever restores
 * must throw the target away.
 *
 * @param store where from
 * @param patience how long pg_restore may take nothing
 */
record RestoreStream(ObjectStore store, Duration patience) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Roles and their settings of the largest clusters take a few megabytes. */
  private static final int MAX_TEXT_BYTES = 64 * 1024 * 1024;

  /**
   * Restores one section of an archive.
   *
   * @param crew that may end it
   * @param tools the target database
   * @param section pre-data, data or post-data
   * @param options of pg_restore beside those that every restore has
   * @param tally who hears how it goes
   * @return the archive's table of contents
   */
  TableOfContents restore(
      Crew crew,
      PgTools tools,
      StoredArchive archive,
      String section,
      List<String> options,
      Tally tally) {
    List<String> arguments =
        new ArrayList<>(List.of("-Fc", "--exit-on-error", "--no-password", "--section=" + section));
    arguments.addAll(options);
    arguments.add("--dbname=" + tools.databaseArgument());
    List<TableOfContents> contents = new ArrayList<>(1);
    ArchiveListener listener =
        new ArchiveListener() {
          @Override
          public void tableOfContentsRead(TableOfContents found, long end) {
            contents.add(found);
          }
        };
    try (ArchiveDownload download = ArchiveDownload.open(store, archive);
        ArchiveReader reader = new ArchiveReader(listener);
        PgProcess process = crew.watch(tools.start("pg_restore", arguments));
        StallGuard guard = StallGuard.watch("pg_restore", patience, process::kill)) {
      pump(download, reader, contents, process, guard, tally);
      guard.check();
      download.verify();
      process.input().close();
      process.awaitSuccess();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "pg_restore's input failed", e);
    }
    return contents.getFirst();
  }

  /**
   * Restores an archive that comes from memory, and perhaps a block of data behind it.
   *
   * @param crew that may end it
   * @param tools the target database
   * @param section pre-data, data or post-data
   * @param head the archive's head, or all of it
   * @param block the data, if there is any
   */
  void restore(
      Crew crew,
      PgTools tools,
      String section,
      List<String> options,
      byte[] head,
      Optional<RangeDownload> block) {
    List<String> arguments =
        new ArrayList<>(List.of("-Fc", "--exit-on-error", "--no-password", "--section=" + section));
    arguments.addAll(options);
    arguments.add("--dbname=" + tools.databaseArgument());
    try (PgProcess process = crew.watch(tools.start("pg_restore", arguments));
        StallGuard guard = StallGuard.watch("pg_restore", patience, process::kill)) {
      boolean taken = write(process.input(), head, head.length);
      byte[] buffer = new byte[BUFFER_BYTES];
      if (block.isPresent()) {
        for (int read = block.get().read(buffer); read >= 0; read = block.get().read(buffer)) {
          taken = taken && write(process.input(), buffer, read);
          guard.moved(read);
        }
      }
      guard.check();
      if (taken) {
        process.input().close();
      }
      process.awaitSuccess();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "pg_restore's input failed", e);
    }
  }

  /**
   * Reads an archive that is text.
   *
   * @throws VigieException {@code CHECKSUM_MISMATCH} if it is not what was stored
   */
  String text(StoredArchive archive) {
    if (archive.bytes() > MAX_TEXT_BYTES) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID, archive.key() + " is larger than any list of roles");
    }
    return new String(bytes(archive), StandardCharsets.UTF_8);
  }

  /**
   * Reads an archive into memory; whoever asks has looked how large it is.
   *
   * @throws VigieException {@code CHECKSUM_MISMATCH} if it is not what was stored
   */
  byte[] bytes(StoredArchive archive) {
    byte[] bytes = new byte[Math.toIntExact(archive.bytes())];
    int length = 0;
    try (ArchiveDownload download = ArchiveDownload.open(store, archive)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = download.read(buffer); read >= 0; read = download.read(buffer)) {
        // What is longer than it should be is refused below, and kept nowhere.
        int kept = Math.min(read, bytes.length - length);
        System.arraycopy(buffer, 0, bytes, length, kept);
        length += kept;
      }
      download.verify();
    }
    return bytes;
  }

  /**
   * Writes an archive's content elsewhere.
   *
   * @throws IOException if the stream takes no more
   * @throws VigieException {@code CHECKSUM_MISMATCH} if it is not what was stored, and then
   *     everything may have been written but the end
   */
  void copy(StoredArchive archive, OutputStream out) throws IOException {
    long left = archive.bytes();
    try (ArchiveDownload download = ArchiveDownload.open(store, archive)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      // One that is longer than it should be fills neither memory nor a disk.
      for (int read = download.read(buffer); read >= 0 && left >= 0; read = download.read(buffer)) {
        out.write(buffer, 0, read);
        left -= read;
      }
      download.verify();
    }
  }

  private void pump(
      ArchiveDownload download,
      ArchiveReader reader,
      List<TableOfContents> contents,
      PgProcess process,
      StallGuard guard,
      Tally tally) {
    OutputStream input = process.input();
    byte[] buffer = new byte[BUFFER_BYTES];
    boolean taken = true;
    for (int read = download.read(buffer); read >= 0; read = download.read(buffer)) {
      if (contents.isEmpty()) {
        reader.feed(buffer, 0, read);
      }
      taken = taken && write(input, buffer, read);
      guard.moved(read);
      tally.add(read);
    }
    if (taken) {
      write(input, buffer, 0);
    }
    if (contents.isEmpty()) {
      reader.finish(); // says what is wrong with an archive that ends in its table of contents
    }
  }

  /**
   * False once pg_restore has closed its input: it wants no more, as of an archive whose table of
   * contents was all it needed, or it failed, which its exit status tells.
   */
  private static boolean write(OutputStream input, byte[] buffer, int length) {
    try {
      input.write(buffer, 0, length);
      input.flush();
      return true;
    } catch (IOException closed) {
      return false;
    }
  }
}
