package dev.vigie.cli;

import dev.vigie.storage.JsonDocuments;
import dev.vigie.transfer.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command answers: for people, or one line of JSON for scripts. */
public final class OutputOptions {
  /** The forms of an answer. */
  enum Form {
    /** For people; may change. */
    text,
    /** One line of JSON on standard output; a contract. */
    json
  }

  @Option(
      names = {"-o", "--output"},
      description = "Form of the answer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "text",
      paramLabel = "FORM")
  private Form form = Form.text;

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /**
   * Answers.
   *
   * @param document for JSON
   * @param text for people
   */
  public void print(Object document, String text) {
    String answer =
        form == Form.json
            ? new String(JsonDocuments.bytes(document), StandardCharsets.UTF_8)
            : text.stripTrailing();
    spec.commandLine().getOut().println(answer);
    spec.commandLine().getOut().flush();
  }

  /** Whether the command was asked for JSON. */
  public static boolean isJson(CommandLine commandLine) {
    return commandLine.getCommandSpec().mixins().values().stream()
        .map(CommandSpec::userObject)
        .anyMatch(mixin -> mixin instanceof OutputOptions options && options.form == Form.json);
  }

  /** Progress for those who do not look at a terminal: lines of text, or of JSON. */
  Progress lines() {
    PrintWriter err = spec.commandLine().getErr();
    return form == Form.json ? new ProgressJson(err) : new ProgressLines(err);
  }

  /** Whether the answer is one line of JSON. */
  boolean isJson() {
    return form == Form.json;
  }

  /** Whether progress is told as bars: only to people at a terminal. */
  @SuppressWarnings("SystemConsoleNull") // NullAway sees that it may be null
  public boolean wantsBars() {
    Console console = System.console();
    return form == Form.text && console != null && console.isTerminal();
  }
}
