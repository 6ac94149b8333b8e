package dev.vigie.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.AlertPolicy;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertRulesTest {
  private static final AlertPolicy STANDARD = Rounds.policy("");

  /** Rounds of one thing, each a letter, and what was told in which. */
  @ParameterizedTest
  @CsvSource(
      value = {
        "OOOOO, ''",
        "OFOOO, ''",
        "OFFFF, BROKE@3",
        "FFFFF, BROKE@2",
        "OFFFFOOO, BROKE@3 RECOVERED@7",
        "OFFFFOFF, BROKE@3",
        "OWWFFF, BROKE@3 WORSENED@5",
        "OFFWWOO, BROKE@3 IMPROVED@5 RECOVERED@7",
        // What cannot be looked at is neither better nor worse, and told when it lasts.
        "OUOUO, ''",
        "OUUUU, UNSEEN@5",
        "UUUU, UNSEEN@4",
        "OUUUUUUOO, UNSEEN@5 RECOVERED@9",
        "OFFUUOO, BROKE@3 RECOVERED@7",
        "OFFUUUUUFFF, BROKE@3 UNSEEN@7 SEEN@10",
        "OFFUUUUUOO, BROKE@3 UNSEEN@7 RECOVERED@10",
        "OFUF, BROKE@4",
        "OUUUUOUUUUO, UNSEEN@5",
        // What hides it is told, and not what is hidden; when nothing hides it, its time begins.
        "OHHHHHHOO, ''",
        "OHHHHUUU, ''",
        "OHHHHUUUU, UNSEEN@9",
        "OFFHHHHHOO, BROKE@3 RECOVERED@10",
        "OFHHHHHF, BROKE@8",
        // The fifth change is told as flapping, and then nothing until it is calm or worse.
        "OFOFOFOFOF, FLAPPING@6",
        "OWOWOWOWOFFF, FLAPPING@6 WORSENED@11",
        "OFFOOFFOOFFOO, BROKE@3 RECOVERED@5 BROKE@7 RECOVERED@9 FLAPPING@10"
      })
  void rounds_ofOneThing_tellChangesOnly(String rounds, String told) {
    assertThat(new Rounds(STANDARD, Rounds.NOON).see(rounds).told()).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"O", "F", "W"})
  void flapping_whenNothingChangesForLong_isToldOnceAsCalm(String end) {
    Rounds rounds = new Rounds(STANDARD, Rounds.NOON).see("OFOFOF");
    int calm = (int) STANDARD.damping().calmAfter().dividedBy(Rounds.APART);
    // The change to the end is itself one, unless it is what it was.
    int last = end.equals("F") ? 6 : 7;
    rounds.see(end.repeat(calm + 50));

    assertThat(rounds.told()).isEqualTo("FLAPPING@6 CALM@" + (last + calm));
  }

  @Test
  void round_thatComesTwice_isNoFurtherRound() {
    AlertRules rules = new AlertRules(STANDARD);
    List<Finding> broken = List.of(Rounds.finding("nocodb", 'F'));
    AlertRules.Judgement first = rules.next(List.of(), broken, Rounds.NOON);
    AlertRules.Judgement again = rules.next(first.watched(), broken, Rounds.NOON.plusSeconds(20));
    AlertRules.Judgement next = rules.next(again.watched(), broken, Rounds.NOON.plus(Rounds.APART));

    assertThat(again.notices()).isEmpty();
    assertThat(next.notices()).hasSize(1);
    assertThat(next.notices().getFirst().since()).isEqualTo(Rounds.NOON);
  }

  @Test
  void subject_thatIsInNoRoundAnyMore_isToldOnceAsGone() {
    int rounds = (int) STANDARD.damping().goneAfter().dividedBy(Rounds.APART);
    Rounds gone = new Rounds(STANDARD, Rounds.NOON).see("OFF" + ".".repeat(rounds + 20));

    assertThat(gone.told()).isEqualTo("BROKE@3 GONE@" + (3 + rounds));
    assertThat(gone.watched()).isEmpty();
    assertThat(new Rounds(STANDARD, Rounds.NOON).see("OFF....FF").told()).isEqualTo("BROKE@3");
  }

  @Test
  void quietHours_letWhatIsBrokenThrough_andTellWarningsInTheMorningIfStillSo() {
    AlertPolicy quiet =
        Rounds.policy(
            ", \"quiet\": {\"from\": \"22:00\", \"to\": \"07:00\", \"zone\": \"Europe/Paris\"}");
    Instant evening = Instant.parse("2026-11-23T20:50:00Z"); // 21:50 in Paris
    String night = "W".repeat(110);

    assertThat(new Rounds(quiet, evening).see("OO" + night).told()).isEqualTo("BROKE@111");
    assertThat(new Rounds(quiet, evening).see("OOWWWOO" + "O".repeat(120)).told()).isEmpty();
    assertThat(new Rounds(quiet, evening).see("OOFFFOO").told()).isEqualTo("BROKE@4 RECOVERED@7");
    assertThat(new Rounds(quiet, evening).see("OOUUUUUUU").told()).isEmpty();
    assertThat(new Rounds(quiet, evening).see("OOWWFF").told()).isEqualTo("BROKE@6");
  }

  @Test
  void quietHours_ofEverything_wakeNobody() {
    AlertPolicy quiet =
        Rounds.policy(
            ", \"quiet\": {\"from\": \"12:00\", \"to\": \"13:00\", \"waits\": \"everything\"}");

    assertThat(new Rounds(quiet, Rounds.NOON).see("F".repeat(14)).told()).isEqualTo("BROKE@13");
  }

  @Test
  void escalation_ofWhatNobodyAcknowledged_isOncePerStep() {
    AlertPolicy policy = Rounds.policy(ESCALATION);
    Rounds rounds = new Rounds(policy, Rounds.NOON).see("OFF" + "F".repeat(40));

    assertThat(rounds.told()).isEqualTo("BROKE@3 ESCALATED@6 ESCALATED@15");
    assertThat(rounds.see(List.of(Rounds.finding("nocodb", 'O')))).isEmpty();
    List<Notice> recovery = rounds.see(List.of(Rounds.finding("nocodb", 'O')));
    assertThat(recovery.getFirst().channels()).containsExactlyInAnyOrder("pager", "chief");
  }

  private static final String ESCALATION =
      """
      , "channels": [{"name": "pager", "kind": "pagerduty", "hears": "escalations"},
                     {"name": "chief", "kind": "slack", "hears": "escalations"}]
      , "escalation": [{"after": "PT15M", "channels": ["pager"]},
                       {"after": "PT1H", "channels": ["chief"]}]
      """;

  @Test
  void escalation_ofWhatIsAcknowledged_isNone_untilItIsWorseOrNew() {
    AlertPolicy policy = Rounds.policy(ESCALATION);
    Rounds rounds = new Rounds(policy, Rounds.NOON).see("OFF").acknowledge();

    assertThat(rounds.see("F".repeat(40)).told()).isEqualTo("BROKE@3 ACKNOWLEDGED@4");
    assertThat(rounds.see("OOFF" + "FFF").told())
        .isEqualTo("BROKE@3 ACKNOWLEDGED@4 RECOVERED@45 BROKE@47 ESCALATED@50");
    // A warning is not escalated; it is when it became a failure, and then anew.
    assertThat(new Rounds(policy, Rounds.NOON).see("WW").acknowledge().see("WWFFFFF").told())
        .isEqualTo("BROKE@2 ACKNOWLEDGED@3 WORSENED@6 ESCALATED@9");
    assertThat(new Rounds(policy, Rounds.NOON).see("W".repeat(60)).told()).isEqualTo("BROKE@2");
  }

  @Test
  void round_ofSeveralChanges_tellsThemTogetherTheWorstFirst() {
    Rounds rounds = new Rounds(STANDARD, Rounds.NOON);
    List<Finding> bad =
        List.of(
            Rounds.finding("b", 'W'),
            Rounds.finding("a", 'F'),
            Rounds.finding("c", 'O'),
            // Of two findings of the same thing the worse counts.
            Rounds.finding("b", 'F'),
            new Finding(Check.NODE, "db-1", Health.FAIL, "stopped"));
    rounds.see(bad);
    List<Notice> notices = rounds.see(bad);

    assertThat(notices)
        .extracting(each -> each.finding().subject())
        .containsExactly("db-1", "a", "b");
    assertThat(notices).extracting(Notice::severity).containsOnly(Health.FAIL);
  }

  /** Whatever comes, nothing is told twice in a row, and what is told last is how it is. */
  @Test
  void randomRounds_tellNoChangeTwice_andEndWithTheTruth() {
    Random random = new Random(7);
    for (int trial = 0; trial < 300; trial++) {
      Rounds rounds = new Rounds(STANDARD, Rounds.NOON);
      Health told = Health.OK;
      String letters =
          IntStream.range(0, 200)
              .mapToObj(_ -> "OOOOOWFU".charAt(random.nextInt(8)))
              .map(String::valueOf)
              .reduce("", String::concat);
      String end = String.valueOf("OWF".charAt(random.nextInt(3)));
      for (int letter : (letters + end.repeat(200)).chars().toArray()) {
        for (Notice notice : rounds.see(List.of(Rounds.finding("nocodb", (char) letter)))) {
          told = toldBy(notice, told);
        }
      }
      assertThat(told).as(letters + end).isEqualTo(Rounds.finding("x", end.charAt(0)).health());
    }
  }

  private static Health toldBy(Notice notice, Health before) {
    return switch (notice.change()) {
      case BROKE, WORSENED, IMPROVED, RECOVERED, CALM -> {
        if (notice.change() != Change.CALM && notice.change() != Change.RECOVERED) {
          assertThat(notice.finding().health()).isNotEqualTo(before);
        }
        yield notice.finding().health() == Health.UNKNOWN ? before : notice.finding().health();
      }
      case SEEN, FLAPPING, UNSEEN, GONE, ACKNOWLEDGED, ESCALATED -> before;
    };
  }
}
