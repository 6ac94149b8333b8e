package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.engine.FaultCell.Result;
import dev.vigie.engine.FaultCell.State;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A process that tries cells on a ground of its own, one after the other, so that several may be
 * tried at once: many of them wait more than they work.
 */
final class FaultLane {
  private static final String ANSWER = "cell ";

  private FaultLane() {}

  /**
   * The lane's own program: reads the number of a cell from each line of its input, tries it and
   * prints how it went. Ends with its input.
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    List<FaultCell> cells = FaultCells.all();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (FaultGround ground = new FaultGround(Path.of(arguments[0]))) {
      FaultTrial trial = new FaultTrial(ground);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Result result = trial.run(cells.get(Integer.parseInt(line)));
        out.println(ANSWER + result.state() + " " + result.how().replaceAll("\\s+", " ").strip());
      }
    }
  }

  /**
   * Tries cells in a process of its own until there are no more.
   *
   * @param next takes the number of a cell that is left; other lanes take some, too
   */
  static void run(Supplier<Optional<Integer>> next, Consumer<Result> results) throws IOException {
    Path directory =
        Files.setPosixFilePermissions(
            Files.createTempDirectory("vigie-faults-"),
            PosixFilePermissions.fromString("rwx--x--x"));
    try {
      Process process = start(directory);
      try (BufferedWriter orders = process.outputWriter(UTF_8);
          BufferedReader answers = process.inputReader(UTF_8)) {
        for (Optional<Integer> cell = next.get(); cell.isPresent(); cell = next.get()) {
          orders.write(cell.get() + "\n");
          orders.flush();
          results.accept(answer(FaultCells.all().get(cell.get()), answers));
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException("a lane ended with status " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      FaultGround.disks(directory).forEach(FaultDisk::release);
      FaultGround.delete(directory);
    }
  }

  private static Result answer(FaultCell cell, BufferedReader answers) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(ANSWER)) {
        String[] words = line.substring(ANSWER.length()).split(" ", 2);
        return new Result(cell, State.valueOf(words[0]), words.length > 1 ? words[1] : "");
      }
    }
    return new Result(cell, State.BROKEN, "the trial itself ended");
  }

  private static Process start(Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("own")));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FaultLane.class.getName()));
    command.add(directory.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
