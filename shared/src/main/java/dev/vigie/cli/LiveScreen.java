package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  /** Takes the terminal, which is closed with it. */
  LiveScreen(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
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
    Size size = terminal.getSize();
    int columns = size.getColumns() > 0 ? size.getColumns() : 80;
    int rows = size.getRows() > 0 ? size.getRows() : 24;
    display.resize(rows, columns);
    display.clear(); // whatever keys were echoed in between
    List<AttributedString> cut = new ArrayList<>();
    for (String line : fitting(lines, rows)) {
      cut.add(new AttributedString(line).columnSubSequence(0, columns));
    }
    display.update(cut, 0);
    terminal.flush();
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
    try {
      terminal.close();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "the terminal cannot be given back", e);
    }
  }
}
