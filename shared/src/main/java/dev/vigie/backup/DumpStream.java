package dev.vigie.backup;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.RowsReader;
import dev.vigie.backup.Cancellation.Registration;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.BlockRange;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.StoredTable;
import dev.vigie.postgres.TableCopier;
import dev.vigie.transfer.ArchiveUpload;
import dev.vigie.transfer.FrameIndex;
import dev.vigie.transfer.StallGuard;
import dev.vigie.transfer.StoredArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a client program writes, on its way into the bucket. An object comes to be only if the
 * program said that it was done, what it wrote was read to its true end and zstd finished its
 * frame; in every other case the upload is aborted.
 *
 * @param uploads where to
 * @param patience how long a program may write nothing
 * @param cancellation ends a program and with it the upload
 */
record DumpStream(Uploads uploads, Duration patience, Cancellation cancellation) {
  /** Four times Linux's pipe, so that one read takes what a busy writer has left there. */
  private static final int BUFFER_BYTES = 256 * 1024;

  /**
   * An archive of pg_dump's that is stored.
   *
   * @param frames where its zstd frames begin
   * @param contents what the reader found in it
   * @param warnings what pg_dump said that it left out
   */
  record Dumped(
      StoredArchive object, FrameIndex frames, ArchiveContents contents, List<String> warnings) {}

  /** What a program wrote, stored as it came. */
  record Copied(StoredArchive object, List<String> warnings) {}

  /**
   * Rows that are stored.
   *
   * @param frames where its zstd frames begin
   * @param start of the rows in the archive's content
   */
  record RowsCopied(StoredArchive object, FrameIndex frames, long start, RowsReader.Rows rows) {}

  /** Where the bytes of a program go. */
  @FunctionalInterface
  private interface Sink {
    void write(byte[] bytes, int offset, int length);
  }

  /** Stores what {@code pg_dump -Fc} writes, with its zstd frames where data blocks begin. */
  Dumped dump(PgTools tools, String name, List<String> arguments, BackupProgress.Step step) {
    try (ArchiveUpload upload = uploads.begin(name);
        FramedArchive archive = new FramedArchive(upload)) {
      List<String> warnings = run(tools, "pg_dump", arguments, archive::write, step);
      ArchiveContents contents = archive.finish();
      StoredArchive object = upload.commit();
      step.end();
      return new Dumped(object, upload.frames(), contents, warnings);
    }
  }

  /** Stores what the program writes, as it is. */
  Copied copy(
      PgTools tools,
      String program,
      String name,
      List<String> arguments,
      BackupProgress.Step step) {
    try (ArchiveUpload upload = uploads.begin(name)) {
      List<String> warnings = run(tools, program, arguments, upload::write, step);
      StoredArchive object = upload.commit();
      step.end();
      return new Copied(object, warnings);
    }
  }

  /**
   * Stores rows of one table as text for psql: what loads them, and the rows in frames of theirs.
   */
  RowsCopied rows(
      TableCopier copier,
      String name,
      StoredTable table,
      String columns,
      BlockRange range,
      BackupProgress.Step step) {
    byte[] head = copier.loading(table, columns).getBytes(StandardCharsets.UTF_8);
    RowsReader reader = new RowsReader();
    try (ArchiveUpload upload = uploads.begin(name);
        Registration _ = cancellation.onCancel(copier::kill);
        StallGuard guard = StallGuard.watch("psql", patience, copier::kill)) {
      upload.write(head, 0, head.length);
      upload.cutFrame();
      InputStream output = copier.copy(table, columns, range);
      Sink sink =
          (bytes, offset, length) -> {
            reader.feed(bytes, offset, length);
            upload.write(bytes, offset, length);
          };
      if (!pump(output, sink, guard, step, reader::ended)) {
        guard.check();
        throw copier.ended();
      }
      RowsReader.Rows rows = reader.finish();
      StoredArchive object = upload.commit();
      step.end();
      return new RowsCopied(object, upload.frames(), head.length, rows);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "what psql wrote could not be read", e);
    }
  }

  /** Runs the program to its end; what it warned of. */
  private List<String> run(
      PgTools tools, String program, List<String> arguments, Sink sink, BackupProgress.Step step) {
    try (PgProcess process = tools.start(program, arguments);
        Registration _ = cancellation.onCancel(process::kill);
        StallGuard guard = StallGuard.watch(program, patience, process::kill)) {
      process.input().close();
      InputStream output = process.output();
      pump(output, sink, guard, step, () -> false);
      guard.check();
      process.awaitSuccess();
      return process.warnings();
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.CLIENT_FAILED, "what " + program + " wrote could not be read", e);
    }
  }

  /** Passes bytes on until they are all; false if the program's output ended before. */
  private static boolean pump(
      InputStream output,
      Sink sink,
      StallGuard guard,
      BackupProgress.Step step,
      BooleanSupplier all)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    while (!all.getAsBoolean()) {
      int read = output.read(buffer);
      if (read < 0) {
        return false;
      }
      sink.write(buffer, 0, read);
      guard.moved(read);
      done += read;
      step.advance(done);
    }
    return true;
  }
}
