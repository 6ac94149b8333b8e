package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.BucketPosture;
import dev.vigie.storage.S3Fixture;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A bucket's posture by the wire form of S3's answers, of which the embedded S3 has no more than
 * the versioning.
 */
class S3PostureIT {
  private final PostureEndpoint server = new PostureEndpoint();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void posture_asDeployed_isRead() {
    assertThat(posture().access()).isEqualTo(new BucketPosture.Access(true, true));
    assertThat(posture().versions()).isEqualTo(new BucketPosture.Versions(true, true));
    assertThat(posture().expiry())
        .isEqualTo(
            new BucketPosture.Expiry(
                PostureEndpoint.DAYS, OptionalInt.of(PostureEndpoint.HIDDEN_DAYS)));
    assertThat(posture().encryption()).isEqualTo(new BucketPosture.Encryption("aws:kms"));
  }

  @Test
  void posture_thatWasTakenAway_isAnAnswer() {
    server.unset(PostureEndpoint.PUBLIC_ACCESS);
    server.answer(PostureEndpoint.VERSIONING, 200, PostureEndpoint.versioning("Suspended"));
    server.unset(PostureEndpoint.LOCK);
    server.unset(PostureEndpoint.LIFECYCLE);
    server.unset(PostureEndpoint.ENCRYPTION);

    assertThat(posture().access()).isEqualTo(new BucketPosture.Access(false, false));
    assertThat(posture().versions()).isEqualTo(new BucketPosture.Versions(false, false));
    assertThat(posture().expiry())
        .isEqualTo(new BucketPosture.Expiry(Map.of(), OptionalInt.empty()));
    assertThat(posture().encryption()).isEqualTo(new BucketPosture.Encryption(""));
    server.answer(PostureEndpoint.PUBLIC_ACCESS, 200, PostureEndpoint.block("false"));
    assertThat(posture().access()).isEqualTo(new BucketPosture.Access(false, false));
  }

  @Test
  void posture_thatMayNotBeSeen_isDenied() {
    server.answer(PostureEndpoint.PUBLIC_ACCESS, 403, PostureEndpoint.error("AccessDenied"));

    assertThatThrownBy(() -> posture().access())
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DENIED))
        .hasMessageContaining("the public access block of s3://vigie-posture");
  }

  private S3Posture posture() {
    return new S3Posture(server.settings("vigie-posture"), S3Fixture.credentials());
  }
}
