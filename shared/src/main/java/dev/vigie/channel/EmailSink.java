package dev.vigie.channel;

import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Message;
import java.util.List;

/**
 * E-mail through a topic of SNS, which sends plain text and nothing else (Amazon SNS Developer
 * Guide, "Email notifications"). Thread-safe as its topic is.
 *
 * @param topic takes subject and text
 */
public record EmailSink(Topic topic) implements AlertSink {
  /** So that the text stays below 256 KB, which SNS takes (SNS API Reference, "Publish"). */
  static final int MOST_PARAGRAPHS = 100;

  private static final int WIDTH = 76;

  /** What takes an e-mail. */
  @FunctionalInterface
  public interface Topic {
    /**
     * Sends it to whoever subscribed.
     *
     * @param subject below 100 characters of ASCII, without a line break
     * @param text plain text, below 256 KB
     */
    void publish(String subject, String text);
  }

  @Override
  public void send(Message message) {
    topic.publish(Paragraph.headline(message), text(message));
  }

  /** The text of the e-mail. */
  static String text(Message message) {
    StringBuilder text = new StringBuilder();
    wrap(text, Paragraph.headline(message), "");
    if (message.isTest()) {
      wrap(text.append('\n'), Texts.TEST, "");
    }
    message.remarks().forEach(each -> wrap(text.append('\n'), each, ""));
    List<Paragraph> paragraphs = Paragraph.of(message);
    paragraphs.stream()
        .limit(MOST_PARAGRAPHS)
        .forEach(
            each -> {
              List<String> lines = each.lines();
              wrap(text.append('\n'), lines.getFirst(), "");
              lines.subList(1, lines.size()).forEach(line -> wrap(text, line, "  "));
            });
    if (paragraphs.size() > MOST_PARAGRAPHS) {
      wrap(text.append('\n'), Paragraph.left(paragraphs.size() - MOST_PARAGRAPHS), "");
    }
    message
        .statusPage()
        .ifPresent(page -> text.append("\nStatus page: ").append(page).append('\n'));
    return text.toString();
  }

  /** Adds a paragraph in lines that a terminal shows whole; a word that is longer stays whole. */
  private static void wrap(StringBuilder text, String paragraph, String indent) {
    int length = 0;
    for (String word : paragraph.split(" ", -1)) {
      if (length > 0 && length + 1 + word.length() > WIDTH) {
        text.append('\n');
        length = 0;
      }
      text.append(length == 0 ? indent : " ").append(word);
      length += (length == 0 ? indent.length() : 1) + word.length();
    }
    text.append('\n');
  }
}
