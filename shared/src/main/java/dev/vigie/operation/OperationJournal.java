package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations in the bucket: for each a folder of documents, every one but the progress written
 * once. The first writer of a document wins; a later one is told so and changes nothing.
 * Thread-safe.
 *
 * @param store the bucket
 */
public record OperationJournal(ObjectStore store) {
  /** Below this stand the operations, each in a folder of its id. */
  static final String FOLDER = "operations/";

  static final String REQUEST = "request.json";
  static final String COMMAND = "command.json";
  private static final String CLAIM = "claim.json";
  private static final String PROGRESS = "progress.json";
  static final String RESULT = "result.json";
  static final String OUTCOME = "outcome.json";
  static final String CANCEL = "cancel.json";
  static final String TOLD = "told.json";

  /** In a claim that no runner made. */
  private static final String NOBODY = "nobody";

  /** A command that was sent: {@code command.json}. */
  record SentCommand(String commandId, Instant sentAt) {}

  /**
   * The runner that has taken the work: {@code claim.json}; its {@code pid} is 0 where the work was
   * cancelled before a runner took it, so that none can.
   */
  record Claim(String host, long pid, Instant claimedAt) {}

  /** Somebody asked for the work to end: {@code cancel.json}. */
  record Cancellation(String requestedBy, Instant requestedAt) {}

  /** The outcome was told to whoever listens: {@code told.json}. */
  record Told(Instant toldAt) {}

  /** Writes the request; false if the operation was asked for before. */
  public boolean begin(OperationRequest request) {
    return putOnce(request.id(), REQUEST, request);
  }

  /** The request, if there is such an operation. */
  public Optional<OperationRequest> request(OperationId id) {
    return read(id, REQUEST, OperationRequest.class)
        .map(request -> belonging(id, request.id(), request));
  }

