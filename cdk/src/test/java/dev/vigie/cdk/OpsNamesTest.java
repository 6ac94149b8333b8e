package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names that people and programs use. */
class OpsNamesTest {
  @Test
  void names_thatAwsTakes_areJoinedAsTheyAre() {
    assertThat(OpsNames.joined("main", "nocodb", "nightly")).isEqualTo("main.nocodb.nightly");
    assertThat(OpsNames.joined("a".repeat(31), "b".repeat(32))).hasSize(64);
  }

  @Test
  void names_thatAwsCannotTake_haveADigest_andNeverMeet() {
    var joined = OpsNames.joined("a".repeat(63), "b".repeat(63), "nightly");
    assertThat(joined).hasSizeLessThanOrEqualTo(64).matches("a+\\.b+\\.nightly\\.[0-9a-f]{8}");
    assertThat(OpsNames.joined("a".repeat(62) + "c", "b".repeat(63), "nightly"))
        .isNotEqualTo(joined);
    assertThat(OpsNames.joined("a.b", "c")).isNotEqualTo(OpsNames.joined("a", "b.c"));
    assertThat(OpsNames.joined("a b", "c")).isNotEqualTo(OpsNames.joined("a_b", "c"));
  }

  @Test
  void names_thatPeopleUse_beginWithTheProject() {
    var names = new OpsNames(new Deployment("quickdata", Optional.empty(), Optional.empty()));
    assertThat(names.function(OpsFunction.START_RESTORE)).isEqualTo("vigie-quickdata-StartRestore");
    assertThat(names.document("run")).isEqualTo("vigie-quickdata-run");
    assertThat(names.commandLogs()).isEqualTo("/vigie/quickdata/commands");
    assertThat(names.metrics()).isEqualTo("Vigie/quickdata");
    assertThat(names.nodes()).isEqualTo("/vigie/quickdata/nodes/");
  }

  @Test
  void names_ofTwoEnvironments_neverMeet() {
    var staging = new Deployment("quickdata", Optional.of("staging"), Optional.empty());
    var names = new OpsNames(staging);
    assertThat(names.own()).isEqualTo("vigie-quickdata-staging");
    assertThat(names.document("run")).isEqualTo("vigie-quickdata-staging-run");
    assertThat(names.commandLogs()).isEqualTo("/vigie/quickdata-staging/commands");
    assertThat(names.metrics()).isEqualTo("Vigie/quickdata-staging");
  }
}
