package dev.vigie.local;

import static java.util.stream.Collectors.joining;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operating system's user whom the server's programs run as. They refuse root ("initdb: cannot
 * be run as root"); for root that is {@code postgres} or, where there is none, {@code nobody}.
 *
 * @param name empty for the user who runs this program
 */
record ServerUser(Optional<String> name) {
  private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

  /** The user for a server whose directory the caller made and owns. */
  static ServerUser forOwnerOf(Path directory) throws IOException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"))) {
      return new ServerUser(Optional.empty());
    }
    for (String each : UNPRIVILEGED) {
      if (principal(directory, each).isPresent()) {
        return new ServerUser(Optional.of(each));
      }
    }
    throw new VigieException(
        ErrorCode.SETTING_INVALID,
        "PostgreSQL's server does not run as root, and there is no user "
            + String.join(" or ", UNPRIVILEGED));
  }

  /** Makes the file or directory the user's. */
  void own(Path path) throws IOException {
    if (name.isPresent()) {
      Files.setOwner(path, principal(path, name.get()).orElseThrow());
    }
  }

  /** The command that runs another one as the user. */
  List<String> prefixed(List<String> command) {
    if (name.isEmpty()) {
      return command;
    }
    Optional<Path> setpriv = onPath("setpriv");
    List<String> prefixed = new ArrayList<>();
    if (setpriv.isPresent()) {
      prefixed.addAll(
          List.of("setpriv", "--reuid=" + name.get(), "--regid=" + group(), "--clear-groups"));
      prefixed.addAll(command);
    } else {
      String line = command.stream().map(ServerUser::quoted).collect(joining(" ", "exec ", ""));
      prefixed.addAll(List.of("su", "-s", "/bin/sh", name.get(), "-c", line));
    }
    return prefixed;
  }

  /**
   * The program's path, unless BusyBox plays it: BusyBox's {@code setpriv} cannot change the user.
   */
  static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .filter(each -> !isBusyBox(each))
        .findFirst();
  }

  private static boolean isBusyBox(Path program) {
    try {
      return program.toRealPath().endsWith("busybox");
    } catch (IOException e) {
      // A program whose path cannot be followed cannot be started either.
      return true;
    }
  }

  private String group() {
    return Run.toEnd(
            Run.builder(List.of("id", "-g", name.orElseThrow()), Map.of(), Path.of("/")),
            InputStream.nullInputStream())
        .strip();
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static Optional<UserPrincipal> principal(Path path, String name) throws IOException {
    try {
      return Optional.of(
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    } catch (UserPrincipalNotFoundException e) {
      return Optional.empty();
    }
  }
}
