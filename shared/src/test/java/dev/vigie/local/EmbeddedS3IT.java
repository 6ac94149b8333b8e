package dev.vigie.local;

import static dev.vigie.storage.WriteCondition.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedS3IT {
  @Test
  void server_stoppedAndStartedAgain_keepsObjectsAndVersions(@TempDir Path directory)
      throws Exception {
    long pid;
    try (EmbeddedS3 server = EmbeddedS3.start(directory)) {
      pid = server.pid();
      server.createBucket("kept");
      server.createBucket("kept");
      try (ObjectStore store = S3Fixture.open(server.settings("kept"))) {
        assertThat(store.put("a", new byte[3], Map.of(), ALWAYS).versionId()).isPresent();
      }
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(directory.resolve("tmp")).doesNotExist();
    try (EmbeddedS3 server = EmbeddedS3.start(directory);
        ObjectStore store = S3Fixture.open(server.settings("kept"))) {
      assertThat(store.head("a")).isPresent();
    }
  }

  @Test
  void createBucket_invalidName_isRefused() {
    assertThatThrownBy(() -> S3Fixture.server().createBucket("../x"))
        .isInstanceOf(VigieException.class);
  }

  @Test
  void server_parentKilled_endsToo(@TempDir Path directory) throws Exception {
    Process parent =
        new ProcessBuilder(
                EmbeddedS3Program.java(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ProcessHandle server;
    try (InputStream out = parent.getInputStream()) {
      byte[] pid = new byte[32];
      int length = out.read(pid);
      server =
          ProcessHandle.of(
                  Long.parseLong(new String(pid, 0, length, StandardCharsets.US_ASCII).strip()))
              .orElseThrow();
    } finally {
      parent.destroyForcibly().waitFor();
    }
    server.onExit().get(20, TimeUnit.SECONDS);
    assertThat(server.isAlive()).isFalse();
  }

  @Test
  void server_listening_isOnTheLoopbackAlone() throws IOException {
    List<String> addresses = listeningAddresses(S3Fixture.server().pid());

    assertThat(addresses).isNotEmpty().allMatch(EmbeddedS3IT::isLoopback);
  }

  /** The local addresses of the process's listening sockets, as Linux's /proc writes them. */
  private static List<String> listeningAddresses(long pid) throws IOException {
    List<String> inodes;
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      inodes = open.map(EmbeddedS3IT::target).filter(link -> link.startsWith("socket:[")).toList();
    }
    return Stream.of("tcp", "tcp6")
        .flatMap(table -> lines(Path.of("/proc/" + pid + "/net/" + table)))
        .map(line -> line.strip().split("\\s+"))
        .filter(field -> field[3].equals("0A") && inodes.contains("socket:[" + field[9] + "]"))
        .map(field -> field[1])
        .toList();
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("0100007F:")
        || address.startsWith("0000000000000000FFFF00000100007F:");
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream().skip(1);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + table, e);
    }
  }

  /** Starts a server, tells its process id, and waits to be killed. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedS3 server = EmbeddedS3.start(Path.of(arguments[0]));
      System.out.println(server.pid());
      new CountDownLatch(1).await();
    }
  }
}
