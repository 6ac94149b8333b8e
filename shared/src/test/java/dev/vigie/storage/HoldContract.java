package dev.vigie.storage;

import static dev.vigie.storage.WriteCondition.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} owes for legal holds, where its bucket keeps them. */
public abstract class HoldContract {
  private final String key = "contract/" + UUID.randomUUID();

  /** The store under test, on a bucket that keeps holds. */
  protected abstract ObjectStore store();

  @Test
  void object_thatNobodyHeld_isNotHeld() {
    put();

    assertThat(store().isHeld(key)).isFalse();
  }

  @Test
  void hold_isThereUntilItIsReleased() {
    put();

    assertThat(store().hold(key)).isTrue();
    assertThat(store().isHeld(key)).isTrue();
    assertThat(store().release(key)).isTrue();
    assertThat(store().isHeld(key)).isFalse();
  }

  @Test
  void hold_andRelease_doneTwice_areAsDoneOnce() {
    put();

    assertThat(store().hold(key)).isTrue();
    assertThat(store().hold(key)).isTrue();
    assertThat(store().isHeld(key)).isTrue();
    assertThat(store().release(key)).isTrue();
    assertThat(store().release(key)).isTrue();
    assertThat(store().isHeld(key)).isFalse();
  }

  @Test
  void hold_ofAnObjectThatIsNotThere_isUnknown() {
    assertThatThrownBy(() -> store().hold(key)).satisfies(HoldContract::isUnknown);
    assertThatThrownBy(() -> store().release(key)).satisfies(HoldContract::isUnknown);
    assertThatThrownBy(() -> store().isHeld(key)).satisfies(HoldContract::isUnknown);
  }

  private void put() {
    store().put(key, "x".getBytes(StandardCharsets.UTF_8), Map.of(), ALWAYS);
  }

  private static void isUnknown(Throwable failure) {
    assertThat(((VigieException) failure).code()).isEqualTo(ErrorCode.OBJECT_UNKNOWN);
  }
}
