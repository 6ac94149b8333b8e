package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A throw-away PostgreSQL in a container of the official image, for machines that have a Docker
 * engine and no PostgreSQL. It has no network: it is reached by {@code docker exec}. It ends with
 * {@link #close} and with this JVM's orderly end, and its data with it. Thread-safe.
 */
public final class ContainerPostgres implements AutoCloseable {
  /** The official image. */
  public static final String IMAGE = "postgres:17";

  /**
   * Where an image must be pulled first, that is outside this bound; the server itself takes 2 s.
   */
  private static final Duration START_BOUND = Duration.ofSeconds(60);

  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  private final String name;
  private final Thread atEnd = Thread.ofPlatform().name("container-end").unstarted(this::remove);

  private ContainerPostgres(String name) {
    this.name = name;
  }

  /** Whether a Docker engine answers on this machine. */
  public static boolean isPossible() {
    try {
      docker("version", "--format", "{{.Server.Version}}");
      return true;
    } catch (VigieException e) {
      return false;
    }
  }

  /**
   * Starts a server, pulling its image if need be, and returns when it accepts connections.
   *
   * @throws VigieException {@code CLIENT_FAILED} with Docker's own words, or {@code
   *     DATABASE_UNAVAILABLE} if the server does not come up within 60 s
   */
  public static ContainerPostgres start() {
    byte[] random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    String suffix = HexFormat.of().formatHex(random);
    ContainerPostgres server = new ContainerPostgres("vigie-demo-" + suffix);
    Runtime.getRuntime().addShutdownHook(server.atEnd);
    try {
      // The password guards a server without a network; those in the container need none.
      docker(
          "run",
          "--detach",
          "--rm",
          "--name",
          server.name,
          "--network",
          "none",
          "--env",
          "POSTGRES_PASSWORD=" + suffix,
          IMAGE);
      server.awaitReady();
      return server;
    } catch (VigieException e) {
      server.close();
      throw e;
    }
  }

  /** The container's name. */
  public String name() {
    return name;
  }

  /** The client programs in the container. */
  public PgTools tools() {
    return PgTools.inContainer(name);
  }

  /** Lets it outlive this program; {@code docker stop} ends it. */
  public void keep() {
    unhook();
  }

  /** Removes the container. */
  @Override
  public void close() {
    if (unhook()) {
      remove();
    }
  }

  /** Until the server listens on TCP: the one that the image initialises the data with does not. */
  private void awaitReady() {
    Instant end = Instant.now().plus(START_BOUND);
    while (true) {
      try {
        docker("exec", name, "pg_isready", "--quiet", "--host", "127.0.0.1");
        return;
      } catch (VigieException e) {
        if (e.code() != ErrorCode.CLIENT_FAILED || Instant.now().isAfter(end)) {
          throw new VigieException(
              ErrorCode.DATABASE_UNAVAILABLE, "PostgreSQL in container " + name + " is not up", e);
        }
        pause();
      }
    }
  }

  private boolean unhook() {
    try {
      return Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      return false; // The JVM is ending, and the hook does it.
    }
  }

  private void remove() {
    docker("rm", "--force", "--volumes", name);
  }

  private static String docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return Run.toEnd(
        Run.builder(command, Map.of(), Path.of("/")), new ByteArrayInputStream(new byte[0]));
  }

  private static void pause() {
    try {
      Thread.sleep(ASK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while PostgreSQL starts", e);
    }
  }
}
