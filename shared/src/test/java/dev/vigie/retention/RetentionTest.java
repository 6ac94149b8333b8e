package dev.vigie.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifests;
import dev.vigie.catalog.TierTags;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private final InMemoryObjectStore store =
      new InMemoryObjectStore("vigie-test", Clock.systemUTC());
  private final Retention retention = new Retention(store);

  @Test
  void promotion_tagsEveryObjectOfTheBackup_andIsDoneOnce() {
    OperationId monthly = put("2026-10-01T02:00:00Z", Tier.MONTHLY.tags());
    OperationId failed = put("2026-11-01T02:00:00Z", Tier.MONTHLY.tags());
    OperationId first = put("2026-11-03T02:00:00Z", Tier.DAILY.tags());
    OperationId held = put("2026-11-04T02:00:00Z", TierTags.held(Tier.DAILY.tags()));
    verify(monthly, first, held);

    assertThat(retention.promote("main", "My DB")).hasSize(1);

    assertThat(tagsOf(first)).containsOnly(Map.of("tier", "monthly"));
    assertThat(tagsOf(failed)).containsOnly(Map.of("tier", "monthly"));
    assertThat(tagsOf(held)).containsOnly(Map.of("tier", "held", "released-to", "daily"));
    assertThat(retention.promote("main", "My DB")).isEmpty();
  }

  @Test
  void promotion_ofWhatIsHeld_waitsUntilItIsLetGo() {
    put("2026-10-01T02:00:00Z", Tier.WEEKLY.tags());
    OperationId held = put("2026-11-04T02:00:00Z", TierTags.held(Tier.DAILY.tags()));
    verify(held);

    retention.promote("main", "My DB");

    assertThat(tagsOf(held)).containsOnly(Map.of("tier", "held", "released-to", "weekly"));
    assertThat(TierTags.released(tagsOf(held).getFirst())).isEqualTo(Map.of("tier", "weekly"));
  }

  @Test
  void objects_withoutATier_areNoneOfThePolicys() {
    OperationId own = put("2026-11-04T02:00:00Z", Map.of("owner", "somebody"));
    verify(own);

    assertThat(retention.explain("main", "My DB", new LifecycleRules(Map.of(), 7))).isEmpty();
    assertThat(retention.promote("main", "My DB")).isEmpty();
  }

  private OperationId put(String at, Map<String, String> tags) {
    OperationId id = OperationId.of(Instant.parse(at), at);
    for (String name : List.of("schema.dump.zst", "manifest.json")) {
      store.put(
          BucketLayout.backupObject("main", "My DB", id.value(), name),
          name.getBytes(StandardCharsets.UTF_8),
          tags,
          WriteCondition.ALWAYS);
    }
    return id;
  }

  private void verify(OperationId... ids) {
    for (OperationId id : ids) {
      new Verifications(store)
          .note(
              Manifests.manifest(id, "main", "My DB", List.of()),
              new Verification(Verification.SCHEMA_VERSION, id, id, "drill", Instant.EPOCH));
    }
  }

  private List<Map<String, String>> tagsOf(OperationId id) {
    return store.list(BucketLayout.backupObject("main", "My DB", id.value(), ""), "", 10).stream()
        .map(StoredObject::key)
        .map(store::tags)
        .toList();
  }
}
