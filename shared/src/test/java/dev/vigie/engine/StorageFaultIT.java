package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Manifest;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Outcome;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.FaultProxy.Fault;
import dev.vigie.storage.FaultProxy.Request;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a backup does when S3 or the way to it fails: it gets through, or leaves nothing. */
@Timeout(90)
class StorageFaultIT {
  private static String database = "";

  private Engine engine;
  private FaultProxy proxy;
  private Engine faulty;

  @BeforeAll
  static void load() {
    // Of a size that takes more than one part.
    database = Engine.createNoise(1600);
  }

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open();
    proxy = new FaultProxy(S3Fixture.server().endpoint());
    faulty = engine.through(settings(engine.store().bucket(), proxy.endpoint()));
  }

  @AfterEach
  void close() throws IOException {
    faulty.close();
    proxy.close();
    engine.close();
  }

  @Test
  void backup_bucketMissing_isRefused() {
    Engine astray = engine.through(settings("vigie-no-such-bucket", S3Fixture.server().endpoint()));

    failsToBegin(astray, ErrorCode.BUCKET_UNKNOWN);
  }

  @Test
  void backup_endpointDown_isUnavailable() throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:" + BackupFaultIT.closedPort());

    failsToBegin(
        engine.through(settings(engine.store().bucket(), nowhere)), ErrorCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void backup_permissionDenied_isRefused() {
    proxy.failAlways(Request::isPut, new Fault.Answer(403, "AccessDenied"));

    failsToBegin(faulty, ErrorCode.STORAGE_DENIED);
  }

  @Test
  void backup_permissionToUploadDenied_isRefused() {
    Aftermath aftermath = Aftermath.of(engine);
    proxy.failAlways(Request::isPart, new Fault.Answer(403, "AccessDenied"));

    aftermath.isOf(faulty.attempt(Engine.backupOf(database)), ErrorCode.STORAGE_DENIED);
  }

  @ParameterizedTest
  @CsvSource({"500,InternalError", "503,ServiceUnavailable", "503,SlowDown"})
  void backup_passingFault_succeeds(int status, String code) {
    Fault fault = new Fault.Answer(status, code);
    proxy.fail(1, Request::isStart, fault);
    proxy.fail(2, Request::isPart, fault);
    proxy.fail(1, Request::isComplete, fault);
    proxy.fail(1, StorageFaultIT::isManifest, fault);

    restorable(faulty.backup(database));
  }

  @ParameterizedTest
  @CsvSource({"500,InternalError", "503,SlowDown"})
  void backup_lastingFault_failsInTime(int status, String code) {
    Aftermath aftermath = Aftermath.of(engine);
    proxy.failAlways(Request::isPart, new Fault.Answer(status, code));

    aftermath.isOf(faulty.attempt(Engine.backupOf(database)), ErrorCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void backup_completionRefusedForGood_fails() {
    Aftermath aftermath = Aftermath.of(engine);
    proxy.failAlways(Request::isComplete, new Fault.Answer(500, "InternalError"));

    aftermath.isOf(faulty.attempt(Engine.backupOf(database)), ErrorCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void backup_manifestRefusedForGood_fails() {
    Aftermath aftermath = Aftermath.of(engine);
    proxy.failAlways(StorageFaultIT::isManifest, new Fault.Answer(500, "InternalError"));

    aftermath.isOf(faulty.attempt(Engine.backupOf(database)), ErrorCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void backup_answerToManifestLost_succeeds() {
    proxy.fail(1, StorageFaultIT::isManifest, new Fault.DropAnswer());

    restorable(faulty.backup(database));
  }

  @Test
  void backup_connectionCutWhileUploading_isResumed() {
    proxy.fail(2, Request::isPart, new Fault.CutRequest(1_000_000));

    restorable(faulty.backup(database));
  }

  @Test
  void backup_connectionOfOneWorkerCutForGood_fails() {
    Aftermath aftermath = Aftermath.of(engine);
    proxy.failAlways(part("rows-0001"), new Fault.CutRequest(1_000_000));

    aftermath.isOf(faulty.attempt(Engine.backupOf(database)), ErrorCode.STORAGE_UNAVAILABLE);
  }

  @Test
  void backup_partDamagedOnTheWay_isSentAgain() {
    proxy.fail(2, part("rows-0001"), new Fault.CorruptRequest(4_711));

    restorable(faulty.backup(database));
  }

  @Test
  void backup_everyPartDamagedOnTheWay_fails() {
    Aftermath aftermath = Aftermath.of(engine);
    proxy.failAlways(part("rows-0001"), new Fault.CorruptRequest(4_711));

    Outcome outcome = faulty.attempt(Engine.backupOf(database));

    assertThat(outcome.error().orElseThrow().code())
        .isIn(ErrorCode.CHECKSUM_MISMATCH.name(), ErrorCode.STORAGE_UNAVAILABLE.name());
    aftermath.isOf(outcome, ErrorCode.valueOf(outcome.error().orElseThrow().code()));
  }

  private void failsToBegin(Engine astray, ErrorCode code) {
    Aftermath aftermath = Aftermath.of(engine);
    try (astray) {
      assertThatThrownBy(() -> astray.attempt(Engine.backupOf(database)))
          .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
    aftermath.isClean();
  }

  /** What came to be although something failed can be restored. */
  private void restorable(Manifest backup) {
    String target = "restored " + backup.backupId().value();
    engine.restore(backup, target);
    engine.sql("postgres", "DROP DATABASE \"" + target + "\"");
    Aftermath.of(engine).nothingIsLeft();
  }

  private static Predicate<Request> part(String of) {
    return request -> request.isPart() && request.path().contains("/" + of);
  }

  private static boolean isManifest(Request request) {
    return request.isPut() && request.path().contains("/manifest.json");
  }

  private static S3Settings settings(String bucket, URI endpoint) {
    return new S3Settings(bucket, Optional.empty(), Optional.of(endpoint));
  }
}
