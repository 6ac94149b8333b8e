package dev.vigie.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final Manifest BACKUP =
      Manifests.manifest(new OperationId("20261123T020000Z-7f3a9c04d1"), "main", "db", List.of());

  @Test
  void room_ofABackup_isOnceAndAHalfTheDatabaseAndTheServer() {
    long bytes = BACKUP.database().bytes();
    assertThat(Room.of(BACKUP)).isEqualTo(bytes + bytes / 2 + 3 * (1L << 30));
  }

  @Test
  void drill_withJustEnoughRoom_isLetBegin() {
    assertThatCode(() -> Room.require(BACKUP, Room.of(BACKUP))).doesNotThrowAnyException();
  }

  @Test
  void drill_withOneByteTooLittle_isRefusedWithTheFigures() {
    assertThatThrownBy(() -> Room.require(BACKUP, Room.of(BACKUP) - 1))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ROOM_MISSING))
        .hasMessageContaining("takes 3.0 GiB")
        .hasMessageContaining("3.0 GiB are free");
  }
}
