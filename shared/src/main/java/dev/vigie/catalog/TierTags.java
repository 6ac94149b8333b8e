package dev.vigie.catalog;

import dev.vigie.config.Tier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The tags by which S3 expires an object ({@code docs/format.md}): {@code tier}, or, while it is
 * held, {@code tier} with a value that no rule names, and the true one kept beside it.
 */
public final class TierTags {
  private static final String TIER = "tier";
  private static final String HELD = "held";
  private static final String RELEASED_TO = "released-to";

  private TierTags() {}

  /** How long the object is kept, held or not; empty if its tags name no tier. */
  public static Optional<Tier> tierOf(Map<String, String> tags) {
    String value = tags.getOrDefault(RELEASED_TO, tags.getOrDefault(TIER, ""));
    return Arrays.stream(Tier.values()).filter(tier -> word(tier).equals(value)).findFirst();
  }

  /** The tags of the same object when no rule shall expire it. */
  public static Map<String, String> held(Map<String, String> tags) {
    Map<String, String> changed = new HashMap<>(tags);
    String tier = changed.get(TIER);
    if (tier != null && !tier.equals(HELD)) {
      changed.put(RELEASED_TO, tier);
      changed.put(TIER, HELD);
    }
    return changed;
  }

  /** The tags of the same object when its tier's rule shall expire it again. */
  public static Map<String, String> released(Map<String, String> tags) {
    Map<String, String> changed = new HashMap<>(tags);
    String tier = changed.remove(RELEASED_TO);
    if (tier != null) {
      changed.put(TIER, tier);
    }
    return changed;
  }

  /** The tags of the same object with another tier; held it stays held. */
  public static Map<String, String> with(Map<String, String> tags, Tier tier) {
    Map<String, String> changed = new HashMap<>(tags);
    changed.put(changed.containsKey(RELEASED_TO) ? RELEASED_TO : TIER, word(tier));
    return changed;
  }

  private static String word(Tier tier) {
    return tier.name().toLowerCase(Locale.ROOT);
  }
}
