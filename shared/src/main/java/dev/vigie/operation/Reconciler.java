package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.NodeCommands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks after operations of which nothing was heard: ends those that have ended, sends those that
 * were never sent, and calls lost what is over its deadline. Run again and again; every step is
 * idempotent.
 */
public final class Reconciler {
  /**
   * How far back it looks each time. What was asked for in its time lives no longer: the longest
   * time-out of an SSM command is 48 hours (AWS documentation, "Run Command time-outs").
   */
  private static final Duration RECENT = Duration.ofHours(50);

  /** How far back it looks at all, for what was asked for days after its time. */
  private static final Duration LOOK_BACK = Duration.ofDays(7);

  /**
   * Into so many slices what is older is cut, one for each look. A prime above 12, so that looks
   * that are 5 to 60 minutes apart come to each of them.
   */
  private static final int SLICES = 13;

  private static final long SLICE_SECONDS = Duration.ofMinutes(5).toSeconds();

  /**
   * Operations that one look opens: with seven calls of 30 ms for each it ends within a function's
   * minute. The others' turn is at the next looks.
   */
  static final int MOST = 150;

  private final OperationJournal journal;
  private final OutcomeRecorder recorder;
  private final Dispatcher dispatcher;
  private final Canceller canceller;
  private final NodeCommands nodes;
  private final Clock clock;

  /** A reconciler of this bucket's operations. */
  public Reconciler(
      OperationJournal journal,
      OutcomeRecorder recorder,
      Dispatcher dispatcher,
      NodeCommands nodes,
      Clock clock) {
    this.journal = journal;
    this.recorder = recorder;
    this.dispatcher = dispatcher;
    this.canceller = new Canceller(journal, recorder, Optional.of(nodes), clock);
    this.nodes = nodes;
    this.clock = clock;
  }

  /**
   * What was found of one operation that had not ended.
   *
   * @param id the operation
   * @param action what was done about it
   * @param outcome how it ended, if it has now
   * @param error what kept it from being looked after; only with {@link Action#FAILED}
   */
  public record Finding(
      OperationId id, Action action, Optional<Outcome> outcome, Optional<Failure> error) {}

  /** What is done about an operation. */
  public enum Action {
    /** It has ended, and that is recorded now. */
    ENDED,
    /** Its command was sent. */
    SENT,
    /** Somebody asked for it to end, which its runner was told again if its node is there. */
    CANCELLED,
    /** Nothing yet: it is under way, or its node is offline, and its deadline is ahead. */
    WAITING,
    /** It could not be looked after now; the others were. */
    FAILED
  }

  /**
   * What one look came to.
   *
   * @param findings of each operation that it opened
   * @param asked every operation that was asked for in the last two days
   * @param left how many it did not come to; the next looks do
   */
  public record Look(List<Finding> findings, Set<OperationId> asked, int left) {}

  /**
   * Looks at the operations that have not ended, oldest first. One that cannot be looked after, for
   * its documents are damaged or its node's commands cannot be asked for, does not keep the others
   * from it. The bucket is listed, and only what has not ended, or was not told, is read; of more
   * than {@value #MOST} those first of which something can be done now, and of the others some.
   */
  public Look look() {
    List<Traces> traces = survey();
    List<Traces> open =
        traces.stream().filter(each -> each.hasEnded() ? !each.isTold() : each.isAsked()).toList();
    List<Finding> findings = new ArrayList<>();
    List<Traces> turn = turn(open);
    for (Traces each : turn) {
      try {
        lookAfter(each).ifPresent(findings::add);
      } catch (VigieException e) {
        findings.add(
            new Finding(each.id(), Action.FAILED, Optional.empty(), Optional.of(Failure.of(e))));
      }
    }
    Set<OperationId> asked =
        traces.stream().filter(Traces::isAsked).map(Traces::id).collect(Collectors.toSet());
    return new Look(findings, asked, open.size() - turn.size());
  }

  private List<Traces> survey() {
    Instant now = clock.instant();
    Instant recent = now.minus(RECENT);
    Duration slice = LOOK_BACK.minus(RECENT).dividedBy(SLICES);
    Instant from =
        now.minus(LOOK_BACK)
            .plus(
                slice.multipliedBy(
                    Math.floorMod(now.getEpochSecond() / SLICE_SECONDS, (long) SLICES)));
    List<Traces> traces = new ArrayList<>(journal.traces(from, from.plus(slice)));
    traces.addAll(journal.traces(recent, Instant.MAX));
    return traces;
  }

