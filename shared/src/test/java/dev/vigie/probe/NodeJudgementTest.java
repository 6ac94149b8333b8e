package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Thresholds;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.NodeFacts.FileSystem;
import dev.vigie.probe.NodeFacts.Memory;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine's figures mean, at the figures where the meaning changes. */
class NodeJudgementTest {
  private static final Instant ASKED = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant HEARD = ASKED.plusSeconds(3);

  private final NodeJudgement judgement = new NodeJudgement(Thresholds.DEFAULT);

  @ParameterizedTest
  @CsvSource({"79, OK", "80, WARN", "89, WARN", "90, FAIL", "100, FAIL"})
  void disk_byItsBytesOrItsInodes(int used, Health health) {
    assertThat(disk(new FileSystem("/", 100, 100 - used, 0, 0))).isEqualTo(health);
    assertThat(disk(new FileSystem("/", 100, 99, 1_000, 1_000 - 10L * used))).isEqualTo(health);
  }

  @Test
  void disk_isAsFullAsItsFullestFileSystem_whichIsNamed() {
    NodeFacts facts =
        facts(
            List.of(new FileSystem("/", 100, 15, 0, 0), new FileSystem("/data", 100, 0, 0, 0)),
            50,
            HEARD);

    assertThat(find(facts, Check.DISK).reason()).isEqualTo("100 % of the bytes of /data are used");
  }

  @ParameterizedTest
  @CsvSource({"11, OK", "10, WARN", "6, WARN", "5, FAIL", "0, FAIL"})
  void memory_byWhatIsLeft(int left, Health health) {
    assertThat(find(facts(List.of(), left, HEARD), Check.MEMORY).health()).isEqualTo(health);
  }

  /** Between question and answer any time is right, however long the way. */
  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "3000, OK",
    "-4999, OK",
    "-5000, WARN",
    "7999, OK",
    "8000, WARN",
    "62999, WARN",
    "63000, FAIL",
    "-60000, FAIL"
  })
  void clock_byHowFarItLiesOutside(long millis, Health health) {
    NodeFacts facts = facts(List.of(), 50, ASKED.plusMillis(millis));

    assertThat(find(facts, Check.CLOCK).health()).isEqualTo(health);
  }

  @Test
  void parts_thatCouldNotBeRead_areUnknown_andTheOthersAreJudged() {
    NodeFacts facts =
        new NodeFacts(
            1,
            HEARD,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(NodeFacts.DISK, "df: timed out", NodeFacts.MEMORY, "no /proc"));

    assertThat(judgement.of("nat", facts, ASKED, HEARD))
        .containsExactly(
            new Finding(Check.DISK, "nat", Health.UNKNOWN, "df: timed out"),
            new Finding(Check.MEMORY, "nat", Health.UNKNOWN, "no /proc"),
            new Finding(Check.CLOCK, "nat", Health.OK, ""));
  }

  @Test
  void facts_areReadAsTheyWereWritten_andNothingElseIs() {
    NodeFacts facts = facts(List.of(new FileSystem("/", 100, 15, 7, 3)), 50, HEARD);
    String written = new String(JsonDocuments.bytes(facts), StandardCharsets.UTF_8);

    assertThat(NodeFacts.read(written)).isEqualTo(facts);
    for (String wrong :
        List.of("", "{", "null", "[]", written.substring(1), "{\"schemaVersion\":2}")) {
      Assertions.assertThatThrownBy(() -> NodeFacts.read(wrong))
          .isInstanceOfSatisfying(
              VigieException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE));
    }
  }

  private Health disk(FileSystem fileSystem) {
    return find(facts(List.of(fileSystem), 50, HEARD), Check.DISK).health();
  }

  private Finding find(NodeFacts facts, Check check) {
    return judgement.of("database-1", facts, ASKED, HEARD).stream()
        .filter(finding -> finding.check() == check)
        .findFirst()
        .orElseThrow();
  }

  private static NodeFacts facts(List<FileSystem> fileSystems, int memoryLeft, Instant at) {
    return new NodeFacts(
        1,
        at,
        fileSystems,
        Optional.of(new Memory(100, memoryLeft)),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
