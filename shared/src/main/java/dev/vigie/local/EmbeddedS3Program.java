package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;

/**
 * The embedded S3's program as it lies on the disk: Adobe S3Mock's executable jar, and beside it a
 * directory that makes it start quickly. That holds the jar unpacked (nested jars cost a second),
 * the class that starts it, and an ahead-of-time cache (JEP 483 and 514) from a training run.
 *
 * @param jar S3Mock's executable jar
 * @param home where the unpacked form is or will be; its name changes with the jar, with Vigie and
 *     with the Java runtime, so that no stale form is ever used
 */
record EmbeddedS3Program(Path jar, Path home) {
  /** The system property that names the jar; without it, it is looked for in the build's target. */
  static final String PROPERTY = "vigie.embedded-s3";

  private static final String CHILD = "EmbeddedS3Child";
  private static final long UNPACK_SECONDS = 60;

  /**
   * Finds the jar.
   *
   * @throws VigieException {@code SETTING_INVALID} if it is not there
   */
  static EmbeddedS3Program find() {
    Path jar =
        Optional.ofNullable(System.getProperty(PROPERTY))
            .map(Path::of)
            .orElseGet(EmbeddedS3Program::inTarget);
    if (!Files.isRegularFile(jar)) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "the embedded S3 is not at " + jar,
          "Build Vigie with ./mvnw package, or set the system property " + PROPERTY + ".",
          null);
    }
    try {
      Path real = jar.toRealPath();
      return new EmbeddedS3Program(real, real.resolveSibling("prepared-" + fingerprint(real)));
    } catch (IOException e) {
      throw failed("read " + jar, e);
    }
  }

  /** The cache of the training run, which need not exist. */
  Path cache() {
    return home.resolve("s3mock.aot");
  }

  /** The class path; jars only, because the cache takes nothing else. */
  String classPath() {
    return home.resolve("child.jar") + File.pathSeparator + home.resolve("s3mock.jar");
  }

  /**
   * Unpacks the jar unless that was done. Two processes may do it at once: the first one's work is
   * kept.
   */
  EmbeddedS3Program unpacked() {
    if (Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    try {
      Path fresh = Files.createTempDirectory(jar.getParent(), "unpacking-");
      try {
        extract(fresh);
        writeChildJar(fresh.resolve("child.jar"));
        move(fresh, home);
      } finally {
        Directories.delete(fresh);
      }
      return this;
    } catch (IOException e) {
      throw failed("unpack " + jar, e);
    }
  }

  private void extract(Path target) throws IOException {
    // Spring Boot's own tool; --force because the directory exists.
    List<String> command =
        List.of(
            java(),
            "-Djarmode=tools",
            "-jar",
            jar.toString(),
            "extract",
            "--force",
            "--destination",
            target.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(UNPACK_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("Spring Boot's tool did not unpack " + jar);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while unpacking " + jar, e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void writeChildJar(Path target) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
      out.putNextEntry(new JarEntry("dev/vigie/local/" + CHILD + ".class"));
      out.write(childClass());
      out.closeEntry();
    }
  }

  /** Moves a file or directory to where it is looked for, unless another process was quicker. */
  static void move(Path fresh, Path target) throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target)) {
        throw e;
      }
    }
  }

  /** The java program that runs this process. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String fingerprint(Path jar) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(childClass());
    String parts =
        Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis() + " " + Runtime.version();
    crc.update(parts.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  private static byte[] childClass() throws IOException {
    try (InputStream in = EmbeddedS3Program.class.getResourceAsStream(CHILD + ".class")) {
      if (in == null) {
        throw new IOException("the class " + CHILD + " is not where Vigie's classes are");
      }
      return in.readAllBytes();
    }
  }

  /** From {@code target/classes}, {@code target/shared-….jar} or {@code target/app/….jar}. */
  private static Path inTarget() {
    CodeSource source = EmbeddedS3Program.class.getProtectionDomain().getCodeSource();
    try {
      URI location = source.getLocation().toURI();
      for (Path at = Path.of(location); at != null; at = at.getParent()) {
        Path candidate = at.resolve("embedded-s3").resolve("s3mock.jar");
        if (Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
      return Path.of(location).resolveSibling("embedded-s3").resolve("s3mock.jar");
    } catch (URISyntaxException e) {
      throw new VigieException(ErrorCode.INTERNAL, "no path: " + source.getLocation(), e);
    }
  }

  static VigieException failed(String work, Exception cause) {
    return new VigieException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "the embedded S3 could not " + work + ": " + cause.getMessage(),
        cause);
  }
}
