package dev.vigie.cli.demo;

import dev.vigie.aws.S3ObjectStore;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.Directories;
import dev.vigie.local.EmbeddedS3;
import dev.vigie.local.LocalNodeCommands;
import dev.vigie.local.SampleDatabase;
import dev.vigie.postgres.PgTools;
import dev.vigie.storage.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * What the demo runs in: a throw-away PostgreSQL with the sample database, an embedded S3 with an
 * empty bucket, and the Lambda handlers. Only the adapters are local; what runs is the product.
 */
final class DemoWorld implements AutoCloseable {
  static final String BUCKET = "quickdata-pg-backups-storage-bucket-demo";
  static final String CLUSTER = "main";
  static final String DATABASE = "nocodb";

  private static final String FLEET =
      """
      {"clusters":[{"name":"main","node":"local","databases":[{"name":"nocodb","rpo":"PT26H"}]}]}""";

  private final Path directory;
  private final boolean keep;
  private final DemoServer postgres;
  private final EmbeddedS3 s3;
  private final ObjectStore store;
  private final SampleDatabase sample;
  private final DemoFunctions functions;
  private final LocalNodeCommands node;

  private DemoWorld(Path home, Path directory, boolean keep, DemoServer postgres, EmbeddedS3 s3) {
    this.directory = directory;
    this.keep = keep;
    this.postgres = postgres;
    this.s3 = s3;
    this.sample = SampleDatabase.by(postgres.tools(), DATABASE);
    this.store =
        S3ObjectStore.open(
            s3.settings(BUCKET),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(EmbeddedS3.CREDENTIAL, EmbeddedS3.CREDENTIAL)));
    Map<String, String> environment = new HashMap<>(postgres.environment());
    environment.putAll(s3.environment(BUCKET));
    environment.put("VIGIE_FLEET", FLEET);
    environment.put("VIGIE_NODE_COMMANDS", "local");
    environment.put("VIGIE_LOCAL_LAUNCHER", home.resolve("vigie").toString());
    environment.put("VIGIE_LOCAL_STATE", commands().toString());
    this.functions = DemoFunctions.start(home, environment);
    this.node =
        new LocalNodeCommands(List.of(home.resolve("vigie").toString()), Map.of(), commands());
  }

  /**
   * Starts the servers, and begins to start the functions.
   *
   * @param home the checkout that the launcher runs from
   * @param keep whether the servers stay when this is closed
   */
  static DemoWorld start(Path home, boolean keep) {
    Path directory = temporaryDirectory();
    CompletableFuture<EmbeddedS3> s3 =
        CompletableFuture.supplyAsync(
            () -> {
              EmbeddedS3 server =
                  keep
                      ? EmbeddedS3.startToStay(directory.resolve("s3"))
                      : EmbeddedS3.start(directory.resolve("s3"));
              server.createBucket(BUCKET);
              return server;
            });
    try {
      DemoServer postgres = DemoServer.start();
      return new DemoWorld(home, directory, keep, postgres, s3.join());
    } catch (CompletionException e) {
      delete(directory);
      if (Thread.currentThread().isInterrupted()) {
        // Whatever the server said, it ended because it was told to.
        throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while the servers started", e);
      }
      throw e.getCause() instanceof VigieException failure ? failure : e;
    } catch (VigieException e) {
      s3.thenAccept(EmbeddedS3::close).exceptionally(failure -> null).join();
      delete(directory);
      throw e;
    }
  }

  /** Whether the servers stay. */
  boolean keeps() {
    return keep;
  }

  /** What a shell needs to reach the bucket, as the arguments of {@code export}. */
  String s3Exports() {
    return new TreeMap<>(s3.environment(BUCKET))
        .entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .collect(Collectors.joining(" "));
  }

  DemoServer postgres() {
    return postgres;
  }

  EmbeddedS3 s3() {
    return s3;
  }

  ObjectStore store() {
    return store;
  }

  SampleDatabase sample() {
    return sample;
  }

  DemoFunctions functions() {
    return functions;
  }

  /** Where everything lies but PostgreSQL's own files. */
  Path directory() {
    return directory;
  }

  /** Where the local node keeps its commands. */
  Path commands() {
    return directory.resolve("commands");
  }

  /** The server's own programs, on the sample database. */
  PgTools tools() {
    return postgres.tools().on(DATABASE);
  }

  /** Ends everything that was started, and removes it; with {@code keep} the servers stay. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      node.endAll();
      functions.close();
      store.close();
      if (keep && !interrupted) {
        postgres.keep();
      } else {
        s3.close();
        postgres.close();
        delete(directory);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("vigie-demo-");
    } catch (IOException e) {
      throw new VigieException(ErrorCode.SETTING_INVALID, "no temporary directory can be made", e);
    }
  }

  private static void delete(Path directory) {
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's directory " + directory + " stays behind", e);
    }
  }
}
