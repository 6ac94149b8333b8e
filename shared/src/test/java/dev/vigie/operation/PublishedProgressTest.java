package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.storage.FaultyObjectStore;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublishedProgressTest {
  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
  private static final OperationId ID = OperationId.of(NOW, "a test");

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> heard = new ArrayList<>();
  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  @Test
  void progress_within5Seconds_isPassedOnAndNotPublished() {
    Progress progress = progress(store);

    progress.advance("a", 1, 2);
    pass(Duration.ofMillis(4_999));
    progress.advance("a", 2, 2);

    assertThat(heard).containsExactly("a 1/2", "a 2/2");
    assertThat(store.head(key())).isEmpty();
  }

  @Test
  void progress_after5Seconds_tellsAllAndWhatIsUnderWay() throws IOException {
    Progress progress = progress(store);
    progress.advance("ended", 1, 1);
    progress.advance("public.t", 5, 10);
    progress.advance(Progress.ALL, 20, 80);
    pass(Duration.ofSeconds(5));

    progress.advance("unknown", 7, 0);

    JsonNode document = published();
    assertThat(document.get("id").asText()).isEqualTo(ID.value());
    assertThat(document.get("schemaVersion").asInt()).isEqualTo(1);
    assertThat(document.get("at").asText()).isEqualTo(NOW.toString());
    assertThat(document.get("bytes").asLong()).isEqualTo(20);
    assertThat(document.get("expectedBytes").asLong()).isEqualTo(80);
    assertThat(document.get("secondsLeft").asLong()).isEqualTo(15);
    assertThat(document.get("tasks"))
        .extracting(each -> each.get("task").asText() + " " + each.get("bytes"))
        .containsExactly("public.t 5", "unknown 7");
  }

  @Test
  void progress_ofManyTasks_tells100() throws IOException {
    Progress progress = progress(store);
    for (int i = 0; i < 500; i++) {
      progress.advance("t" + i, 1, 2);
    }
    pass(Duration.ofSeconds(6));
    progress.advance("t0", 1, 2);

    assertThat(published().get("tasks")).hasSize(100);
  }

  @Test
  void progress_bucketFails_isPassedOnAllTheSame() {
    FaultyObjectStore faulty = new FaultyObjectStore(store);
    faulty.failPuts();
    Progress progress = progress(faulty);

    for (int i = 1; i <= 3; i++) {
      pass(Duration.ofSeconds(6));
      progress.advance("a", i, 9);
    }

    assertThat(heard).hasSize(3);
    assertThat(store.head(key())).isEmpty();
  }

  private Progress progress(ObjectStore bucket) {
    Progress next = (task, done, total) -> heard.add(task + " " + done + "/" + total);
    return new PublishedProgress(
        new OperationJournal(bucket), ID, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get, next);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private JsonNode published() throws IOException {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          while (store.head(key()).isEmpty()) {
            Thread.onSpinWait();
          }
        });
    try (ObjectBody body = store.get(key())) {
      return new ObjectMapper().readTree(body.stream().readAllBytes());
    }
  }

  private static String key() {
    return "operations/" + ID.value() + "/progress.json";
  }
}
