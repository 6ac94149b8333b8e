package dev.vigie.engine;

import dev.vigie.engine.VigieProgram.Running;
import dev.vigie.local.TcpLine;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Work;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.FaultProxy.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One operation that is to be broken, with everything between it and the world in our hands: how
 * its runner is started, a proxy before the bucket, and the lines to both servers. What was done to
 * the world is undone when it is closed.
 */
final class FaultScene implements AutoCloseable {
  /** A runner that was stopped, or waits for S3, takes its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final FaultGround ground;
  private final FaultSignals signals;
  private final OperationId id = Engine.newId();
  private final TcpLine storageLine;
  private final TcpLine databaseLine;
  private final FaultProxy proxy;
  private final AtomicReference<ProcessHandle> first = new AtomicReference<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> prefix = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<Running> begun = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Void>> strikes = new CopyOnWriteArrayList<>();
  private final Deque<Runnable> mending = new ConcurrentLinkedDeque<>();

  FaultScene(FaultGround ground, FaultSignals signals) throws IOException {
    this.ground = ground;
    this.signals = signals;
    this.storageLine = new TcpLine(() -> ground.storage().endpoint().getPort());
    this.databaseLine = new TcpLine(() -> ground.engine().server().port());
    this.proxy = new FaultProxy(() -> URI.create("http://127.0.0.1:" + storageLine.port()));
    environment.putAll(ground.environment());
    environment.put("VIGIE_S3_ENDPOINT", proxy.endpoint().toString());
    environment.put("PGPORT", String.valueOf(databaseLine.port()));
  }

  FaultGround ground() {
    return ground;
  }

  /** Who hears of the end. */
  FaultSignals signals() {
    return signals;
  }

  /** The operation. */
  OperationId id() {
    return id;
  }

  /** Between it and the bucket. */
  FaultProxy proxy() {
    return proxy;
  }

  /** Between the proxy and the S3 endpoint. */
  TcpLine storageLine() {
    return storageLine;
  }

  /** Between it and its PostgreSQL. */
  TcpLine databaseLine() {
    return databaseLine;
  }

  /** What its programs are started with. */
  Map<String, String> environment() {
    return environment;
  }

  /** Words that stand before the runner's command. */
  void startBehind(List<String> words) {
    prefix.addAll(words);
  }

  /** Words that stand behind it. */
  void startWith(String... words) {
    arguments.addAll(List.of(words));
  }

  /** Another option of the runner's JVM. */
  void startWithOption(String option) {
    environment.merge("VIGIE_JAVA_OPTS", option, (before, more) -> before + " " + more);
  }

  /** Does it when the operation comes to the stage, while its request waits. */
  void when(FaultStage stage, Runnable action) {
    proxy.fail(1, stage::is, new Fault.Meanwhile(watched(action)));
  }

  /** Does it in the place of the stage's request. */
  void instead(FaultStage stage, Runnable action) {
    proxy.fail(1, stage::is, new Fault.Instead(watched(action)));
  }

  /** Whoever waits for the end waits for what is being broken, too, and hears if that failed. */
  private Runnable watched(Runnable action) {
    return () -> {
      CompletableFuture<Void> strike = new CompletableFuture<>();
      strikes.add(strike);
      try {
        action.run();
        strike.complete(null);
      } catch (RuntimeException | AssertionError e) {
        strike.completeExceptionally(e);
      }
    };
  }

  /** Undoes something at the end. */
  void afterwards(Runnable undo) {
    mending.push(undo);
  }

  /** The process that was started first, a runner's or a handler's. */
  ProcessHandle first() {
    ProcessHandle process = first.get();
    // The first request can be made before the process is known.
    while (process == null) {
      Thread.onSpinWait();
      process = first.get();
    }
    return process;
  }

  /** The process that was started last. */
  ProcessHandle handler() {
    return begun.getLast().process().toHandle();
  }

  /** Asks for the work, under the operation's id. */
  OperationRequest request(Work work) {
    ground.engine().request(id, work);
    return new OperationJournal(ground.engine().store()).require(id);
  }

  /** Starts a runner of an operation. */
  void startRunner(OperationId operation) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(launcher().toString(), "node", "run", "--operation", operation.value()));
    command.addAll(arguments);
    start(command);
  }

  /** The program as it is installed. */
  static Path launcher() {
    return Path.of(System.getProperty("vigie.faults.home"), "vigie");
  }

  /** Starts a program in the scene. */
  void start(List<String> command) throws IOException {
    Running running = new VigieProgram(ground.directory(), environment).startCommand(command);
    begun.add(running);
    if (begun.size() == 1) {
      first.set(running.process().toHandle());
    }
  }

  /** Waits until all that was started has ended. */
  void await() throws IOException, InterruptedException {
    for (Running running : begun) {
      if (!running.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        running.process().descendants().forEach(ProcessHandle::destroyForcibly);
        running.process().destroyForcibly().waitFor();
        throw new AssertionError("it did not end in " + PATIENCE + ": " + said());
      }
    }
    strikes.forEach(CompletableFuture::join);
  }

  /** What the programs said on standard error, of each the end. */
  String said() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Running running : begun) {
      String said = Files.readString(running.err()).strip();
      all.append(said.substring(Math.max(0, said.length() - 600)).replace('\n', ' '));
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    try {
      mending.forEach(Runnable::run);
      for (Running running : begun) {
        Files.deleteIfExists(running.out());
        Files.deleteIfExists(running.err());
      }
    } finally {
      proxy.close();
      storageLine.close();
      databaseLine.close();
    }
  }
}
