package dev.vigie.backup;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Archive;
import dev.vigie.catalog.Recovery;
import dev.vigie.catalog.Recovery.VolumeArchive;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.transfer.ArchiveUpload;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StallGuard;
import dev.vigie.transfer.StoredArchive;
import dev.vigie.volume.TarProcess;
import dev.vigie.volume.TarReader;
import dev.vigie.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores what the application needs beside its database. The files are read after the database's
 * snapshot was taken, so that every file which a row speaks of is among them, unless it was deleted
 * meanwhile.
 *
 * @param uploads where to
 * @param patience how long tar may write nothing
 * @param progress who hears how it goes
 */
record RecoveryDump(Uploads uploads, Duration patience, Progress progress) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Of what tar says of files that changed, in a manifest. */
  private static final int NAMED = 10;

  /**
   * What was stored.
   *
   * @param omitted files that changed while they were read, a sentence each
   */
  record Dumped(Recovery recovery, List<Archive> archives, List<String> omitted) {}

  /**
   * Stores every volume.
   *
   * @throws VigieException with the code of what failed
   */
  Dumped dump(RecoverySources sources) {
    List<Archive> archives = new ArrayList<>();
    List<VolumeArchive> volumes = new ArrayList<>();
    List<String> omitted = new ArrayList<>();
    for (Volume volume : sources.present()) {
      String name = Manifest.volumeName(volume.name());
      try (ArchiveUpload upload = uploads.begin(name);
          TarProcess tar = TarProcess.archiving(volume.directory());
          StallGuard guard = StallGuard.watch("tar", patience, tar::kill)) {
        TarReader reader = new TarReader();
        pump(tar.output(), reader, upload, guard, name);
        guard.check();
        tar.awaitEnd().stream()
            .limit(NAMED)
            .map(words -> "the volume " + volume.name() + ": " + words)
            .forEach(omitted::add);
        TarReader.Contents contents = reader.finish();
        StoredArchive object = upload.commit();
        progress.advance(name, object.bytes(), object.bytes());
        archives.add(new Archive(name, object));
        volumes.add(new VolumeArchive(volume.name(), name, contents.files(), contents.bytes()));
      } catch (IOException e) {
        throw new VigieException(ErrorCode.CLIENT_FAILED, "what tar wrote could not be read", e);
      }
    }
    return new Dumped(sources.read().with(volumes), archives, omitted);
  }

  private void pump(
      InputStream tar, TarReader reader, ArchiveUpload upload, StallGuard guard, String name)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
      reader.feed(buffer, 0, read);
      upload.write(buffer, 0, read);
      guard.moved(read);
      done += read;
      progress.advance(name, done, 0);
    }
  }
}