  /**
   * The request.
   *
   * @throws VigieException {@code OPERATION_UNKNOWN} if there is no such operation
   */
  public OperationRequest require(OperationId id) {
    return request(id)
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.OPERATION_UNKNOWN,
                    "the bucket " + store.bucket() + " holds no operation " + id));
  }

  /** Notes the command that was sent; false if another was noted before. */
  public boolean noteCommand(OperationId id, String commandId, Instant now) {
    return putOnce(id, COMMAND, new SentCommand(commandId, now));
  }

  /** The command that was sent, if one was noted. */
  public Optional<String> command(OperationId id) {
    return read(id, COMMAND, SentCommand.class).map(SentCommand::commandId);
  }

  /** Takes the work for this process; false if another runner has it. */
  public boolean claim(OperationId id, String host, Instant now) {
    return putOnce(id, CLAIM, new Claim(host, ProcessHandle.current().pid(), now));
  }

  /** Whether a runner has taken the work. */
  boolean isClaimed(OperationId id) {
    return store.head(key(id, CLAIM)).isPresent();
  }

  /** Takes the work from every runner; false if one has it. Done again, it is as done once. */
  boolean forbid(OperationId id, Instant now) {
    return putOnce(id, CLAIM, new Claim(NOBODY, 0, now))
        || read(id, CLAIM, Claim.class).filter(claim -> claim.pid() == 0).isPresent();
  }

  /** Notes that the work is to end; whoever asked first is remembered. */
  void cancel(OperationId id, String requestedBy, Instant now) {
    putOnce(id, CANCEL, new Cancellation(requestedBy, now));
  }

  /** Who asked for the work to end, if somebody did. */
  Optional<String> cancelledBy(OperationId id) {
    return read(id, CANCEL, Cancellation.class).map(Cancellation::requestedBy);
  }

  /** Whether somebody asked for the work to end; cheaper than to ask who. */
  boolean isCancelled(OperationId id) {
    return store.head(key(id, CANCEL)).isPresent();
  }

  /** Notes that the outcome was told. */
  void noteTold(OperationId id, Instant now) {
    putOnce(id, TOLD, new Told(now));
  }

  /** Whether the outcome was told. */
  boolean isTold(OperationId id) {
    return store.head(key(id, TOLD)).isPresent();
  }

  /** Tells how far the work is, in the place of what was told before. */
  void tell(OperationId id, Object progress) {
    new JsonDocuments(store).put(key(id, PROGRESS), progress, Map.of(), WriteCondition.ALWAYS);
  }

  /** How far the work is, if its runner told. */
  public Optional<PublishedProgress.Document> progress(OperationId id) {
    return read(id, PROGRESS, PublishedProgress.Document.class);
  }

  /** Writes the runner's word; false if it was written before. */
  public boolean finish(OperationResult result) {
    return putOnce(result.id(), RESULT, result);
  }

  /** The runner's word, if it was heard. */
  public Optional<OperationResult> result(OperationId id) {
    return read(id, RESULT, OperationResult.class)
        .map(result -> belonging(id, result.id(), result));
  }

  /** Ends the operation; false if it had ended before. */
  public boolean end(Outcome outcome) {
    return putOnce(outcome.id(), OUTCOME, outcome);
  }

  /** Whether it has ended; cheaper than to ask how. */
  public boolean hasEnded(OperationId id) {
    return store.head(key(id, OUTCOME)).isPresent();
  }

  /** How it ended, if it has. */
  public Optional<Outcome> outcome(OperationId id) {
    return read(id, OUTCOME, Outcome.class).map(outcome -> belonging(id, outcome.id(), outcome));
  }

  /**
   * The ids of operations asked for since then, oldest first. Folders that have other names are
   * passed over: they are not Vigie's.
   */
  public List<OperationId> since(Instant time) {
    return traces(time, Instant.MAX).stream().map(Traces::id).toList();
  }

  /** The ids of operations asked for since then that have not ended, oldest first. */
  public List<OperationId> underWay(Instant time) {
    return traces(time, Instant.MAX).stream()
        .filter(traces -> traces.isAsked() && !traces.hasEnded())
        .map(Traces::id)
        .toList();
  }

  /**
   * What stands in the folders of the operations that were asked for in that time, oldest first; of
   * the cost, see {@link Traces#between}.
   *
   * @param from the first second
   * @param before only earlier ones
   */
  List<Traces> traces(Instant from, Instant before) {
    return Traces.between(store, from, before);
  }

  /**
   * The ids of the operations asked for last, newest first.
   *
   * @param limit at most so many, 1 or more
   */
  public List<OperationId> newest(int limit) {
    return store.listFolders(FOLDER).reversed().stream()
        .filter(OperationId::isId)
        .limit(limit)
        .map(OperationId::new)
        .toList();
  }

  /** The operation that an object belongs to, if its key is an operation's document. */
  public static Optional<OperationId> operationOf(String key) {
    String[] segments = key.split("/", -1);
    boolean inFolder = segments.length == 3 && key.startsWith(FOLDER);
    return Optional.of(segments)
        .filter(parts -> inFolder && OperationId.isId(parts[1]))
        .map(parts -> new OperationId(parts[1]));
  }

  static String key(OperationId id, String name) {
    return FOLDER + id.value() + "/" + name;
  }

  private static <T> T belonging(OperationId folder, OperationId id, T document) {
    if (!id.equals(folder)) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "a document of operation " + id + " stands in the folder of operation " + folder);
    }
    return document;
  }

  private boolean putOnce(OperationId id, String name, Object document) {
    try {
      String key = key(id, name);
      new JsonDocuments(store).put(key, document, Map.of(), WriteCondition.IF_ABSENT);
      return true;
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_EXISTS) {
        return false;
      }
      throw e;
    }
  }

  private <T> Optional<T> read(OperationId id, String name, Class<T> type) {
    try {
      String key = key(id, name);
      return Optional.of(new JsonDocuments(store).get(key, type));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
