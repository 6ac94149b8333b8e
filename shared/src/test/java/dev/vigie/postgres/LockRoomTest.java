package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockRoomTest {
  /** 6,400 are those of a server as it comes: 64 × 100. */
  @ParameterizedTest
  @CsvSource({
    "6400, 0, true, true",
    "6400, 4266, true, true",
    "6400, 4267, false, true",
    "6400, 6400, false, true",
    "6400, 6401, false, false",
    "6400, 5000, false, true",
    "1, 1000000, false, false"
  })
  void room_ofSlotsAndRelations_isForSoManyHolders(
      long slots, long relations, boolean guard, boolean twoDumps) {
    LockRoom room = new LockRoom(slots, relations);

    assertThat(room.holdsGuard()).isEqualTo(guard);
    assertThat(room.holdsTwoDumps()).isEqualTo(twoDumps);
  }
}
