package dev.vigie.probe;

import dev.vigie.config.HealthSettings.Posture;
import dev.vigie.config.Tier;
import dev.vigie.storage.BucketPosture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bucket's posture means. A pure function.
 *
 * @param deployed how it was deployed; where that is not known, that there is a rule or a cipher
 */
public record BucketJudgement(Optional<Posture> deployed) {

  /** Whether the public is kept out. */
  public List<Finding> access(String bucket, BucketPosture.Access access) {
    List<String> open = new ArrayList<>();
    if (!access.acls()) {
      open.add("ACLs may open it to the public");
    }
    if (!access.policies()) {
      open.add("policies may open it to the public");
    }
    return List.of(Judged.of(Check.BUCKET_ACCESS, bucket, Health.FAIL, open));
  }

  /** Whether what was written stays. */
  public List<Finding> versions(String bucket, BucketPosture.Versions versions) {
    List<String> lost = new ArrayList<>();
    if (!versions.versioned()) {
      lost.add("it keeps no versions: what is overwritten or deleted is gone");
    }
    if (!versions.locked()) {
      lost.add("Object Lock is off: nothing holds the newest verified backups");
    }
    return List.of(Judged.of(Check.BUCKET_VERSIONS, bucket, Health.FAIL, lost));
  }

  /** Whether objects go when they were meant to. Earlier is broken; later costs money. */
  public List<Finding> lifecycle(String bucket, BucketPosture.Expiry found) {
    Map<String, Integer> days = found.daysByTier();
    List<String> early = new ArrayList<>();
    List<String> other = new ArrayList<>();
    if (deployed.isPresent()) {
      for (Tier tier : Tier.values()) {
        compare(tag(tier), deployed.get().days().get(tier), days.get(tag(tier)), early, other);
      }
      compare(
          "what was hidden",
          deployed.get().hiddenDays(),
          found.hiddenDays().isPresent() ? found.hiddenDays().getAsInt() : null,
          early,
          other);
    } else if (days.isEmpty()) {
      other.add("it has no rule of expiry: everything is kept for ever");
    }
    if (!early.isEmpty()) {
      early.addAll(other);
      return List.of(Judged.of(Check.BUCKET_LIFECYCLE, bucket, Health.FAIL, early));
    }
    return List.of(Judged.of(Check.BUCKET_LIFECYCLE, bucket, Health.WARN, other));
  }

  /** Whether what is written is encrypted as it was deployed. */
  public List<Finding> encryption(String bucket, BucketPosture.Encryption encryption) {
    String found = encryption.algorithm().isEmpty() ? "not at all" : encryption.algorithm();
    List<String> wrong = new ArrayList<>();
    if (encryption.algorithm().isEmpty()) {
      wrong.add("it sets no encryption of its own");
    } else if (deployed.isPresent() && !deployed.get().encryption().equals(found)) {
      wrong.add(
          "it encrypts by %s, and was deployed with %s"
              .formatted(found, deployed.get().encryption()));
    }
    return List.of(Judged.of(Check.BUCKET_ENCRYPTION, bucket, Health.FAIL, wrong));
  }

  private static void compare(
      String what,
      @Nullable Integer wanted,
      @Nullable Integer found,
      List<String> early,
      List<String> other) {
    if (wanted == null || wanted.equals(found)) {
      return;
    }
    String told =
        "%s: expires %s, and was deployed with %d days"
            .formatted(what, found == null ? "never" : "after " + found + " days", wanted);
    (found != null && found < wanted ? early : other).add(told);
  }

  private static String tag(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }
}
