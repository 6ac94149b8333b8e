package dev.vigie.restore;

import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.archive.TableOfContents;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.StallGuard;
import dev.vigie.transfer.StoredArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The schema archive in a private file, proved before any of it is restored. It holds no data, so
 * it is small; and of a file, unlike a stream, {@code pg_restore --jobs} makes indexes and
 * constraints in parallel. Closing removes the file.
 */
final class Definitions implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Path file;
  private final Duration patience;

  private Definitions(Path file, Duration patience) {
    this.file = file;
    this.patience = patience;
  }

  /**
   * Fetches the archive.
   *
   * @param patience how long pg_restore may take for the whole of a section
   * @throws VigieException {@code CHECKSUM_MISMATCH} if it is not what was stored
   */
  static Definitions fetch(RestoreStream stream, StoredArchive archive, Duration patience) {
    Path file;
    try {
      Leftovers.removeFiles(Path.of(System.getProperty("java.io.tmpdir")));
      file =
          Files.createTempFile(
              Leftovers.filePrefix(),
              ".dump",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw failed(e);
    }
    Definitions definitions = new Definitions(file, patience);
    try (OutputStream out = Files.newOutputStream(file)) {
      stream.copy(archive, out);
      return definitions;
    } catch (IOException e) {
      throw closing(definitions, failed(e));
    } catch (RuntimeException e) {
      throw closing(definitions, e);
    }
  }

  /** The archive's table of contents. */
  TableOfContents contents() {
    List<TableOfContents> contents = new ArrayList<>(1);
    ArchiveListener listener =
        new ArchiveListener() {
          @Override
          public void tableOfContentsRead(TableOfContents found, long end) {
            contents.add(found);
          }
        };
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file);
        ArchiveReader reader = new ArchiveReader(listener)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        reader.feed(buffer, 0, read);
      }
      reader.finish();
      return contents.getFirst();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Restores one section.
   *
   * @param crew that may end it
   * @param tools the target database, whose programs run here and not behind a prefix
   * @param section pre-data or post-data
   * @param options of pg_restore beside those that every restore has
   */
  void restore(Crew crew, PgTools tools, String section, List<String> options) {
    restore(crew, tools, section, options, "");
  }

  /**
   * Restores some entries of what comes after the data.
   *
   * @param crew that may end it
   * @param tools as for {@link #restore}
   * @param options of pg_restore beside those that every restore has
   * @param dumpIds of the entries, in their order
   */
  void restoreOnly(Crew crew, PgTools tools, List<String> options, List<Integer> dumpIds) {
    List<String> listed = new ArrayList<>(options);
    listed.add("--use-list=/dev/stdin");
    String list = dumpIds.stream().map(id -> id + "\n").collect(Collectors.joining());
    restore(crew, tools, "post-data", listed, list);
  }

  private void restore(
      Crew crew, PgTools tools, String section, List<String> options, String input) {
    List<String> arguments =
        new ArrayList<>(List.of("-Fc", "--exit-on-error", "--no-password", "--section=" + section));
    arguments.addAll(options);
    arguments.add("--dbname=" + tools.databaseArgument());
    arguments.add(file.toString());
    try (PgProcess process = crew.watch(tools.start("pg_restore", arguments));
        StallGuard guard = StallGuard.watch("pg_restore", patience, process::kill)) {
      try (OutputStream list = process.input()) {
        list.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closed) {
        guard.check();
        process.awaitSuccess(); // pg_restore that ended early says why
        throw closed;
      }
      try {
        process.awaitSuccess();
      } finally {
        guard.check();
      }
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "pg_restore's input failed", e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static VigieException failed(IOException cause) {
    return new VigieException(
        ErrorCode.INTERNAL,
        "the definitions could not be kept in %s: %s"
            .formatted(System.getProperty("java.io.tmpdir"), cause.getMessage()),
        cause);
  }

  private static RuntimeException closing(Definitions definitions, RuntimeException cause) {
    try {
      definitions.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }
}
