package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way into a container, as what the kernel tells of its processes decides it. */
class ServerContainerTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final List<String> BY_DOCKER = List.of("docker", "exec", "--interactive", ID);

  @TempDir private Path proc;

  private final ServerContainer container = new ServerContainer(ID, 4711);

  @BeforeEach
  void describeTheProcesses() throws IOException {
    write("self/status", "Name:\tjava\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n");
    write("4711/status", "Name:\tpostgres\nUid:\t999\t999\t999\t999\nGid:\t998\t998\t998\t998\n");
    write("4711/cgroup", "0::/system.slice/docker-" + ID + ".scope\n");
    write("4711/environ", "LANG=C\0PATH=/usr/lib/postgresql/17/bin:/bin\0PGDATA=/data\0");
  }

  @Test
  void way_ofRoot_leadsIntoTheNamespacesAsTheServersUser_withNothingOfTheRunnersEnvironment() {
    assertThat(container.tools(proc).prefix())
        .containsExactly(
            "setpriv",
            "--no-new-privs",
            "nsenter",
            "--target=4711",
            "--mount",
            "--uts",
            "--ipc",
            "--net",
            "--pid",
            "--root",
            "--wd",
            "--setgid=998",
            "--setuid=999",
            "--",
            "env",
            "-i",
            "PATH=/usr/lib/postgresql/17/bin:/bin");
  }

  @Test
  void way_ofAnotherUser_isDockers() throws IOException {
    write("self/status", "Uid:\t1000\t1000\t1000\t1000\n");
    assertThat(container.tools(proc).prefix()).isEqualTo(BY_DOCKER);
  }

  @Test
  void way_intoAProcessOfAnotherContainer_isDockers() throws IOException {
    write("4711/cgroup", "0::/system.slice/docker-" + "f".repeat(64) + ".scope\n");
    assertThat(container.tools(proc).prefix()).isEqualTo(BY_DOCKER);
  }

  @Test
  void way_whereTheKernelTellsOfNoSuchProcess_isDockers() {
    assertThat(new ServerContainer(ID, 4712).tools(proc).prefix()).isEqualTo(BY_DOCKER);
    assertThat(container.tools(proc.resolve("none")).prefix()).isEqualTo(BY_DOCKER);
  }

  @Test
  void environment_thatNamesNoContainer_givesNone() {
    assertThat(ServerContainer.fromEnvironment(Map.of("PGHOST", "db.example"))).isEmpty();
  }

  private void write(String file, String content) throws IOException {
    Path path = proc.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
