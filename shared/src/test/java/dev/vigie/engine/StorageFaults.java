package dev.vigie.engine;

import dev.vigie.storage.FaultProxy.Fault;

/** What S3 answers, or does not. */
final class StorageFaults {
  static final FaultKind FAILS_ONCE = answers("500 once", 1, 500, "InternalError");
  static final FaultKind SLOW_DOWN = answers("503 SlowDown twice", 2, 503, "SlowDown");
  static final FaultKind CONFLICT_ONCE = answers("409 once", 1, 409, "ConditionalRequestConflict");
  static final FaultKind BAD_DIGEST = answers("400 BadDigest once", 1, 400, "BadDigest");
  static final FaultKind GARBLED =
      FaultKind.requests("S3 answers 400 and no XML once", 1, new Fault.Garble(400));
  static final FaultKind GARBLED_FAILURE =
      FaultKind.requests("S3 answers 500 and no XML once", 1, new Fault.Garble(500));
  static final FaultKind NOT_FOUND = answers("404 once", 1, 404, "NoSuchKey");
  static final FaultKind UPLOAD_GONE = answers("404 NoSuchUpload once", 1, 404, "NoSuchUpload");
  static final FaultKind BUCKET_GONE =
      always("404 NoSuchBucket from then on", 404, "NoSuchBucket").leavingNoTime();
  static final FaultKind PRECONDITION = answers("412 once", 1, 412, "PreconditionFailed");
  static final FaultKind FAILS = always("500 from then on", 500, "InternalError");
  static final FaultKind DENIES = always("403 from then on", 403, "AccessDenied");
  static final FaultKind REVOKED =
      FaultKind.of(
              "all rights in the bucket are revoked",
              (scene, stage) ->
                  scene.when(
                      stage,
                      () ->
                          scene
                              .proxy()
                              .failAlways(_ -> true, new Fault.Answer(403, "AccessDenied"))))
          .leavingNoTime();
  static final FaultKind ANSWER_LOST =
      FaultKind.requests("S3 does it and its answer is lost", 1, new Fault.DropAnswer());
  static final FaultKind ANSWER_LATE =
      FaultKind.requests("S3 does it and never answers", 1, new Fault.KeepAnswer());
  static final FaultKind CUT_UP =
      FaultKind.requests("the connection is cut on the way up", 1, new Fault.CutRequest(10));
  static final FaultKind CUT_DOWN =
      FaultKind.requests("the connection is cut on the way down", 1, new Fault.CutResponse(10));
  static final FaultKind CHANGED_UP =
      FaultKind.requests("a byte changes on the way up", 1, new Fault.CorruptRequest(7));
  static final FaultKind CHANGED_DOWN =
      FaultKind.requests("a byte changes on the way down", 1, new Fault.CorruptResponse(7));

  private StorageFaults() {}

  private static FaultKind answers(String words, int times, int status, String code) {
    return FaultKind.requests("S3 answers " + words, times, new Fault.Answer(status, code));
  }

  private static FaultKind always(String words, int status, String code) {
    return answers(words, Integer.MAX_VALUE, status, code);
  }
}
