package dev.vigie.probe;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationJournal;
import dev.vigie.storage.BucketPosture;
import dev.vigie.storage.ObjectStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One look at everything that there is to look at from where it is made: what was not given is not
 * looked at. It takes {@link #LIMIT} at most. Not thread-safe while it is put together.
 */
public final class HealthRound {
  /** What a whole round takes at most: one second less than ten, to hand it on. */
  public static final Duration LIMIT = Duration.ofSeconds(9);

  private static final Duration HTTPS_LIMIT = Duration.ofSeconds(5);

  private final HealthSettings settings;
  private final Instant now;
  private final List<Probe> probes = new ArrayList<>();
  private final AtomicReference<List<BackupFacts>> backups = new AtomicReference<>(List.of());

  /** A round that looks at nothing yet. */
  public HealthRound(HealthSettings settings, Instant now) {
    this.settings = settings;
    this.now = now;
  }

  /**
   * What was found.
   *
   * @param when the round began
   * @param findings of everything
   * @param backups what stands in the bucket of each database, as far as it was looked at
   */
  public record Found(Instant when, List<Finding> findings, List<BackupFacts> backups) {
    /** Keeps copies. */
    public Found {
      findings = List.copyOf(findings);
      backups = List.copyOf(backups);
    }

    /** The worst of it; OK where nothing was looked at. */
    public Health worst() {
      return findings.stream().map(Finding::health).max(Health::compareTo).orElse(Health.OK);
    }
  }

  /**
   * How each part of a bucket's posture is read.
   *
   * @param access may throw, as the others
   * @param versions whether they are kept
   * @param expiry when objects go
   * @param encryption how it encrypts
   */
  public record PostureReader(
      Supplier<BucketPosture.Access> access,
      Supplier<BucketPosture.Versions> versions,
      Supplier<BucketPosture.Expiry> expiry,
      Supplier<BucketPosture.Encryption> encryption) {}

  /**
   * Looks at the backups of this fleet, too, and at what became of its operations.
   *
   * @param remembers as {@link BackupWatch} has it
   */
  public HealthRound withBackups(ObjectStore store, FleetSettings fleet, boolean remembers) {
    probe(
        BackupJudgement.CHECKS,
        store.bucket(),
        () -> {
          BackupWatch.Watched watched =
              new BackupWatch(store, fleet, settings, remembers).look(now);
          backups.set(watched.facts());
          return watched.findings();
        });
    probe(
        List.of(Check.OPERATION),
        store.bucket(),
        () -> new OperationWatch(new OperationJournal(store)).look(now));
    return this;
  }

  /** Looks at the bucket's posture, too: each part by itself, for a role may see one alone. */
  public HealthRound withPosture(String bucket, PostureReader posture) {
    BucketJudgement judgement = new BucketJudgement(settings.findPosture());
    posture(
        Check.BUCKET_ACCESS, bucket, posture.access(), found -> judgement.access(bucket, found));
    posture(
        Check.BUCKET_VERSIONS,
        bucket,
        posture.versions(),
        found -> judgement.versions(bucket, found));
    posture(
        Check.BUCKET_LIFECYCLE,
        bucket,
        posture.expiry(),
        found -> judgement.lifecycle(bucket, found));
    posture(
        Check.BUCKET_ENCRYPTION,
        bucket,
        posture.encryption(),
        found -> judgement.encryption(bucket, found));
    return this;
  }

  /** Looks at machines, too. */
  public HealthRound withMachines(MachineProbes machines) {
    probe(List.of(Check.NODE), MachineProbes.MACHINES, machines::look);
    return this;
  }

  /** Looks at the addresses of the settings, too. */
  public HealthRound withHttps(Trust trust) {
    settings.https().forEach((name, address) -> withAddress(name, address, trust));
    return this;
  }

  /** Looks at this address, too, which findings call by that name. */
  public HealthRound withAddress(String name, URI address, Trust trust) {
    probe(
        HttpsJudgement.CHECKS,
        name,
        () ->
            new HttpsJudgement(settings.thresholds())
                .of(name, new HttpsLook(trust, HTTPS_LIMIT).at(address), now));
    return this;
  }

  /** Looks at a PostgreSQL server, too. */
  public HealthRound withServer(String cluster, Supplier<PostgresFacts> facts) {
    probe(
        NodeJudgement.SERVER,
        cluster,
        () -> {
          try {
            return new PostgresJudgement(settings.thresholds()).of(cluster, facts.get());
          } catch (VigieException e) {
            return PostgresJudgement.failed(cluster, e);
          }
        });
    return this;
  }

  /**
   * Looks at a PostgreSQL server, too, that a function reaches.
   *
   * @param answer what the function says of itself, as {@link NodeFacts} has it
   */
  public HealthRound withFunction(String cluster, Supplier<String> answer) {
    probe(
        NodeJudgement.SERVER,
        cluster,
        () ->
            new PostgresJudgement(settings.thresholds()).of(cluster, NodeFacts.read(answer.get())));
    return this;
  }

  /** Looks. */
  public Found look() {
    List<Finding> findings = Round.of(probes);
    return new Found(now, findings, backups.get());
  }

  private <T> void posture(
      Check check, String bucket, Supplier<T> reader, Function<T, List<Finding>> judgement) {
    probe(List.of(check), bucket, () -> judgement.apply(reader.get()));
  }

  private void probe(List<Check> checks, String subject, Supplier<List<Finding>> look) {
    probes.add(new Probe(checks, subject, LIMIT, look));
  }
}
