package dev.vigie.postgres;

import static java.util.Comparator.comparingInt;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds PostgreSQL's client programs where packagers put them, and picks the right version.
 *
 * <p>A {@code pg_dump} refuses a server newer than itself (pg_dump's reference page, "Notes"), and
 * an archive made by a newer one may not load into an older server; so the best choice is the
 * server's own major version, and the next one above it the second best.
 *
 * <p>Immutable and thread-safe; each call looks at the file system anew.
 */
public final class ClientPrograms {
  private static final List<String> CLIENT = List.of("psql", "pg_dump", "pg_restore", "pg_dumpall");
  private static final List<String> SERVER = List.of("initdb", "postgres");

  private static final String HOW_TO_GET =
      "Install PostgreSQL's programs: apt install postgresql (Debian, Ubuntu), dnf install"
          + " postgresql-server (Fedora, Red Hat) or brew install postgresql@18 (macOS).";

  /** Where a packager puts each version: the parent, the names below it, and what follows. */
  private record Place(String parent, Pattern name, String rest) {}

  // Debian's postgresql-common, PGDG's RPMs, Homebrew on Apple silicon, Homebrew on Intel,
  // Postgres.app, and the default prefix of PostgreSQL's own build.
  private static final List<Place> PLACES =
      List.of(
          new Place("usr/lib/postgresql", Pattern.compile("([0-9.]+)"), "bin"),
          new Place("usr", Pattern.compile("pgsql-([0-9.]+)"), "bin"),
          new Place("opt/homebrew/opt", Pattern.compile("postgresql@([0-9.]+)|libpq"), "bin"),
          new Place("usr/local/opt", Pattern.compile("postgresql@([0-9.]+)|libpq"), "bin"),
          new Place(
              "Applications/Postgres.app/Contents/Versions", Pattern.compile("([0-9.]+)"), "bin"),
          new Place("usr/local/pgsql", Pattern.compile("bin"), ""));

  private static final Pattern MAJOR = Pattern.compile("[1-9][0-9]");

  private final Path root;
  private final List<Path> searchPath;
  private final Function<Path, Optional<ServerVersion>> versionOf;

  ClientPrograms(
      Path root, List<Path> searchPath, Function<Path, Optional<ServerVersion>> versionOf) {
    this.root = root;
    this.searchPath = List.copyOf(searchPath);
    this.versionOf = versionOf;
  }

  /**
   * A finder that looks below another root.
   *
   * @param root takes the place of {@code /} before the packagers' directories
   * @param searchPath directories to look into first, as they are
   */
  public static ClientPrograms in(Path root, List<Path> searchPath) {
    return new ClientPrograms(root, searchPath, ProgramVersion::ask);
  }

  /** A finder for this machine, which looks along {@code PATH} first. */
  public static ClientPrograms ofThisMachine() {
    String path = System.getenv().getOrDefault("PATH", "");
    return in(
        Path.of("/"),
        Arrays.stream(path.split(File.pathSeparator, -1))
            .filter(each -> !each.isEmpty())
            .map(Path::of)
            .toList());
  }

  /**
   * Every directory that holds all client programs in one version, each once, in the order of
   * {@code PATH} and then of the packagers' places. The version is taken from the directory's name
   * where the packager promises that, and asked of {@code pg_dump --version} elsewhere; a directory
   * whose {@code pg_dump} cannot tell its version is none.
   */
  public List<Installation> find() {
    Map<Path, Optional<Integer>> directories = new LinkedHashMap<>();
    searchPath.forEach(each -> real(each).ifPresent(bin -> directories.put(bin, Optional.empty())));
    for (Place place : PLACES) {
      below(place).forEach((bin, major) -> directories.merge(bin, major, (_, known) -> known));
    }
    List<Installation> found = new ArrayList<>();
    directories.forEach(
        (bin, named) ->
            named
                .or(() -> versionOf.apply(bin.resolve("pg_dump")).map(ServerVersion::major))
                .ifPresent(major -> found.add(new Installation(bin, major, holds(bin, SERVER)))));
    return found;
  }

  /**
   * The oldest programs that are not older than the server.
   *
   * @param serverMajor the server's major version
   * @throws VigieException {@code CLIENT_TOO_OLD} if all are older, {@code CLIENT_MISSING} if there
   *     are none
   */
  public Installation choose(int serverMajor) {
    List<Installation> found = find();
    if (found.isEmpty()) {
      throw missing("PostgreSQL's client programs are not on this machine");
    }
    return found.stream()
        .filter(each -> each.major() >= serverMajor)
        .min(comparingInt(Installation::major))
        .orElseThrow(() -> tooOld(serverMajor, found));
  }

  /**
   * The newest programs that can make a server of their own.
   *
   * @throws VigieException {@code CLIENT_MISSING} if none on this machine can
   */
  public Installation chooseServer() {
    return find().stream()
        .filter(Installation::hasServer)
        .max(comparingInt(Installation::major))
        .orElseThrow(() -> missing("PostgreSQL's server programs are not on this machine"));
  }

  /**
   * The oldest programs that can make a server of their own and are not older than this version.
   *
   * @throws VigieException {@code CLIENT_TOO_OLD} if all are older, {@code CLIENT_MISSING} if there
   *     are none
   */
  public Installation chooseServer(int major) {
    List<Installation> found = find().stream().filter(Installation::hasServer).toList();
    if (found.isEmpty()) {
      throw missing("PostgreSQL's server programs are not on this machine");
    }
    return found.stream()
        .filter(each -> each.major() >= major)
        .min(comparingInt(Installation::major))
        .orElseThrow(() -> tooOld(major, found));
  }

  private static VigieException missing(String message) {
    return new VigieException(ErrorCode.CLIENT_MISSING, message, HOW_TO_GET, null);
  }

  private static VigieException tooOld(int serverMajor, List<Installation> found) {
    return new VigieException(
        ErrorCode.CLIENT_TOO_OLD,
        "the server is PostgreSQL %d, and the client programs here are older: %s"
            .formatted(
                serverMajor,
                found.stream().map(Installation::toString).collect(Collectors.joining(", "))));
  }

  private Map<Path, Optional<Integer>> below(Place place) {
    Map<Path, Optional<Integer>> found = new LinkedHashMap<>();
    for (Path child : children(root.resolve(place.parent()))) {
      Matcher name = place.name().matcher(String.valueOf(child.getFileName()));
      if (name.matches()) {
        real(child.resolve(place.rest())).ifPresent(bin -> found.put(bin, major(name)));
      }
    }
    return found;
  }

  private static Optional<Integer> major(Matcher name) {
    return name.groupCount() == 0
        ? Optional.empty()
        : Optional.ofNullable(name.group(1))
            .filter(each -> MAJOR.matcher(each).matches())
            .map(Integer::valueOf);
  }

  private static List<Path> children(Path parent) {
    List<Path> children = new ArrayList<>();
    if (!Files.isDirectory(parent)) {
      return children;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      stream.forEach(children::add);
    } catch (IOException e) {
      // A directory that this user may not list holds no program that this user can use.
      return List.of();
    }
    children.sort(null);
    return children;
  }

  /**
   * The directory where the programs really are. Homebrew and others link them one by one; Debian's
   * {@code /usr/bin/pg_dump} links to a Perl script, {@code pg_wrapper}, that starts one of the
   * real ones below {@code /usr/lib/postgresql} by rules of its own, so that is none.
   */
  private static Optional<Path> real(Path directory) {
    if (!holds(directory, CLIENT)) {
      return Optional.empty();
    }
    try {
      Path program = directory.resolve("pg_dump").toRealPath();
      Path bin = program.resolveSibling("");
      return program.endsWith("pg_dump") && holds(bin, CLIENT)
          ? Optional.of(bin)
          : Optional.empty();
    } catch (IOException e) {
      // It went away between two looks, or may not be read: not usable either way.
      return Optional.empty();
    }
  }

  private static boolean holds(Path directory, List<String> programs) {
    return programs.stream()
        .map(directory::resolve)
        .allMatch(each -> Files.isRegularFile(each) && Files.isExecutable(each));
  }
}
