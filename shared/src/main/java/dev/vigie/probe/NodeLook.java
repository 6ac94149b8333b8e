package dev.vigie.probe;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Gathers what the machine says on which this runs, and its PostgreSQL at the same time, each for a
 * bounded time.
 */
public final class NodeLook {
  private static final Duration SERVER_LIMIT = Duration.ofSeconds(5);

  private NodeLook() {}

  /**
   * The machine's facts.
   *
   * @param machine runs the script by which it says how it is
   * @param server makes the way to its server; empty if it has none
   * @throws VigieException {@code NODE_UNAVAILABLE} if the machine itself cannot be asked
   */
  public static NodeFacts here(Supplier<String> machine, Optional<Supplier<PgTools>> server) {
    Optional<FutureTask<PostgresFacts>> asked =
        server.map(way -> start(() -> PostgresLook.at(way.get())));
    NodeFacts facts = NodeFacts.read(machine.get());
    return asked.map(answer -> with(facts, answer)).orElse(facts);
  }

  /**
   * What is said of the server alone, where the machine is nobody's: a function's.
   *
   * @param at what its clock shows
   * @param server makes the way to the server
   */
  public static NodeFacts ofServer(Instant at, Supplier<PgTools> server) {
    return with(NodeFacts.ofNothing(at), start(() -> PostgresLook.at(server.get())));
  }

  private static NodeFacts with(NodeFacts machine, FutureTask<PostgresFacts> answer) {
    Map<String, String> unread = new HashMap<>(machine.unread());
    Optional<PostgresFacts> postgres = Optional.empty();
    try {
      postgres = Optional.of(answer.get(SERVER_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      unread.put(NodeFacts.POSTGRES, "no answer in " + SERVER_LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      unread.put(
          NodeFacts.POSTGRES,
          e.getCause() instanceof VigieException failure
              ? failure.code() + ": " + failure.getMessage()
              : String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      answer.cancel(true);
    }
    return new NodeFacts(
        machine.schemaVersion(),
        machine.at(),
        machine.fileSystems(),
        machine.memory(),
        machine.swarm(),
        postgres,
        unread);
  }

  private static <T> FutureTask<T> start(Supplier<T> question) {
    FutureTask<T> task = new FutureTask<>(question::get);
    Thread.ofPlatform().daemon().name("facts of PostgreSQL").start(task);
    return task;
  }

  private static VigieException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new VigieException(ErrorCode.INTERRUPTED, "interrupted while asking the machine", cause);
  }
}
