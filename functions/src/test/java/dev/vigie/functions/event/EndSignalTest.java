package dev.vigie.functions.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.operation.OperationId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndSignalTest {
  private static final String ID = "20261123T020000Z-7f3a9c04d1";
  private static final String BUCKET = "vigie-pg-backups-storage-bucket-0a1b2c";

  @Test
  void objectCreated_isReadWithItsPlainKey() {
    assertThat(EndSignal.of(Golden.event("s3-manifest.json")))
        .isEqualTo(
            new EndSignal.ObjectCreated(BUCKET, "backups/main/My!20DB/" + ID + "/manifest.json"));
    assertThat(EndSignal.of(Golden.event("s3-result.json")))
        .isEqualTo(new EndSignal.ObjectCreated(BUCKET, "operations/" + ID + "/result.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssm-invocation-success.json",
        "ssm-invocation-cancelled.json",
        "ssm-invocation-canceled.json",
        "ssm-command.json"
      })
  void commandChange_ofAnyStatus_isReadAsItsCommand(String name) {
    assertThat(EndSignal.of(Golden.event(name)))
        .isEqualTo(new EndSignal.CommandChanged("e8d3c0e4-71f7-4491-898f-c9b35bee5f3b"));
  }

  @Test
  void operation_isAskedForByItsId() {
    assertThat(EndSignal.of(Golden.json("{\"operationId\":\"" + ID + "\",\"x\":1}")))
        .isEqualTo(new EndSignal.Asked(new OperationId(ID)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s3-manifest.json | /detail/object/key | 7 | detail.object.key holds 7; it should be an",
        "s3-manifest.json | /detail/object     | null | detail.object holds null",
        "s3-manifest.json | /detail/bucket     | \"b\" | detail.bucket holds \"b\"",
        "s3-manifest.json | /detail            | []  | detail holds []",
        "s3-manifest.json | /source            | \"aws.ssm\" | detail-type holds \"Object Created\"",
        "s3-manifest.json | /source            | 1   | source holds 1",
        "s3-manifest.json | /detail-type       | \"Object Deleted\" | detail-type holds",
        "ssm-command.json | /detail/command-id | \"\" | detail.command-id holds \"\"",
        "ssm-command.json | /detail            | \"{}\" | detail holds \"{}\"",
      })
  void field_thatIsWrong_isRefusedByName(
      String name, String pointer, String value, String message) {
    Golden.assertRefused(EndSignal::of, Golden.with(name, pointer, Golden.json(value)), message);
  }

  @Test
  void field_thatIsMissing_isRefusedByName() {
    Golden.assertRefused(
        EndSignal::of,
        Golden.without("ssm-command.json", "/detail/command-id"),
        "detail.command-id is missing");
    Golden.assertRefused(EndSignal::of, Golden.json("{}"), "operationId is missing");
    Golden.assertRefused(
        EndSignal::of, Golden.json("{\"operationId\":\"../x\"}"), "operationId holds \"../x\"");
  }
}
