package dev.vigie.catalog;

import dev.vigie.operation.OperationId;
import dev.vigie.storage.JsonDocuments;
import java.time.Instant;

/**
 * That a backup was proved: everything in it was restored, and compared equal. Stored as {@code
 * verified/<cluster>/<database>/<backup id>.json}, once; the first proof is the one that counts.
 *
 * @param schemaVersion of this form, {@value #SCHEMA_VERSION}
 * @param backupId what was proved
 * @param operationId the drill or restore that proved it
 * @param kind {@code drill} or {@code restore}
 * @param verifiedAt when that was recorded
 */
public record Verification(
    int schemaVersion,
    OperationId backupId,
    OperationId operationId,
    String kind,
    Instant verifiedAt) {
  /** The form that this program writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 1;

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}. */
  public Verification {
    JsonDocuments.checkVersion("verification", schemaVersion, SCHEMA_VERSION);
  }
}
