package dev.vigie.engine;

import dev.vigie.engine.FaultCell.Result;
import dev.vigie.engine.FaultCell.State;
import dev.vigie.local.EmbeddedS3;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The fault matrix: breaks one thing at a time while a real runner works on a real server and a
 * real S3 endpoint, and looks at what must hold whatever happens ({@link FaultLook}). What only a
 * machine of one's own can break is in the lab.
 */
public final class FaultMatrix {
  /** Cells wait more than they work: for time-outs, tries and processes. */
  private static final int LANES = Integer.getInteger("vigie.faults.lanes", 4);

  private final List<FaultCell> cells = FaultCells.all();
  private final List<Result> results = new CopyOnWriteArrayList<>();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private FaultMatrix() {}

  /**
   * Runs the cells whose words contain the first argument; an empty one is all of them, {@code
   * short} one of each kind. The second argument, if there is one, is the file that gets the table;
   * the third says what was run.
   */
  public static void main(String[] arguments) throws IOException {
    String only = arguments.length > 0 ? arguments[0] : "";
    FaultMatrix matrix = new FaultMatrix();
    matrix.run(only.equals("short") ? FaultCells.ofEachKind() : matrix.naming(only));
    List<Result> all = matrix.results();
    String commit = arguments.length > 2 ? arguments[2] : "this checkout";
    String page = FaultTable.of(all, commit);
    matrix.out.println();
    matrix.out.print(page);
    if (arguments.length > 1) {
      Files.writeString(Path.of(arguments[1]), page);
    }
    long failed = count(all, State.BROKEN);
    matrix.out.printf(Locale.ROOT, "%n%d passed, %d failed%n", count(all, State.HELD), failed);
    System.exit(failed == 0 && !all.isEmpty() ? 0 : 1);
  }

  private List<Integer> naming(String words) {
    return IntStream.range(0, cells.size())
        .filter(number -> cells.get(number).toString().contains(words))
        .boxed()
        .toList();
  }

  private void run(List<Integer> numbers) {
    Map<Boolean, List<Integer>> byLength =
        numbers.stream().collect(Collectors.partitioningBy(FaultCells::isLong));
    Queue<Integer> left = new ConcurrentLinkedQueue<>(byLength.get(false));
    // One lane waits for them, one after the other, while the others work.
    Queue<Integer> firstLane = new ConcurrentLinkedQueue<>(byLength.get(true));
    EmbeddedS3.prepare(); // once, and not by each lane
    List<Thread> lanes =
        IntStream.range(0, Math.min(LANES, numbers.size()))
            .mapToObj(lane -> lane == 0 ? List.of(firstLane, left) : List.of(left))
            .map(queues -> Thread.ofPlatform().start(() -> lane(queues)))
            .toList();
    for (Thread lane : lanes) {
      try {
        lane.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    Stream.concat(firstLane.stream(), left.stream())
        .forEach(number -> tell(new Result(cells.get(number), State.BROKEN, "no lane came to it")));
  }

  private void lane(List<Queue<Integer>> queues) {
    try {
      FaultLane.run(() -> next(queues), this::tell);
    } catch (IOException e) {
      tell(new Result(cells.getFirst(), State.BROKEN, "a lane failed: " + e));
    }
  }

  private static Optional<Integer> next(List<Queue<Integer>> queues) {
    return queues.stream().flatMap(queue -> Optional.ofNullable(queue.poll()).stream()).findFirst();
  }

  private void tell(Result result) {
    results.add(result);
    String word =
        switch (result.state()) {
          case HELD -> "ok";
          case BROKEN -> "FAILED";
          case NOT_RUN -> "not run";
        };
    out.printf(Locale.ROOT, "%-8s%s: %s%n", word, result.cell(), result.how());
  }

  /** In the order of the cells. */
  private List<Result> results() {
    return results.stream()
        .sorted(Comparator.comparingInt(result -> cells.indexOf(result.cell())))
        .toList();
  }

  private static long count(List<Result> results, State state) {
    return results.stream().filter(result -> result.state() == state).count();
  }
}
