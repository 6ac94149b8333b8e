package dev.vigie.engine;

import dev.vigie.config.S3Settings;
import dev.vigie.local.LocalNodeCommands;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * What a function does when it begins an operation or hears of its end, as a process of its own
 * that can be killed.
 */
public final class FaultHandler {
  private FaultHandler() {}

  /**
   * {@code dispatch FILE STATE} sends the request in the file to a node whose commands are
   * remembered in the directory; {@code record ID} records how an operation ended.
   */
  public static void main(String[] arguments) throws IOException {
    try (ObjectStore store = S3Fixture.open(S3Settings.fromEnvironment(System.getenv()))) {
      if (arguments[0].equals("dispatch")) {
        OperationRequest request =
            JsonDocuments.MAPPER.readValue(
                Files.readAllBytes(Path.of(arguments[1])), OperationRequest.class);
        dispatcher(store, Path.of(arguments[2]), Map.of(), Clock.systemUTC()).dispatch(request);
      } else {
        FaultSignals.recorder(store).record(new OperationId(arguments[1]));
      }
    }
  }

  /** Sends commands to this machine. */
  static Dispatcher dispatcher(
      ObjectStore store, Path state, Map<String, String> environment, Clock clock) {
    return new Dispatcher(
        new OperationJournal(store),
        new LocalNodeCommands(List.of(FaultScene.launcher().toString()), environment, state),
        clock);
  }

  /** The command that starts this program. */
  static List<String> command(String... arguments) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dvigie.faults.home=" + System.getProperty("vigie.faults.home"),
                "-cp",
                System.getProperty("java.class.path"),
                FaultHandler.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
