package dev.vigie.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vigie.config.AlertPolicy;
import dev.vigie.config.BucketKeys;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
  private static final AlertPolicy POLICY =
      Rounds.policy(
          """
          , "damping": {"rounds": 1}, "heartbeat": "alive"
          , "channels": [{"name": "chat", "kind": "slack"},
                         {"name": "mail", "kind": "email", "hears": "failures"},
                         {"name": "pager", "kind": "pagerduty", "hears": "escalations"}]
          , "escalation": [{"after": "PT30M", "channels": ["pager"]}]
          """);

  private final SetClock clock = new SetClock(Rounds.NOON);
  private final InMemoryObjectStore store = new InMemoryObjectStore("bucket", clock);
  private final RecordingSink chat = new RecordingSink();
  private final RecordingSink mail = new RecordingSink();
  private final RecordingSink pager = new RecordingSink();
  private final AtomicInteger beats = new AtomicInteger();
  private final Announcer announcer = announcer(beats::incrementAndGet);

  private Announcer announcer(Runnable heartbeat) {
    return new Announcer(
        store,
        POLICY,
        Map.of("chat", chat, "mail", mail, "pager", pager),
        Optional.of(heartbeat),
        clock);
  }

  private Announcer.Announcement round(char letter) {
    clock.pass(Rounds.APART);
    return announcer.announce(List.of(Rounds.finding("nocodb", letter)));
  }

  @Test
  void change_isToldOnceToWhoeverHearsSuch() {
    "OWWFFFOOO".chars().forEach(letter -> round((char) letter));

    assertThat(chat.told()).containsExactly("BROKE nocodb", "WORSENED nocodb", "RECOVERED nocodb");
    assertThat(mail.told()).containsExactly("WORSENED nocodb", "RECOVERED nocodb");
    assertThat(pager.told()).isEmpty();
    assertThat(beats).hasValue(9);
    assertThat(chat.taken()).extracting(Message::id).doesNotHaveDuplicates();
  }

  @Test
  void failure_thatNobodyAcknowledges_isEscalated_andItsEndIsTold() {
    IntStream.range(0, 10).forEach(_ -> round('F'));
    round('O');

    assertThat(chat.told()).containsExactly("BROKE nocodb", "RECOVERED nocodb");
    assertThat(pager.told()).containsExactly("ESCALATED nocodb", "RECOVERED nocodb");
  }

  @Test
  void failure_thatSomebodyKnows_isNotEscalated() {
    round('F');
    new HealthJournal(store).acknowledge(Check.SERVICE, "nocodb", "ana", clock.instant());
    IntStream.range(0, 10).forEach(_ -> round('F'));

    assertThat(chat.told()).containsExactly("BROKE nocodb", "ACKNOWLEDGED nocodb");
    assertThat(pager.told()).isEmpty();
    assertThat(new HealthJournal(store).read().open())
        .singleElement()
        .matches(Condition::acknowledged);
  }

  @Test
  void acknowledgement_ofWhatIsNotOpen_isRefused() {
    round('O');

    assertFails(
        ErrorCode.ALERT_UNKNOWN,
        () ->
            new HealthJournal(store).acknowledge(Check.SERVICE, "nocodb", "ana", clock.instant()));
    assertFails(
        ErrorCode.REQUEST_INVALID,
        () -> new HealthJournal(store).acknowledge(Check.SERVICE, "x", " ", clock.instant()));
  }

  @Test
  void failingChannel_isToldOnTheOthers_getsItsMessagesLater_andChangesNothingElse() {
    chat.failing(true);
    round('F');
    assertThat(mail.told()).containsExactly("BROKE nocodb");
    round('F');
    assertThat(mail.told()).containsExactly("BROKE nocodb", "BROKE chat");
    assertThat(announcerState('F').open())
        .extracting(each -> each.finding().check() + " " + each.finding().subject())
        .containsExactly("SERVICE nocodb", "CHANNEL chat");

    chat.failing(false);
    round('F');
    // What it missed, and nothing of itself.
    assertThat(chat.told()).containsExactly("BROKE nocodb");
    round('F');
    assertThat(mail.told()).containsExactly("BROKE nocodb", "BROKE chat", "RECOVERED chat");
    assertThat(chat.told()).containsExactly("BROKE nocodb");
  }

  @Test
  void failingChannel_isTriedOnceARound_andGivenNothingThatIsOld() {
    chat.failing(true);
    round('F');
    round('O');
    round('F');
    // Three messages wait; a round tries the first.
    assertThat(chat.tries()).isEqualTo(3);

    clock.pass(HealthState.OLDEST_OUTGOING);
    chat.failing(false);
    round('F');
    assertThat(chat.told()).doesNotContain("BROKE nocodb");
  }

  @Test
  void noChannelThatTakesAnything_failsTheRound_andStopsTheSignsOfLife() {
    chat.failing(true);
    mail.failing(true);
    assertFails(ErrorCode.CHANNEL_UNAVAILABLE, () -> round('F'));
    assertThat(beats).hasValue(0);

    mail.failing(false);
    round('F');
    assertThat(mail.told()).contains("BROKE nocodb", "BROKE chat");
    assertThat(beats).hasValue(1);
  }

  @Test
  void heartbeat_thatIsNotTaken_isAFailingChannel() {
    Announcer mute =
        announcer(
            () -> {
              throw new IllegalStateException("https://hc.example/secret");
            });
    for (int i = 0; i < 3; i++) {
      clock.pass(Rounds.APART);
      mute.announce(List.of());
    }

    assertThat(chat.told()).containsExactly("BROKE alive");
    assertThat(chat.taken().getFirst().notices().getFirst().finding().reason())
        .isEqualTo("a fault in Vigie: IllegalStateException");
  }

  @Test
  void eightRoundsAtOnce_tellItOnce() throws Exception {
    List<Future<?>> rounds = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        Clock own = Clock.offset(clock, Duration.ofMillis(i));
        Announcer other = new Announcer(store, POLICY, announcer.sinks(), Optional.empty(), own);
        rounds.add(threads.submit(() -> other.announce(List.of(Rounds.finding("nocodb", 'F')))));
      }
      for (Future<?> each : rounds) {
        each.get();
      }
    }

    assertThat(chat.told()).containsExactly("BROKE nocodb");
    assertThat(mail.told()).containsExactly("BROKE nocodb");
  }

  @Test
  void processThatDiesBeforeItSends_losesNothing() {
    HealthState.Round found =
        new HealthState.Round(
            List.of(Rounds.finding("nocodb", 'F')), List.of(), clock.instant(), "one who dies");
    new HealthJournal(store).update(before -> before.next(POLICY, found));

    clock.pass(Duration.ofMinutes(1));
    announcer.announce(List.of(Rounds.finding("nocodb", 'F')));
    assertThat(chat.told()).as("the other may be at it").isEmpty();
    clock.pass(Duration.ofMinutes(4));
    announcer.announce(List.of(Rounds.finding("nocodb", 'F')));
    assertThat(chat.told()).containsExactly("BROKE nocodb");
  }

  @Test
  void stateThatIsDamaged_isBegunAnew_andTheMessageSaysSo() {
    round('F');
    store.put(BucketKeys.HEALTH, "{".getBytes(UTF_8), Map.of(), WriteCondition.ALWAYS);
    assertFails(ErrorCode.MANIFEST_INVALID, () -> new HealthJournal(store).read());
    round('F');

    assertThat(chat.told()).containsExactly("BROKE nocodb", "BROKE nocodb");
    assertThat(chat.taken().getLast().remarks())
        .singleElement()
        .asString()
        .startsWith("What was told before was lost");
  }

  @Test
  void state_isReadAsItWasWritten_andBounded() {
    IntStream.range(0, 30).forEach(i -> round(i % 3 == 0 ? 'F' : 'U'));
    HealthState state = new HealthJournal(store).read();
    assertThat(new String(JsonDocuments.bytes(state), UTF_8))
        .contains("\"schemaVersion\":1", "\"check\":\"service\"");
    assertThat(state).isEqualTo(announcerStateRead());

    List<Finding> many = new ArrayList<>(List.of(Rounds.finding("nocodb", 'F')));
    IntStream.range(0, 20_500)
        .forEach(i -> many.add(new Finding(Check.BACKUP_DRIFT, "db" + i, Health.OK, "")));
    clock.pass(Rounds.APART);
    HealthState full = announcer.announce(many).state();
    assertThat(full.conditions()).hasSize(HealthState.MOST_WATCHED);
    assertThat(full.left()).isBetween(501, 510);
    assertThat(full.conditions().getFirst().finding().subject()).isEqualTo("nocodb");
    assertThat(JsonDocuments.bytes(full)).hasSizeLessThan(12 << 20);
  }

  @Test
  void test_ofOneChannelOrAll_isSentByTheNextRound_andItsEndIsListed() {
    HealthJournal journal = new HealthJournal(store);
    journal.askForTest(Optional.of("mail"), clock.instant());
    round('O');
    assertThat(mail.taken()).singleElement().matches(Message::isTest);
    assertThat(chat.taken()).isEmpty();

    clock.pass(Rounds.APART);
    pager.failing(true);
    TestRequest all = journal.askForTest(Optional.empty(), clock.instant());
    round('O');
    assertThat(chat.taken()).hasSize(1);
    assertThat(journal.read().deliveries())
        .filteredOn(each -> each.message().equals(all.id()))
        .extracting(Delivery::channel, Delivery::taken)
        .containsExactlyInAnyOrder(tuple("chat", true), tuple("mail", true), tuple("pager", false));
    journal.askForTest(Optional.of("nobody"), clock.instant());
    round('O');
    assertThat(chat.taken()).filteredOn(Message::isTest).hasSize(1);
  }

  @Test
  void policyWithoutChannels_tellsNobody_andKeepsTheState() {
    Announcer quiet = new Announcer(store, AlertPolicy.NOBODY, Map.of(), Optional.empty(), clock);
    quiet.announce(List.of(Rounds.finding("nocodb", 'F')));
    clock.pass(Rounds.APART);

    assertThat(quiet.announce(List.of(Rounds.finding("nocodb", 'F'))).state().open()).hasSize(1);
  }

  private HealthState announcerState(char letter) {
    return round(letter).state();
  }

  private HealthState announcerStateRead() {
    return new HealthJournal(store).read();
  }

  private static void assertFails(ErrorCode code, Runnable deed) {
    assertThatThrownBy(deed::run)
        .isInstanceOfSatisfying(
            VigieException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
