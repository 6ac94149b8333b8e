package dev.vigie.channel;

import static j2html.TagCreator.a;
import static j2html.TagCreator.b;
import static j2html.TagCreator.body;
import static j2html.TagCreator.code;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;
import static j2html.TagCreator.title;

import dev.vigie.alert.Message;
import dev.vigie.probe.Health;
import j2html.tags.DomContent;
import java.util.List;

/**
 * A message as an HTML mail. What mail programs strip, it does without: styles stand in the
 * elements, nothing is fetched and nothing runs. Names are escaped by j2html.
 */
final class HtmlMail {
  private static final String PAGE =
      "font-family:sans-serif;font-size:15px;line-height:1.4;max-width:42em;margin:1em";
  private static final String BLOCK = "padding-left:.8em;margin:1.2em 0;border-left:4px solid ";
  private static final String TITLE = "font-size:16px;margin:0;overflow-wrap:anywhere";
  private static final String LINE = "margin:.3em 0;overflow-wrap:anywhere";
  private static final String RED = "#c62828";
  private static final String AMBER = "#f9a825";
  private static final String GREEN = "#2e7d32";

  private HtmlMail() {}

  /** The document, in UTF-8. */
  static String of(Message message) {
    List<Paragraph> paragraphs = Paragraph.of(message);
    int left = Math.max(0, paragraphs.size() - EmailSink.MOST_PARAGRAPHS);
    String headline = Paragraph.headline(message);
    return "<!DOCTYPE html>\n"
        + html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("color-scheme").withContent("light dark"),
                    title(headline)),
                body(
                        h1(headline).withStyle("font-size:19px"),
                        iff(message.isTest(), line(text(Texts.TEST))),
                        each(message.remarks(), remark -> line(text(remark))),
                        each(
                            paragraphs.subList(0, paragraphs.size() - left),
                            paragraph -> block(message, paragraph)),
                        iff(left > 0, line(text(Paragraph.left(left)))),
                        iff(message.statusPage(), page -> line(a("Status page").withHref(page))))
                    .withStyle(PAGE))
            .withLang("en")
            .render();
  }

  private static DomContent block(Message message, Paragraph paragraph) {
    return div(
            h2(paragraph.title()).withStyle(TITLE),
            iff(!paragraph.reason().isEmpty(), line(text(paragraph.reason()))),
            line(text(paragraph.since())),
            iff(
                paragraph.advice(),
                told ->
                    div(
                        line(b("What it means: "), text(told.meaning())),
                        line(b("What to do: "), text(told.remedy())),
                        line(b("Runbook: "), runbook(message, paragraph)))))
        .withStyle(BLOCK + colour(paragraph));
  }

  private static DomContent runbook(Message message, Paragraph paragraph) {
    return message.runbooks().isPresent()
        ? a(paragraph.runbook()).withHref(paragraph.runbook())
        : code(paragraph.runbook());
  }

  private static DomContent line(DomContent... parts) {
    return p(parts).withStyle(LINE);
  }

  private static String colour(Paragraph paragraph) {
    if (!paragraph.notice().isTrouble()) {
      return GREEN;
    }
    return paragraph.notice().severity() == Health.FAIL ? RED : AMBER;
  }
}
