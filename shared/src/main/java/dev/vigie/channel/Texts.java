package dev.vigie.channel;

import java.util.function.IntFunction;

/** Texts that several channels need. */
final class Texts {
  /** What a message without a change says. */
  static final String TEST = "This message only tries the channel. It works.";

  private Texts() {}

  /**
   * A text with its characters replaced, cut between two of them where it would be longer.
   *
   * @param most UTF-16 units of the result
   * @param escape what stands for a code point
   */
  static String escaped(String text, int most, IntFunction<String> escape) {
    StringBuilder escaped = new StringBuilder();
    int shown = 0;
    while (shown < text.length()) {
      int c = text.codePointAt(shown);
      String stands = escape.apply(c);
      if (escaped.length() + stands.length() > most - 1) {
        return escaped.append('…').toString();
      }
      escaped.append(stands);
      shown += Character.charCount(c);
    }
    return escaped.toString();
  }
}
