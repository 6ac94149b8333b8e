package dev.vigie.engine;

import dev.vigie.storage.FaultProxy.Request;
import java.util.function.Predicate;

/** Where an operation is, known by the request that it makes of the bucket there. */
enum FaultStage {
  /** From its beginning to its end. */
  THROUGHOUT("all the time", _ -> true),
  /** A handler writes what is asked for. */
  ASKED("the request is written", put("/request.json")),
  /** A handler has sent the command and notes that. */
  SENT("the command is noted", put("/command.json")),
  /** The runner claims the work. */
  CLAIM("it begins", put("/claim.json")),
  /** A backup's definitions go up; others go up beside them. */
  SCHEMA_UP("definitions go up", part("/schema.dump")),
  /** A backup's rows go up. */
  ROWS_UP("rows go up", part("/data-")),
  /** An upload is completed. */
  COMPLETE("an upload is completed", Request::isComplete),
  /** The manifest is written, after all else. */
  MANIFEST("the manifest is written", put("/manifest.json")),
  /** A restore reads the definitions. */
  SCHEMA_DOWN("definitions are read", get("/schema.dump")),
  /** A restore reads rows. */
  ROWS_DOWN("rows are read", get("/data-")),
  /** A drill tells what it found. */
  REPORT("the report is written", put("/drills/")),
  /** The runner tells its result. */
  RESULT("the result is written", put("/result")),
  /** A handler writes how it ended. */
  OUTCOME("the outcome is written", put("/outcome.json"));

  private final String words;

  @SuppressWarnings("ImmutableEnumChecker") // made here, of what never changes
  private final Predicate<Request> request;

  FaultStage(String words, Predicate<Request> request) {
    this.words = words;
    this.request = request;
  }

  /** For a person. */
  String words() {
    return words;
  }

  /** Whether a request is this stage's. */
  boolean is(Request made) {
    return request.test(made);
  }

  private static Predicate<Request> put(String of) {
    return request -> request.isPut() && request.path().contains(of);
  }

  private static Predicate<Request> part(String of) {
    return request -> request.isPart() && request.path().contains(of);
  }

  private static Predicate<Request> get(String of) {
    return request -> request.isGet() && request.path().contains(of);
  }
}
