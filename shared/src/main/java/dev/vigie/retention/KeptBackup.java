package dev.vigie.retention;

import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import java.time.Instant;

/**
 * What the policy knows of a backup.
 *
 * @param id its id
 * @param at the time of its data, by which it belongs to a week, a month and a year
 * @param stored when its last object was written, from which S3 counts
 * @param tier how long it is kept now, by its objects' tags
 * @param verified whether it was proved by a restore
 */
public record KeptBackup(OperationId id, Instant at, Instant stored, Tier tier, boolean verified) {}
