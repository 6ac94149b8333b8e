package dev.vigie.engine;

import dev.vigie.aws.PostureEndpoint;
import dev.vigie.engine.AlertCourse.Told;
import dev.vigie.probe.Check;
import dev.vigie.probe.Health;
import dev.vigie.probe.MachineProbes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One thing that breaks.
 *
 * @param name what
 * @param breaking breaks it
 * @param mending mends it
 * @param told what the one alert names, the worst first
 */
record HealthFault(
    String name,
    Consumer<HealthWorld> breaking,
    Consumer<HealthWorld> mending,
    Function<HealthWorld, List<Told>> told) {
  /** All of them. */
  static Stream<HealthFault> all() {
    return Stream.of(ofMachines(), ofServices(), ofBackups(), ofTheBucket()).flatMap(each -> each);
  }

  private static Stream<HealthFault> ofMachines() {
    return Stream.of(
        // What the Swarm itself says of it is told with it; what is unknown by it is not.
        new HealthFault(
            "node stopped",
            world -> world.machines().stop(true),
            world -> world.machines().stop(false),
            _ ->
                List.of(
                    machine(Check.NODE, "EC2 does not check it, as one that is stopped or gone"),
                    new Told(
                        Check.SWARM_NODES,
                        MachineProbes.SWARM,
                        Health.FAIL,
                        "not ready: " + HealthMachines.DATABASE),
                    service(HealthMachines.POSTGRES, "0 of 1 tasks run"))),
        new HealthFault(
            "status check failed",
            world -> world.machines().impair(true),
            world -> world.machines().impair(false),
            _ -> List.of(machine(Check.NODE, "EC2's status checks of it fail"))),
        new HealthFault(
            "processor credits spent",
            world -> world.machines().spend(true),
            world -> world.machines().spend(false),
            _ ->
                one(
                    Check.BURST,
                    HealthMachines.DATABASE,
                    Health.WARN,
                    "3 processor credits are left")),
        new HealthFault(
            "disk full",
            world -> world.machines().leave(0),
            world -> world.machines().leave(900),
            _ -> List.of(machine(Check.DISK, "100 % of the bytes of /srv are used"))),
        new HealthFault(
            "clock wrong",
            world -> world.machines().setAhead(Duration.ofHours(1)),
            world -> world.machines().setAhead(Duration.ZERO),
            _ -> List.of(machine(Check.CLOCK, "its clock is 3600 s ahead"))));
  }

  private static Stream<HealthFault> ofServices() {
    return Stream.of(
        new HealthFault(
            "service scaled to zero",
            world -> world.machines().scale(0),
            world -> world.machines().scale(1),
            _ -> List.of(service(HealthMachines.NOCODB, "it is scaled to no task"))),
        new HealthFault(
            "PostgreSQL refusing",
            HealthWorld::stopServer,
            HealthWorld::startServer,
            _ -> one(Check.POSTGRES, Engine.CLUSTER, Health.FAIL, "DATABASE_UNAVAILABLE")),
        new HealthFault(
            "certificate two days from its end",
            HealthWorld::letCertificateEnd,
            HealthWorld::renewCertificate,
            _ ->
                one(Check.CERTIFICATE, HealthWorld.SITE, Health.FAIL, "its certificate ends at ")));
  }

  private static Stream<HealthFault> ofBackups() {
    return Stream.of(
        // It cannot be brought back; a new backup takes its place.
        new HealthFault(
            "backup deleted by hand",
            HealthWorld::deleteNewestData,
            HealthWorld::backUp,
            world ->
                one(Check.BACKUP_OBJECTS, world.subject(), Health.FAIL, "is not in the bucket")),
        // The backup of the emptied table succeeds like any other.
        new HealthFault(
            "table emptied",
            HealthWorld::backUpEmptied,
            HealthWorld::backUpFilled,
            world ->
                one(
                    Check.BACKUP_DRIFT,
                    world.subject(),
                    Health.WARN,
                    "tables empty: public.orders (1,000 rows)")),
        // Of either backup nothing is heard: one was lost, and of the other it is found out.
        new HealthFault(
            "events lost",
            HealthWorld::loseBackup,
            HealthWorld::backUpUnheard,
            world ->
                one(
                    Check.OPERATION,
                    "backup of " + world.subject(),
                    Health.FAIL,
                    "ended as LOST")));
  }

  private static Stream<HealthFault> ofTheBucket() {
    return Stream.of(
        new HealthFault(
            "lifecycle removed",
            world -> world.posture().unset(PostureEndpoint.LIFECYCLE),
            world -> world.posture().set(PostureEndpoint.LIFECYCLE),
            world ->
                one(Check.BUCKET_LIFECYCLE, world.bucket(), Health.WARN, "daily: expires never")),
        new HealthFault(
            "public access unblocked",
            world -> world.posture().unset(PostureEndpoint.PUBLIC_ACCESS),
            world -> world.posture().set(PostureEndpoint.PUBLIC_ACCESS),
            world ->
                one(
                    Check.BUCKET_ACCESS,
                    world.bucket(),
                    Health.FAIL,
                    "policies may open it to the public")));
  }

  private static Told machine(Check check, String reason) {
    return new Told(check, HealthMachines.DATABASE, Health.FAIL, reason);
  }

  private static Told service(String name, String reason) {
    return new Told(Check.SERVICE, name, Health.FAIL, reason);
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<Told> one(Check check, String subject, Health health, String reason) {
    return List.of(new Told(check, subject, health, reason));
  }
}
