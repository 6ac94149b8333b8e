package dev.vigie.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The state directory of {@link LocalNodeCommands}, four files for a command: {@code ID.json} what
 * was started, {@code ID.status} its exit status once it ended, {@code ID.out} and {@code ID.err}
 * what it printed. Thread-safe: files are written whole, by rename.
 */
final class CommandFiles {
  /** SSM's bound on the output that it returns, so both adapters tell as much. */
  private static final int OUTPUT_HEAD_CHARS = 24_000;

  private static final Pattern COMMAND_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMMAND = ".json";

  private final Path directory;

  CommandFiles(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  void create() throws IOException {
    Files.createDirectories(directory);
  }

  Path status(String commandId) {
    return directory.resolve(commandId + ".status");
  }

  Path output(String commandId) {
    return directory.resolve(commandId + ".out");
  }

  Path errors(String commandId) {
    return directory.resolve(commandId + ".err");
  }

  void write(StartedCommand command) throws IOException {
    Path part = directory.resolve(command.commandId() + COMMAND + ".part");
    Files.write(part, JSON.writeValueAsBytes(command));
    Files.move(
        part,
        directory.resolve(command.commandId() + COMMAND),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The command of this id; what is not of the form of an id never becomes a path. */
  Optional<StartedCommand> find(String commandId) throws IOException {
    if (!COMMAND_ID.matcher(commandId).matches()) {
      return Optional.empty();
    }
    try {
      byte[] json = Files.readAllBytes(directory.resolve(commandId + COMMAND));
      return Optional.of(JSON.readValue(json, StartedCommand.class));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  List<StartedCommand> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<StartedCommand> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.endsWith(COMMAND)) {
          find(name.substring(0, name.length() - COMMAND.length())).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /** The exit status, or empty while there is none. */
  Optional<Integer> exitStatus(String commandId) throws IOException {
    try {
      return Optional.of(Integer.valueOf(Files.readString(status(commandId)).strip()));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (NumberFormatException e) {
      throw new IOException(status(commandId) + " holds no exit status", e);
    }
  }

  /** The head of the standard output; of the standard error if there is no output. */
  String outputHead(String commandId) throws IOException {
    String printed = head(output(commandId));
    return printed.isBlank() ? head(errors(commandId)) : printed;
  }

  private static String head(Path file) throws IOException {
    char[] head = new char[OUTPUT_HEAD_CHARS];
    int filled = 0;
    // A reader made from a charset, unlike Files.newBufferedReader, replaces what is not UTF-8.
    try (Reader reader =
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
      int got = reader.read(head);
      while (got > 0) {
        filled += got;
        got = reader.read(head, filled, head.length - filled);
      }
    } catch (NoSuchFileException _) {
      return "";
    }
    // No half of a character that takes two chars.
    boolean torn = filled == head.length && Character.isHighSurrogate(head[filled - 1]);
    return new String(head, 0, torn ? filled - 1 : filled);
  }
}
