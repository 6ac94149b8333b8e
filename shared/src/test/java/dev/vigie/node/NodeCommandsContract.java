package dev.vigie.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every adapter of {@link NodeCommands} owes, whatever stands behind it. */
public abstract class NodeCommandsContract {
  private static final RunnerTask TASK =
      new RunnerTask("vigie-contract-bucket", "20261123T020000Z-0123456789");
  private static final RunnerTask OTHER =
      new RunnerTask("vigie-contract-bucket", "20261123T030000Z-9876543210");
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** The adapter; each call gives a new one onto the same node. */
  protected abstract NodeCommands commands();

  /** A node that is there. */
  protected abstract String node();

  /** Lets the command of the task, which waits for this, print the text and end. */
  protected abstract void end(RunnerTask task, String output, int exitStatus) throws Exception;

  @Test
  void node_thatIsThere_isOnline() {
    assertThat(commands().isOnline(node())).isTrue();
  }

  @Test
  void node_thatIsNotThere_isOfflineAndTakesNoCommand() {
    assertThat(commands().isOnline("i-00000000000000bad")).isFalse();
    assertThatThrownBy(() -> commands().run("i-00000000000000bad", TASK))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE));
  }

  @Test
  void run_ofACommandThatTakesLong_returnsBeforeItEnds() throws Exception {
    String id = commands().run(node(), TASK);

    CommandReport report = commands().find(id).orElseThrow();
    assertThat(report.state().ended()).isFalse();
    assertThat(report.commandId()).isEqualTo(id);
    assertThat(report.task()).isEqualTo(TASK);
    end(TASK, "", 0);
    awaitEnd(id);
  }

  @Test
  void command_thatEndsWithZero_succeedsAndTellsItsOutput() throws Exception {
    String id = commands().run(node(), TASK);
    end(TASK, "{\"état\":\"fini\"}\n", 0);

    CommandReport report = awaitEnd(id);
    assertThat(report.state()).isEqualTo(CommandState.SUCCEEDED);
    assertThat(report.outputHead()).isEqualTo("{\"état\":\"fini\"}\n");
    assertThat(commands().find(id)).contains(report);
  }

  @Test
  void command_thatEndsWithAnotherStatus_fails() throws Exception {
    String id = commands().run(node(), TASK);
    end(TASK, "no\n", 7);

    assertThat(awaitEnd(id).state()).isEqualTo(CommandState.FAILED);
  }

  @Test
  void output_longerThanTheBound_isCutTo24000Characters() throws Exception {
    String id = commands().run(node(), TASK);
    end(TASK, "first" + "x".repeat(100_000), 0);

    assertThat(awaitEnd(id).outputHead()).hasSize(24_000).startsWith("firstxx");
  }

  @Test
  void commands_twoAtOnce_areToldApart() throws Exception {
    String first = commands().run(node(), TASK);
    String second = commands().run(node(), OTHER);
    assertThat(first).isNotEqualTo(second);
    end(OTHER, "", 3);

    assertThat(awaitEnd(second).task()).isEqualTo(OTHER);
    assertThat(commands().find(first).orElseThrow().state().ended()).isFalse();
    end(TASK, "", 0);
    assertThat(awaitEnd(first).state()).isEqualTo(CommandState.SUCCEEDED);
  }

  @Test
  void cancel_ofARunningCommand_endsItAndNoOther() throws Exception {
    String cancelled = commands().run(node(), TASK);
    String other = commands().run(node(), OTHER);
    commands().cancel(node(), TASK);

    assertThat(awaitEnd(cancelled).state()).isEqualTo(CommandState.FAILED);
    assertThat(commands().find(other).orElseThrow().state().ended()).isFalse();
    end(OTHER, "", 0);
    assertThat(awaitEnd(other).state()).isEqualTo(CommandState.SUCCEEDED);
  }

  @Test
  void cancel_ofWhatHasEndedOrNeverBegan_isNoError() throws Exception {
    commands().cancel(node(), TASK);
    String id = commands().run(node(), TASK);
    end(TASK, "", 0);
    awaitEnd(id);
    commands().cancel(node(), TASK);
    commands().cancel(node(), TASK);

    assertThat(commands().find(id).orElseThrow().state()).isEqualTo(CommandState.SUCCEEDED);
  }

  @Test
  void cancel_onANodeThatIsNotThere_fails() {
    assertThatThrownBy(() -> commands().cancel("i-00000000000000bad", TASK))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE));
  }

  @Test
  void find_ofAnIdThatWasNeverGiven_isEmpty() {
    assertThat(commands().find(UUID.randomUUID().toString())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "../../../etc/passwd", "00000000-0000-0000-0000-00000000000g"})
  void find_ofWhatIsNoId_isEmpty(String id) {
    assertThat(commands().find(id)).isEmpty();
  }

  /** Waits, at most 20 s, until the command has ended. */
  protected final CommandReport awaitEnd(String id) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    CommandReport report = commands().find(id).orElseThrow();
    while (!report.state().ended()) {
      assertThat(System.nanoTime())
          .as("command %s has not ended: %s", id, report)
          .isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      report = commands().find(id).orElseThrow();
    }
    return report;
  }
}