  /**
   * Whose turn it is: where there are too many, those that wait for nothing but this look first.
   */
  private List<Traces> turn(List<Traces> open) {
    if (open.size() <= MOST) {
      return open;
    }
    List<Traces> ready = open.stream().filter(Reconciler::isReady).toList();
    List<Traces> others = new ArrayList<>(open.stream().filter(each -> !isReady(each)).toList());
    Collections.shuffle(others, new Random(clock.instant().getEpochSecond()));
    return Stream.concat(ready.stream(), others.stream()).limit(MOST).toList();
  }

  private static boolean isReady(Traces traces) {
    return traces.hasEnded() || traces.hasResult() || traces.isCancelled() || !traces.isSent();
  }

  private Optional<Finding> lookAfter(Traces traces) {
    if (traces.hasEnded()) {
      journal.outcome(traces.id()).ifPresent(recorder::tellAgain);
      return Optional.empty();
    }
    return journal.request(traces.id()).map(request -> reconcile(request, traces.isCancelled()));
  }

  private Finding reconcile(OperationRequest request, boolean cancelled) {
    OperationId id = request.id();
    Optional<Outcome> outcome =
        recorder
            .conclude(request)
            .or(() -> cancelled ? canceller.endUnbegun(request) : Optional.empty())
            .or(() -> giveUp(request));
    if (outcome.isPresent()) {
      return new Finding(id, Action.ENDED, outcome, Optional.empty());
    }
    if (cancelled) {
      canceller.tell(request);
      return new Finding(id, Action.CANCELLED, Optional.empty(), Optional.empty());
    }
    boolean sent = dispatcher.sendIfUnsent(request) == Dispatcher.Dispatch.SENT;
    return new Finding(id, sent ? Action.SENT : Action.WAITING, Optional.empty(), Optional.empty());
  }

  private Optional<Outcome> giveUp(OperationRequest request) {
    Instant now = clock.instant();
    if (now.isAfter(request.deadline())) {
      return Optional.of(lost(request, "nothing was heard by " + request.deadline(), now));
    }
    Optional<CommandReport> ended =
        journal
            .command(request.id())
            .flatMap(nodes::find)
            .filter(command -> command.state().ended());
    if (ended.isPresent() && !hasYielded(request.id(), ended.get())) {
      // The runner writes its word before its command ends: what is not there now never comes.
      return recorder.conclude(request).or(() -> Optional.of(silent(request, ended.get(), now)));
    }
    return Optional.empty();
  }

  /**
   * Whether the command ended because another one's runner has the work, as it happens where a
   * command was sent twice and only one of the two could be noted. A runner that did the work, or
   * failed at it, has left its word or a status other than 0.
   */
  private boolean hasYielded(OperationId id, CommandReport command) {
    return command.state() == CommandState.SUCCEEDED && journal.isClaimed(id);
  }

  /** A runner that was cancelled while it began has left no word, and is not lost. */
  private Outcome silent(OperationRequest request, CommandReport ended, Instant now) {
    OperationId id = request.id();
    return journal
        .cancelledBy(id)
        .map(
            by ->
                Failure.of(
                    ErrorCode.OPERATION_CANCELLED,
                    "operation %s was cancelled, as was asked by %s".formatted(id, by)))
        .map(failure -> recorder.end(request, Outcome.failed(id, now, failure)))
        .orElseGet(() -> lost(request, silence(ended), now));
  }

  private Outcome lost(OperationRequest request, String why, Instant now) {
    String message =
        "operation %s on node %s is lost: %s".formatted(request.id(), request.node(), why);
    Failure failure = Failure.of(ErrorCode.OPERATION_LOST, message);
    return recorder.end(request, Outcome.lost(request.id(), now, failure));
  }

  private static String silence(CommandReport command) {
    String printed = command.outputHead().strip();
    return "command %s ended as %s and left no result; it printed %s"
        .formatted(command.commandId(), command.state(), printed.isEmpty() ? "nothing" : printed);
  }
}
