package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.storage.HoldContract;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.storage.WriteCondition;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3LegalHoldsIT extends HoldContract {
  private final ObjectStore store = S3Fixture.open(Locked.BUCKET);

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void bucket_withoutObjectLock_saysThatItKeepsNone() {
    try (ObjectStore other = S3Fixture.open(S3Fixture.newBucket())) {
      other.put("x", new byte[1], Map.of(), WriteCondition.ALWAYS);

      assertThat(other.hold("x")).isFalse();
      assertThat(other.release("x")).isFalse();
      assertThat(other.isHeld("x")).isFalse();
    }
  }

  /** Made when the first test asks for it. */
  private static final class Locked {
    static final String BUCKET = "vigie-locked-" + UUID.randomUUID();

    static {
      S3Fixture.server().createLockedBucket(BUCKET);
    }
  }
}
