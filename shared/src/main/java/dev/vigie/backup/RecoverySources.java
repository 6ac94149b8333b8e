package dev.vigie.backup;

import dev.vigie.catalog.Recovery;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a backup finds what the application needs beside its database.
 *
 * @param volumes directories of this machine, each name once
 * @param facts a file with the images and the secrets' versions, in JSON as a manifest has them
 */
public record RecoverySources(List<Volume> volumes, Optional<Path> facts) {
  /** The environment variable for {@link #volumes}: {@code name=/path}, separated by colons. */
  public static final String VOLUMES_VARIABLE = "VIGIE_VOLUMES";

  /** The environment variable for {@link #facts}. */
  public static final String FACTS_VARIABLE = "VIGIE_RECOVERY";

  /** A Swarm of a hundred services takes 20 KB. */
  private static final int MOST_BYTES = 256 * 1024;

  /** Refuses a name that is there twice, with {@code SETTING_INVALID}. */
  public RecoverySources {
    volumes = List.copyOf(volumes);
    if (volumes.stream().map(Volume::name).distinct().count() < volumes.size()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, VOLUMES_VARIABLE + " names a volume twice");
    }
  }

  /** Nothing but the database. */
  public static RecoverySources none() {
    return new RecoverySources(List.of(), Optional.empty());
  }

  /**
   * What the variables name.
   *
   * @throws VigieException {@code SETTING_INVALID} for a value that is none
   */
  public static RecoverySources fromEnvironment(Map<String, String> environment) {
    String named = environment.getOrDefault(VOLUMES_VARIABLE, "");
    List<Volume> volumes =
        named.isEmpty() ? List.of() : Stream.of(named.split(":", -1)).map(Volume::parse).toList();
    return new RecoverySources(
        volumes, Optional.ofNullable(environment.get(FACTS_VARIABLE)).map(Path::of));
  }

  /** The directories that are not there, a sentence each. */
  List<String> missing() {
    return volumes.stream()
        .filter(volume -> !Files.isDirectory(volume.directory()))
        .map(
            volume ->
                "the volume %s: %s is no directory".formatted(volume.name(), volume.directory()))
        .toList();
  }

  /** The volumes whose directories are there. */
  List<Volume> present() {
    return volumes.stream().filter(volume -> Files.isDirectory(volume.directory())).toList();
  }

  /**
   * The images and the secrets' versions.
   *
   * @throws VigieException {@code SETTING_INVALID} if the file is not as it must be
   */
  Recovery read() {
    return facts.map(RecoverySources::read).orElseGet(Recovery::none);
  }

  private static Recovery read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw invalid(file, null);
      }
      return JsonDocuments.MAPPER.readValue(Files.readAllBytes(file), Recovery.class);
    } catch (IOException e) {
      throw invalid(file, e);
    }
  }

  private static VigieException invalid(Path file, @Nullable Throwable e) {
    return new VigieException(
        ErrorCode.SETTING_INVALID,
        file + ", which " + FACTS_VARIABLE + " names, cannot be read",
        e);
  }
}
