package dev.vigie.cli.demo;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Follows what the runners of this machine say of their progress. */
final class RunnerOutput {
  private final Path directory;
  private final Consumer<String> line;
  private final Map<Path, Long> read = new HashMap<>();

  /**
   * Nothing is read yet.
   *
   * @param directory where the local node keeps its commands' output
   * @param line takes each whole line, once
   */
  RunnerOutput(Path directory, Consumer<String> line) {
    this.directory = directory;
    this.line = line;
  }

  /** Hands on the lines that have come since the last time. */
  void follow() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> outputs = files.filter(file -> file.toString().endsWith(".err")).sorted().toList();
      for (Path output : outputs) {
        follow(output);
      }
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "the runner's output cannot be read", e);
    }
  }

  private void follow(Path output) throws IOException {
    long from = read.getOrDefault(output, 0L);
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      byte[] fresh = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(fresh);
      String text = new String(fresh, StandardCharsets.UTF_8);
      int whole = text.lastIndexOf('\n') + 1;
      text.substring(0, whole).lines().forEach(line);
      read.put(output, from + text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
    }
  }
}
