package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import dev.vigie.operation.Dispatcher.Dispatch;
import dev.vigie.operation.Reconciler.Action;
import dev.vigie.operation.Reconciler.Finding;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One operation's trouble is nobody else's, and one operation has one command. */
class ReconcilerFaultsTest {
  private static final Instant ASKED = Instant.parse("2026-11-23T02:00:00Z");

  private final Nodes nodes = new Nodes();
  private final List<Outcome> told = new ArrayList<>();
  private Instant now = ASKED;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final InMemoryObjectStore store = new InMemoryObjectStore("vigie-test", clock);
  private final OperationJournal journal = new OperationJournal(store);
  private final Dispatcher dispatcher = new Dispatcher(journal, nodes, clock);
  private final Reconciler reconciler =
      new Reconciler(
          journal,
          new OutcomeRecorder(
              journal,
              new PerKind<>(
                  (_, _) -> Optional.empty(),
                  (_, _) -> Optional.empty(),
                  (_, _) -> Optional.empty(),
                  (_, _) -> Optional.empty()),
              nodes,
              (_, outcome) -> told.add(outcome),
              clock),
          dispatcher,
          nodes,
          clock);

  @Test
  void operation_thatCannotBeRead_isToldAndStopsNoOther() {
    put("operations/20261123T015900Z-0000000001/request.json", "{\"schemaVersion\":");
    put("operations/20261123T015901Z-0000000002/request.json", "{}");
    put("operations/20261123T015902Z-0000000003/outcome.json", "[]");
    put("operations/notes/request.json", "{}");
    journal.begin(request());
    now = ASKED.plus(Duration.ofHours(7));

    List<Finding> findings = reconciler.look().findings();

    assertThat(findings)
        .extracting(Finding::action)
        .containsExactly(Action.FAILED, Action.FAILED, Action.FAILED, Action.ENDED);
    assertThat(findings.subList(0, 3))
        .allSatisfy(
            stuck ->
                assertThat(stuck.error().orElseThrow().code())
                    .isEqualTo(ErrorCode.MANIFEST_INVALID.name()));
    assertThat(findings.getLast().outcome().orElseThrow().status()).isEqualTo(Outcome.Status.LOST);
  }

  @Test
  void node_thatDoesNotAnswer_isToldAndTriedAgain() {
    journal.begin(request());
    nodes.silent = true;
    now = ASKED.plus(Duration.ofMinutes(5));
    assertThat(reconciler.look().findings())
        .singleElement()
        .satisfies(
            stuck ->
                assertThat(stuck.error().orElseThrow().code())
                    .isEqualTo(ErrorCode.NODE_UNAVAILABLE.name()));

    nodes.silent = false;
    assertThat(reconciler.look().findings())
        .extracting(Finding::action)
        .containsExactly(Action.SENT);
  }

  @Test
  void outcome_isToldOnceByWhoeverWroteIt() {
    journal.begin(request());
    now = ASKED.plus(Duration.ofHours(7));
    reconciler.look();
    reconciler.look();

    assertThat(told).extracting(Outcome::status).containsExactly(Outcome.Status.LOST);
  }

  /** The first delivery may be between its request and its command. */
  @Test
  void request_ofThisMinuteWithoutCommand_isLeftToItsSender() {
    journal.begin(request());
    now = ASKED.plus(Dispatcher.SENDING).minusMillis(1);

    assertThat(dispatcher.dispatch(request())).isEqualTo(Dispatch.ALREADY_ASKED);
    assertThat(reconciler.look().findings())
        .extracting(Finding::action)
        .containsExactly(Action.WAITING);
    assertThat(nodes.commands).isEmpty();
  }

  @Test
  void request_whoseSenderHasGone_isSentByTheNextDelivery() {
    journal.begin(request());
    now = ASKED.plus(Dispatcher.SENDING);

    assertThat(dispatcher.dispatch(request())).isEqualTo(Dispatch.SENT);
    assertThat(dispatcher.dispatch(request())).isEqualTo(Dispatch.ALREADY_ASKED);
    assertThat(nodes.commands).hasSize(1);
  }

  private void put(String key, String body) {
    store.put(key, body.getBytes(StandardCharsets.UTF_8), Map.of(), WriteCondition.IF_ABSENT);
  }

  private static OperationRequest request() {
    return new OperationRequest(
        OperationRequest.SCHEMA_VERSION,
        OperationId.of(ASKED, "test"),
        ASKED,
        ASKED.plus(Duration.ofHours(6)),
        "a test",
        "i-0123456789abcdef0",
        new Work.Backup("main", "app", Tier.DAILY));
  }

  /** Takes commands and never tells of them, or does not answer at all. */
  private static final class Nodes implements NodeCommands {
    private final List<RunnerTask> commands = new ArrayList<>();
    private boolean silent;

    @Override
    public boolean isOnline(String node) {
      if (silent) {
        throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "SSM does not answer");
      }
      return true;
    }

    @Override
    public String run(String node, RunnerTask task) {
      commands.add(task);
      return "command-" + commands.size();
    }

    @Override
    public void cancel(String node, RunnerTask task) {
      throw new AssertionError("nobody asked for that");
    }

    @Override
    public Optional<CommandReport> find(String commandId) {
      return Optional.empty();
    }
  }
}
