package dev.vigie.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

/** What a terminal of xterm's kind is sent (XTerm Control Sequences, "Private Mode"). */
class LiveScreenTest {
  private static final String OWN_SCREEN = "\u001b[?1049h";
  private static final String BACK = "\u001b[?1049l";
  private static final String CLEAR = "\u001b[2J";

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  @Test
  void text_isShownInPlace_andTheScreenGivenBack() throws IOException {
    try (LiveScreen screen = new LiveScreen(terminal(40, 10))) {
      screen.show("first\n");
      screen.show("second\n");
      screen.note("could not look");
    }

    String text = sent.toString(UTF_8);
    assertThat(text).startsWith(OWN_SCREEN).contains("first").endsWith(BACK);
    assertThat(text.split(Pattern.quote(CLEAR), -1)).hasSize(4);
    assertThat(text.substring(text.lastIndexOf(CLEAR))).contains("could not look", "second");
  }

  @Test
  void text_thatIsTooLargeForTheScreen_isCut() throws IOException {
    String many =
        IntStream.range(0, 50).mapToObj(i -> "line " + i + " ").collect(Collectors.joining("\n"));
    try (LiveScreen screen = new LiveScreen(terminal(20, 6))) {
      screen.show("a long line that goes on and on\n" + many);
    }

    assertThat(sent.toString(UTF_8))
        .contains("a long line that goe", "line 3", "46 more lines")
        .doesNotContain("goes", "line 4");
  }

  @Test
  void terminal_thatCannotMoveItsCursor_isNoScreen() {
    assertThat(LiveScreen.isPossible(Map.of("TERM", "xterm"))).isTrue();
    assertThat(LiveScreen.isPossible(Map.of("TERM", "dumb"))).isFalse();
    assertThat(LiveScreen.isPossible(Map.of())).isFalse();
  }

  /** A real terminal is asked and given back by programs, which an interrupt ends. */
  @Test
  void interrupt_givesTheTerminalBack_andIsKept() throws IOException {
    Terminal terminal =
        new DumbTerminal("test", "xterm", InputStream.nullInputStream(), sent, UTF_8) {
          @Override
          public Size getSize() {
            if (Thread.currentThread().isInterrupted()) {
              throw new IOError(new InterruptedIOException());
            }
            return new Size(30, 5);
          }

          @Override
          protected void doClose() throws IOException {
            if (Thread.currentThread().isInterrupted()) {
              throw new InterruptedIOException();
            }
            super.doClose();
          }
        };

    try (LiveScreen screen = new LiveScreen(terminal)) {
      screen.show("first");
      Thread.currentThread().interrupt();
      screen.show("second");
    }

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sent.toString(UTF_8)).contains("second").endsWith(BACK);
  }

  private Terminal terminal(int columns, int rows) throws IOException {
    Terminal terminal =
        new DumbTerminal("test", "xterm-256color", InputStream.nullInputStream(), sent, UTF_8);
    terminal.setSize(new Size(columns, rows));
    return terminal;
  }
}
