package dev.vigie.backup;

import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveUpload;
import dev.vigie.transfer.PartBuffers;
import java.util.Map;

/**
 * The objects of one backup.
 *
 * @param store where to
 * @param folder of the backup, with its slash
 * @param tags of each object
 * @param buffers the memory that the uploads share
 * @param threads of zstd's for each, beside the one that reads
 */
record Uploads(
    ObjectStore store, String folder, Map<String, String> tags, PartBuffers buffers, int threads) {
  /** Begins the upload of the archive of that name. */
  ArchiveUpload begin(String name) {
    return ArchiveUpload.begin(store, folder + name, tags, buffers, threads);
  }
}
