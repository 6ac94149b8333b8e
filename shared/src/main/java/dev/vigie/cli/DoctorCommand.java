package dev.vigie.cli;

import dev.vigie.error.ErrorCategory;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.Installation;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.ServerContainer;
import dev.vigie.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vigie doctor}. */
@Command(
    name = "doctor",
    description = {
      "Say what is missing on this machine or in this configuration, and how to mend it.",
      "Changes nothing. Ends with status 3 if something is missing."
    })
final class DoctorCommand implements Callable<Integer> {
  /** What a finding means. */
  enum Level {
    /** As it should be. */
    OK,
    /** Not needed for everything. */
    WARN,
    /** Nothing works without it. */
    FAIL
  }

  /**
   * One thing that was looked at.
   *
   * @param check what
   * @param level what it means
   * @param found what was seen
   * @param mend what to do; empty if nothing
   */
  record Finding(String check, Level level, String found, String mend) {}

  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    List<Finding> findings =
        List.of(
            java(),
            inContainer()
                ? new Finding("client programs", Level.OK, "in the container", "")
                : clients(),
            servers(),
            look("bucket", bucket.isNamed(), this::bucket),
            look("database", inContainer() || database.isNamed(), this::database));
    output.print(findings, text(findings));
    boolean fails = findings.stream().anyMatch(finding -> finding.level() == Level.FAIL);
    return fails ? ErrorCategory.ENVIRONMENT.exitStatus() : 0;
  }

  /** What nobody named need not be there: it is looked at, and its lack is no failure. */
  private static Finding look(String check, boolean named, Supplier<Finding> look) {
    try {
      return look.get();
    } catch (VigieException e) {
      return new Finding(check, named ? Level.FAIL : Level.WARN, e.getMessage(), e.hint());
    }
  }

  /** Whether this is a node whose server is in a container. */
  private static boolean inContainer() {
    Set<String> variables = System.getenv().keySet();
    return variables.contains(ServerContainer.SERVICE_VARIABLE)
        || variables.contains(ServerContainer.CONTAINER_VARIABLE);
  }

  private static Finding java() {
    String version = Runtime.version().toString();
    return new Finding("java", Level.OK, version + " on " + System.getProperty("os.arch"), "");
  }

  private static Finding clients() {
    List<Installation> found = ClientPrograms.ofThisMachine().find();
    if (found.isEmpty()) {
      return new Finding(
          "client programs",
          Level.FAIL,
          "psql, pg_dump, pg_dumpall and pg_restore are not on this machine",
          "Install them, for example: apt install postgresql-client");
    }
    return new Finding(
        "client programs",
        Level.OK,
        String.join(", ", found.stream().map(Installation::toString).toList()),
        "");
  }

  private static Finding servers() {
    boolean found =
        ClientPrograms.ofThisMachine().find().stream().anyMatch(Installation::hasServer);
    return found
        ? new Finding("server programs", Level.OK, "initdb and postgres are there", "")
        : new Finding(
            "server programs",
            Level.WARN,
            "initdb and postgres are not on this machine",
            "Only vigie demo and the tests need them: apt install postgresql");
  }

  private Finding bucket() {
    try (ObjectStore store = bucket.open()) {
      List<String> open = store.openUploads("backups/");
      if (!open.isEmpty()) {
        return new Finding(
            "bucket",
            Level.WARN,
            store.bucket() + " can be read; " + open.size() + " uploads are open in it",
            "A backup is under way, or one was killed: the lifecycle rule frees its parts.");
      }
      return new Finding("bucket", Level.OK, store.bucket() + " can be read", "");
    }
  }

  private Finding database() {
    PgTools tools = inContainer() ? NodeCommand.connect() : database.connect();
    String superuser = tools.psql().run("SHOW is_superuser");
    String version = tools.psql().run("SHOW server_version");
    List<String> left = new ArrayList<>();
    tools
        .psql()
        .json(
            "SELECT coalesce(json_agg(datname), '[]') FROM pg_database"
                + " WHERE datname LIKE 'vigie\\_restore\\_%'")
        .forEach(name -> left.add(name.textValue()));
    String found = "PostgreSQL %s at %s".formatted(version, tools.connection().server());
    if (!left.isEmpty()) {
      return new Finding(
          "database",
          Level.WARN,
          found + "; left by restores under way or killed: " + String.join(", ", left),
          "If no restore is under way, drop them.");
    }
    return superuser.equals("on")
        ? new Finding("database", Level.OK, found + ", as superuser", "")
        : new Finding(
            "database",
            Level.WARN,
            found + ", not as superuser",
            "Roles' passwords and some restores need a superuser.");
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT, "%-5s %-16s %s%n", finding.level(), finding.check(), finding.found()));
      if (!finding.mend().isEmpty()) {
        text.append(String.format(Locale.ROOT, "%-22s %s%n", "", "-> " + finding.mend()));
      }
    }
    return text.toString();
  }
}
