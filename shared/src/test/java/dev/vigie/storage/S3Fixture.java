package dev.vigie.storage;

import dev.vigie.aws.S3ObjectStore;
import dev.vigie.config.S3Settings;
import dev.vigie.local.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The embedded S3 that all tests of one JVM share: started when first asked for, stopped when the
 * JVM ends. A test class takes a bucket of its own with {@link #newBucket}. Thread-safe.
 */
public final class S3Fixture {
  private S3Fixture() {}

  /** The server, started now unless it runs already. */
  public static EmbeddedS3 server() {
    return Shared.SERVER;
  }

  /** Creates a bucket that keeps versions and that nobody else uses. */
  public static String newBucket() {
    String name = "vigie-test-" + UUID.randomUUID();
    server().createBucket(name);
    return name;
  }

  /** Opens a bucket of the server; the caller closes the store. */
  public static ObjectStore open(String bucket) {
    return open(server().settings(bucket));
  }

  /** Opens a bucket elsewhere, a proxy before the server for example, with its credentials. */
  public static ObjectStore open(S3Settings settings) {
    return S3ObjectStore.open(settings, credentials());
  }

  /** The credentials that the server takes. */
  public static AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(EmbeddedS3.CREDENTIAL, EmbeddedS3.CREDENTIAL));
  }

  private static final class Shared {
    static final EmbeddedS3 SERVER = start();

    private static EmbeddedS3 start() {
      try {
        Path directory = Files.createTempDirectory("vigie-test-s3-");
        EmbeddedS3 server = EmbeddedS3.start(directory);
        Runtime.getRuntime()
            .addShutdownHook(Thread.ofPlatform().unstarted(() -> end(server, directory)));
        return server;
      } catch (IOException e) {
        throw new AssertionError("no directory for the embedded S3", e);
      }
    }

    private static void end(EmbeddedS3 server, Path directory) {
      server.close();
      try (Stream<Path> files = Files.walk(directory)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new AssertionError("the embedded S3 left " + directory, e);
      }
    }
  }
}
