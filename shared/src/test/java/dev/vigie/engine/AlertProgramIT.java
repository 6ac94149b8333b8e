package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Announcer;
import dev.vigie.alert.Message;
import dev.vigie.config.AlertPolicy;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigie alert}, as people call it, on the state that a round wrote. */
class AlertProgramIT {
  private static final String NAME = "db \u001b[31m $(id)";
  private static final AlertPolicy POLICY =
      AlertPolicy.parse(
          "{\"damping\": {\"rounds\": 1}, \"channels\": [{\"name\": \"team\", \"kind\": \"slack\"}]}");

  @TempDir private Path directory;

  @Test
  void alert_listAckAndTest_workOnTheBucketAlone() throws IOException, InterruptedException {
    String bucket = S3Fixture.newBucket();
    VigieProgram program = VigieProgram.on(directory, bucket);
    List<Message> taken = new ArrayList<>();
    assertThat(program.run("alert", "list").out()).contains("Nobody has looked yet.");
    try (ObjectStore store = S3Fixture.open(bucket)) {
      Map<String, AlertSink> sinks = Map.of("team", taken::add);
      Announcer announcer =
          new Announcer(store, POLICY, sinks, Optional.empty(), Clock.systemUTC());
      List<Finding> round =
          List.of(new Finding(Check.BACKUP_DRIFT, NAME, Health.FAIL, "emptied: public.orders"));
      announcer.announce(round);

      VigieProgram.Ended listed = program.run("alert", "list");
      assertThat(listed.out())
          .contains("backup-drift", "db \\u001b[31m $(id)", "emptied: public.orders", "taken")
          .containsPattern("\\bs +told +emptied")
          .doesNotContain("\u001b");
      VigieProgram.Ended acked = program.run("alert", "ack", "backup-drift", NAME, "--by", "ana");
      assertThat(acked.err()).isEmpty();
      assertThat(acked.status()).isZero();
      VigieProgram.Ended asked = program.run("alert", "test", "--channel", "team", "-o", "json");
      announcer.announce(round);

      assertThat(taken).hasSize(3).last().matches(Message::isTest);
      assertThat(taken.getLast().id()).isEqualTo(asked.json().path("id").asText());
      JsonNode open = program.run("alert", "list", "-o", "json").json().path("open");
      assertThat(open.size()).isEqualTo(1);
      assertThat(open.get(0).path("acknowledged").asBoolean()).isTrue();
      assertThat(program.run("alert", "list").out()).contains("known  emptied");
    }
    assertThat(program.run("alert", "ack", "backup-drift", "other").status()).isEqualTo(4);
    assertThat(program.run("alert", "ack", "fax", "other").status()).isEqualTo(2);
    assertThat(program.run("alert", "test", "--channel", "Team").status()).isEqualTo(2);
    assertThat(program.run("alert").status()).isEqualTo(2);
  }
}
