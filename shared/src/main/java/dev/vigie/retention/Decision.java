package dev.vigie.retention;

import dev.vigie.config.Tier;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to become of one backup.
 *
 * @param backup the backup as it is
 * @param tier how long it is to be kept: never less than now
 * @param held whether it must not expire whatever its tier: the newest verified one
 * @param expires when S3 hides it then; empty if never, as long as it is held
 * @param reason why, for a person
 */
public record Decision(
    KeptBackup backup, Tier tier, boolean held, Optional<Instant> expires, String reason) {
  /** Whether its tags must change. */
  public boolean isPromotion() {
    return tier.compareTo(backup.tier()) > 0;
  }
}
