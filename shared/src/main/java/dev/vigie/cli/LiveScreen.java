package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * A text that is shown in place of the one before, on a screen of its own as {@code less} has it:
 * what stood on the terminal is back when it is closed. What does not fit is cut, and its last line
 * says so. Not thread-safe.
 */
final class LiveScreen implements AutoCloseable {
  private final Terminal terminal;
  private final Display display;
  private List<String> shown = List.of();
  private Size size = new Size(80, 24);

  /** Takes the terminal, which is closed with it. */
  LiveScreen(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /** Whether a terminal of this kind can show a text in place (POSIX, "Environment Variables"). */
  static boolean isPossible(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    return !kind.isEmpty() && !kind.startsWith("dumb");
  }

  /** The terminal that the program was started from. */
  static LiveScreen ofThisTerminal() {
    try {
      // Ctrl-C stays the JVM's: it interrupts the watch, which closes the screen.
      return new LiveScreen(
          TerminalBuilder.builder().system(true).nativeSignals(false).dumb(true).build());
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "the terminal cannot be used", e);
    }
  }

  /** Shows this text, of any number of lines. */
  void show(String text) {
    shown = text.lines().toList();
    draw(shown);
  }

  /** Shows this line above the text that was shown. */
  void note(String line) {
    List<String> lines = new ArrayList<>(List.of(line, ""));
    lines.addAll(shown);
    draw(lines);
  }

  private void draw(List<String> lines) {
    size = sizeNow();
    display.resize(size.getRows(), size.getColumns());
    display.clear(); // whatever keys were echoed in between
    List<AttributedString> cut = new ArrayList<>();
    for (String line : fitting(lines, size.getRows())) {
      cut.add(new AttributedString(line).columnSubSequence(0, size.getColumns()));
    }
    display.update(cut, 0);
    terminal.flush();
  }

  /** A program tells it, which Ctrl-C ends, too: then it is what it was. */
  private Size sizeNow() {
    try {
      Size told = terminal.getSize();
      return told.getColumns() > 0 && told.getRows() > 0 ? told : size;
    } catch (IOError e) {
      return size;
    }
  }

  private static List<String> fitting(List<String> lines, int rows) {
    if (lines.size() <= rows) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, rows - 1));
    first.add("… %d more lines: vigie status".formatted(lines.size() - first.size()));
    return first;
  }

  @Override
  public void close() {
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    // The interrupt has ended the watch, as it should, and not what gives the terminal back.
    boolean interrupted = Thread.interrupted();
    try {
      terminal.close();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "the terminal cannot be given back", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
