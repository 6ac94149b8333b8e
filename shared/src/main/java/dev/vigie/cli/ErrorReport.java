package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Failure;
import dev.vigie.report.Text;
import dev.vigie.storage.JsonDocuments;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says on standard error what went wrong, in the form that was asked for. */
final class ErrorReport implements IExecutionExceptionHandler {
  private static final int INTERRUPTED_STATUS = 130;

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    Failure told = Failure.of(failure);
    print(told, commandLine);
    if (!(failure instanceof VigieException)) {
      // A fault in Vigie itself: whoever mends it needs to know where.
      failure.printStackTrace(commandLine.getErr());
    }
    return exitStatus(told.code());
  }

  /** Says what went wrong. */
  static void print(Failure failure, CommandLine commandLine) {
    PrintWriter err = commandLine.getErr();
    if (OutputOptions.isJson(commandLine)) {
      byte[] json = JsonDocuments.bytes(Map.of("error", failure));
      err.println(new String(json, StandardCharsets.UTF_8));
    } else {
      err.println("error: " + Text.message(failure.message()) + " [" + failure.code() + "]");
      err.println("hint: " + failure.hint());
    }
    err.flush();
  }

  /**
   * The exit status that goes with an error's code; that of a fault in Vigie for a code which only
   * a newer version knows, as it may stand in the bucket.
   */
  static int exitStatus(String code) {
    return code.equals(ErrorCode.INTERRUPTED.name())
        ? INTERRUPTED_STATUS
        : Arrays.stream(ErrorCode.values())
            .filter(known -> known.name().equals(code))
            .findFirst()
            .orElse(ErrorCode.INTERNAL)
            .category()
            .exitStatus();
  }
}
