package dev.vigie.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.config.NodeFactsScript;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
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
  /** What the script's own limits add up to at the worst. */
  private static final Duration SCRIPT_LIMIT = Duration.ofSeconds(6);

  private static final Duration SERVER_LIMIT = Duration.ofSeconds(5);

  private static final int MOST_BYTES = 1024 * 1024;

  private NodeLook() {}

  /**
   * The machine's facts.
   *
   * @param server makes the way to its server; empty if it has none
   * @throws VigieException {@code NODE_UNAVAILABLE} if the machine itself cannot be asked
   */
  public static NodeFacts here(Optional<Supplier<PgTools>> server) {
    Optional<FutureTask<PostgresFacts>> asked =
        server.map(way -> start(() -> PostgresLook.at(way.get())));
    NodeFacts machine = NodeFacts.read(script());
    return asked.map(answer -> with(machine, answer)).orElse(machine);
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
    Thread.ofVirtual().name("facts of PostgreSQL").start(task);
    return task;
  }

  private static String script() {
    try {
      Process shell =
          new ProcessBuilder("/bin/sh").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        FutureTask<String> said =
            new FutureTask<>(
                () -> new String(shell.getInputStream().readNBytes(MOST_BYTES), UTF_8));
        Thread.ofVirtual().name("facts of the machine").start(said);
        try (OutputStream input = shell.getOutputStream()) {
          input.write(NodeFactsScript.text().getBytes(UTF_8));
        }
        return said.get(SCRIPT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new VigieException(
          ErrorCode.NODE_UNAVAILABLE, "the machine does not say how it is: " + e, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static VigieException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new VigieException(ErrorCode.INTERRUPTED, "interrupted while asking the machine", cause);
  }
}
