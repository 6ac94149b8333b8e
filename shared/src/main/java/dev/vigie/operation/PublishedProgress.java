package dev.vigie.operation;

import dev.vigie.error.VigieException;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.TimeLeft;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Progress that others can watch: passed on, and put into the operation's folder every few seconds
 * as {@code progress.json}, in the background. What cannot be put is left: nothing depends on it.
 * Thread-safe.
 */
public final class PublishedProgress implements Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  /** Tasks in one document; a database may have any number of tables. */
  private static final int MOST_TASKS = 100;

  private static final int SCHEMA_VERSION = 1;

  private final OperationJournal journal;
  private final OperationId id;
  private final Clock clock;
  private final Progress next;
  private final LongSupplier nanos;
  private final TimeLeft timeLeft;
  private final Map<String, Task> tasks = new TreeMap<>();
  private final AtomicBoolean publishing = new AtomicBoolean();
  private long lastNanos;

  /** One task: {@code expectedBytes} is 0 if unknown. */
  public record Task(String task, long bytes, long expectedBytes) {}

  /** The document: {@code bytes} of about {@code expectedBytes} in all. */
  public record Document(
      int schemaVersion,
      OperationId id,
      Instant at,
      long bytes,
      long expectedBytes,
      Optional<Long> secondsLeft,
      List<Task> tasks) {}

  /**
   * Progress of that operation.
   *
   * @param next who hears it too
   */
  public PublishedProgress(OperationJournal journal, OperationId id, Clock clock, Progress next) {
    this(journal, id, clock, System::nanoTime, next);
  }

  /**
   * @param nanos the time that passes, as {@link System#nanoTime()} tells it
   */
  PublishedProgress(
      OperationJournal journal, OperationId id, Clock clock, LongSupplier nanos, Progress next) {
    this.journal = journal;
    this.id = id;
    this.clock = clock;
    this.nanos = nanos;
    this.next = next;
    this.lastNanos = nanos.getAsLong();
    this.timeLeft = new TimeLeft(lastNanos);
  }

  @Override
  public void advance(String task, long done, long total) {
    next.advance(task, done, total);
    Optional<Document> document = note(new Task(task, done, total));
    if (document.isPresent() && publishing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("progress").start(() -> publish(document.get()));
    }
  }

  private synchronized Optional<Document> note(Task task) {
    if (task.expectedBytes() > 0 && task.bytes() == task.expectedBytes()) {
      tasks.remove(task.task());
    } else if (tasks.containsKey(task.task()) || tasks.size() < MOST_TASKS) {
      tasks.put(task.task(), task);
    }
    long now = nanos.getAsLong();
    if (now - lastNanos < INTERVAL_NANOS) {
      return Optional.empty();
    }
    lastNanos = now;
    Task all = tasks.getOrDefault(ALL, new Task(ALL, 0, 0));
    return Optional.of(
        new Document(
            SCHEMA_VERSION,
            id,
            clock.instant(),
            all.bytes(),
            all.expectedBytes(),
            timeLeft.seconds(all.bytes(), all.expectedBytes(), now),
            tasks.values().stream().filter(each -> !each.task().equals(ALL)).toList()));
  }

  @SuppressWarnings("EmptyCatch")
  private void publish(Document document) {
    try {
      journal.tell(id, document);
    } catch (VigieException untold) {
      // The work itself will meet what is wrong with the bucket, if it lasts.
    } finally {
      publishing.set(false);
    }
  }
}
