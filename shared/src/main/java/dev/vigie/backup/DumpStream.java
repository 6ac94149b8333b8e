package dev.vigie.backup;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveUpload;
import dev.vigie.transfer.PartSizePlan;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StallGuard;
import dev.vigie.transfer.StoredArchive;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a client program writes, on its way into the bucket. An object comes to be only if the
 * program ended with status 0, the archive was read to its true end and zstd finished its frame; in
 * every other case the upload is aborted.
 *
 * @param store where to
 * @param tags of the objects
 * @param patience how long the program may write nothing
 * @param progress who hears how it goes
 */
record DumpStream(
    ObjectStore store, Map<String, String> tags, Duration patience, Progress progress) {
  /** Four times Linux's pipe, so that one read takes what a busy writer has left there. */
  private static final int BUFFER_BYTES = 256 * 1024;

  /** An archive that is stored, and what the reader found in it. */
  record Dumped(StoredArchive object, ArchiveContents contents) {}

  /**
   * Stores what {@code pg_dump -Fc} writes.
   *
   * @param expected about how many bytes, for the progress
   */
  Dumped dump(PgTools tools, String key, List<String> arguments, long expected) {
    try (ArchiveReader reader = new ArchiveReader(ArchiveListener.none())) {
      return store(
          tools,
          "pg_dump",
          key,
          arguments,
          expected,
          reader::feed,
          upload -> {
            ArchiveContents contents = reader.finish();
            return new Dumped(upload.commit(), contents);
          });
    }
  }

  /** Stores what the program writes, as it is. */
  StoredArchive copy(PgTools tools, String program, String key, List<String> arguments) {
    Sink nobody = (bytes, offset, length) -> {};
    return store(tools, program, key, arguments, 0, nobody, ArchiveUpload::commit);
  }

  /** Somebody who sees the bytes as they pass. */
  @FunctionalInterface
  private interface Sink {
    void accept(byte[] bytes, int offset, int length);
  }

  private <T> T store(
      PgTools tools,
      String program,
      String key,
      List<String> arguments,
      long expected,
      Sink sink,
      Function<ArchiveUpload, T> commit) {
    String task = key.substring(key.lastIndexOf('/') + 1);
    try (ArchiveUpload upload = ArchiveUpload.begin(store, key, tags, PartSizePlan.STANDARD);
        PgProcess process = tools.start(program, arguments);
        StallGuard guard = StallGuard.watch(program, patience, process::kill)) {
      process.input().close();
      InputStream output = process.output();
      byte[] buffer = new byte[BUFFER_BYTES];
      long done = 0;
      for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        sink.accept(buffer, 0, read);
        upload.write(buffer, 0, read);
        guard.moved(read);
        done += read;
        progress.advance(task, done, expected);
      }
      guard.check();
      process.awaitSuccess();
      T stored = commit.apply(upload);
      progress.advance(task, done, done);
      return stored;
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.CLIENT_FAILED, "what " + program + " wrote could not be read", e);
    }
  }
}
