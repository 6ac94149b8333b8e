package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which processes of the machine are a trial's, whoever their parent is by now. */
final class FaultProcesses {
  private static final Path ALL = Path.of("/proc");

  private FaultProcesses() {}

  /** Whether a process has the text in its command. */
  static boolean naming(String text) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(text));
  }

  /**
   * The commands of processes that have the text in their command or environment, without this one
   * and its S3 endpoint. Without {@code /proc}, those of this process's children alone.
   */
  static List<String> having(String text, ProcessHandle... but) {
    List<Long> others =
        Stream.concat(Stream.of(ProcessHandle.current()), Stream.of(but))
            .map(ProcessHandle::pid)
            .toList();
    Stream<ProcessHandle> all =
        Files.exists(ALL.resolve("self/environ"))
            ? ProcessHandle.allProcesses()
            : ProcessHandle.current().descendants();
    return all.filter(process -> !others.contains(process.pid()))
        .filter(process -> has(process, text))
        .map(process -> process.pid() + " " + process.info().command().orElse("?"))
        .toList();
  }

  private static boolean has(ProcessHandle process, String text) {
    Path own = ALL.resolve(String.valueOf(process.pid()));
    return read(own.resolve("environ")).contains(text)
        || read(own.resolve("cmdline")).contains(text);
  }

  /** Nothing can be read of one that has ended meanwhile, or is none of ours. */
  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
