package dev.vigie.engine;

import dev.vigie.storage.FaultProxy.Request;
import java.util.function.Predicate;

/** Where an operation is, known by the request that it makes of the bucket there. */
enum FaultStage {
  /** The runner claims the work. */
  CLAIM("it begins", request -> request.isPut() && request.path().contains("/claim.json")),
  /** A backup's definitions go up; others go up beside them. */
  SCHEMA_UP("definitions go up", part("/schema.dump")),
  /** A backup's rows go up. */
  ROWS_UP("rows go up", part("/data-")),
  /** An upload is completed. */
  COMPLETE("an upload is completed", Request::isComplete),
  /** The manifest is written, after all else. */
  MANIFEST(
      "the manifest is written",
      request -> request.isPut() && request.path().contains("/manifest.json")),
  /** A restore reads the definitions. */
  SCHEMA_DOWN("definitions are read", get("/schema.dump")),
  /** A restore reads rows. */
  ROWS_DOWN("rows are read", get("/data-")),
  /** The runner tells its result. */
  RESULT("the result is written", request -> request.isPut() && request.path().contains("/result"));

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

  private static Predicate<Request> part(String of) {
    return request -> request.isPart() && request.path().contains(of);
  }

  private static Predicate<Request> get(String of) {
    return request -> request.isGet() && request.path().contains(of);
  }
}
