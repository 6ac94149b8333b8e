package dev.vigie.probe;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.config.BucketKeys;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How each database's backups were found at the last look, and what was promised of them: {@code
 * health/contents.json}. A memory and no truth.
 *
 * @param schemaVersion of the document's form
 * @param databases what was found of each that was ever looked at
 * @param promises what was promised when it was looked at; none in what an older program wrote
 */
public record BackupMemory(int schemaVersion, List<BackupFacts> databases, List<Promise> promises) {
  /** Where it is remembered. */
  static final String KEY = BucketKeys.BACKUP_CONTENTS;

  private static final int SCHEMA_VERSION = 1;

  /** Refuses a form that only a newer program knows, with {@code MANIFEST_INVALID}. */
  @JsonCreator
  public BackupMemory(
      int schemaVersion, List<BackupFacts> databases, @Nullable List<Promise> promises) {
    JsonDocuments.checkVersion("health", schemaVersion, SCHEMA_VERSION);
    this.schemaVersion = schemaVersion;
    this.databases = List.copyOf(databases);
    this.promises = promises == null ? List.of() : List.copyOf(promises);
  }

  /** Of these. */
  BackupMemory(List<BackupFacts> databases, List<Promise> promises) {
    this(SCHEMA_VERSION, databases, promises);
  }

  /** What is remembered; nothing where it is damaged or of a newer program, for it is no truth. */
  public static BackupMemory of(ObjectStore store) {
    try {
      return new JsonDocuments(store).get(KEY, BackupMemory.class);
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN || e.code().category() == ErrorCategory.INTEGRITY) {
        return new BackupMemory(List.of(), List.of());
      }
      throw e;
    }
  }
}
