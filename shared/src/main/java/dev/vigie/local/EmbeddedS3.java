package dev.vigie.local;

import dev.vigie.config.S3Settings;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An S3 server on the loopback for the demo, the tests and the benchmarks: Adobe S3Mock in a
 * process of its own, over plain HTTP on a free port. It takes any credentials and enforces no
 * permission, so it must not be given data that others on the machine may not see.
 *
 * <p>The server ends with {@link #close}, with this JVM's orderly end, and also if this JVM is
 * killed: it watches a pipe that the kernel then closes. Thread-safe.
 */
public final class EmbeddedS3 implements AutoCloseable {
  /** What the AWS SDK and CLI are given as both halves of the credentials; any would do. */
  public static final String CREDENTIAL = "vigie-local";

  private static final String VERSIONED =
      "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
          + "<Status>Enabled</Status></VersioningConfiguration>";
  private static final int REQUEST_MILLIS = 30_000;

  private final EmbeddedS3Process process;
  private final Thread atEnd = Thread.ofPlatform().name("embedded-s3-end").unstarted(this::stop);

  private EmbeddedS3(EmbeddedS3Process process) {
    this.process = process;
  }

  /**
   * Starts a server that ends with this JVM. The first start after a build also prepares the
   * program for quicker ones, which takes some seconds more.
   *
   * @param directory is made if it is missing; the objects lie there, and are found again by a
   *     later server; it stays the caller's to delete
   * @throws VigieException {@code SETTING_INVALID} if the program is missing, {@code
   *     STORAGE_UNAVAILABLE} with the server's own words if it does not start within 60 s
   */
  public static EmbeddedS3 start(Path directory) {
    EmbeddedS3 server = start(directory, EmbeddedS3Process.Life.WITH_PARENT);
    Runtime.getRuntime().addShutdownHook(server.atEnd);
    return server;
  }

  /**
   * As {@link #start(Path)}, but the server stays after this JVM, until {@link #close} or until the
   * process {@link #pid} is ended.
   */
  public static EmbeddedS3 startToStay(Path directory) {
    return start(directory, EmbeddedS3Process.Life.OUTLIVES_PARENT);
  }

  /** Makes the program ready to start quickly; {@link #start} does it where it was not done. */
  public static void prepare() {
    EmbeddedS3Program program = EmbeddedS3Program.find().unpacked();
    if (Files.exists(program.cache())) {
      return;
    }
    try {
      Path training = Files.createTempDirectory("vigie-s3-training-");
      try {
        train(program, training);
      } finally {
        Directories.delete(training);
      }
    } catch (IOException e) {
      throw EmbeddedS3Program.failed("be trained", e);
    }
  }

  private static void train(EmbeddedS3Program program, Path directory) throws IOException {
    Path fresh = directory.resolve("fresh.aot");
    try (EmbeddedS3Process process = EmbeddedS3Process.training(program, directory, fresh)) {
      new EmbeddedS3(process).createBucket("training");
    }
    // The temporary directory may be another file system, where a rename is not atomic.
    Path beside = Files.createTempFile(program.home(), "fresh", ".aot");
    try {
      Files.copy(fresh, beside, StandardCopyOption.REPLACE_EXISTING);
      EmbeddedS3Program.move(beside, program.cache());
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static EmbeddedS3 start(Path directory, EmbeddedS3Process.Life life) {
    prepare();
    Path absolute = directory.toAbsolutePath();
    return new EmbeddedS3(EmbeddedS3Process.start(EmbeddedS3Program.find(), absolute, life));
  }

  /** Where it listens, for example {@code http://127.0.0.1:40123}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + process.port());
  }

  /** The server's process. */
  public long pid() {
    return process.pid();
  }

  /** How the bucket is reached; it may not exist yet. */
  public S3Settings settings(String bucket) {
    return new S3Settings(bucket, Optional.empty(), Optional.of(endpoint()));
  }

  /**
   * What a child process needs to reach the bucket: Vigie's variables, and those of the AWS SDK and
   * CLI. The first version of the CLI sends a checksum that the server cannot read unless it is
   * told not to; the last variable does that.
   */
  public Map<String, String> environment(String bucket) {
    return Map.of(
        S3Settings.BUCKET_VARIABLE,
        bucket,
        S3Settings.ENDPOINT_VARIABLE,
        endpoint().toString(),
        "AWS_REGION",
        S3Settings.ENDPOINT_REGION,
        "AWS_ACCESS_KEY_ID",
        CREDENTIAL,
        "AWS_SECRET_ACCESS_KEY",
        CREDENTIAL,
        "AWS_REQUEST_CHECKSUM_CALCULATION",
        "when_required");
  }

  /**
   * Creates a bucket that keeps versions, unless there is one of this name.
   *
   * @throws VigieException {@code SETTING_INVALID} for a name that S3 would refuse
   */
  public void createBucket(String name) {
    createBucket(name, Map.of());
  }

  /**
   * As {@link #createBucket}, and the bucket keeps legal holds (S3's Object Lock).
   *
   * @throws VigieException {@code SETTING_INVALID} for a name that S3 would refuse
   */
  public void createLockedBucket(String name) {
    createBucket(name, Map.of("x-amz-bucket-object-lock-enabled", "true"));
  }

  private void createBucket(String name, Map<String, String> headers) {
    S3Settings named = settings(name);
    put("/" + named.bucket(), "", headers, List.of(200, 409));

    put("/" + named.bucket() + "?versioning", VERSIONED, Map.of(), List.of(200));
  }

  // Not by the SDK: its classes take longer to load than both requests take together.
  private void put(String path, String body, Map<String, String> headers, List<Integer> expected) {
    try {
      HttpURLConnection request =
          (HttpURLConnection) endpoint().resolve(path).toURL().openConnection();
      request.setRequestMethod("PUT");
      request.setConnectTimeout(REQUEST_MILLIS);
      request.setReadTimeout(REQUEST_MILLIS);
      request.setRequestProperty("Content-Type", "application/xml");
      headers.forEach(request::setRequestProperty);
      request.setDoOutput(true);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      request.setFixedLengthStreamingMode(bytes.length);
      try (var out = request.getOutputStream()) {
        out.write(bytes);
      }
      int status = request.getResponseCode();
      if (!expected.contains(status)) {
        throw new IOException("PUT " + path + " was answered with " + status);
      }
    } catch (IOException e) {
      throw EmbeddedS3Program.failed("create a bucket", e);
    }
  }

  /** Stops the server; the objects stay. May be called twice. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook has run or runs now: both lead to stop().
      return;
    }
  }

  private void stop() {
    process.close();
  }
}
