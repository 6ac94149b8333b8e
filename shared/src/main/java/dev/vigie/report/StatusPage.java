package dev.vigie.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import dev.vigie.alert.Condition;
import dev.vigie.drill.Objectives;
import dev.vigie.probe.Health;
import dev.vigie.report.Chart.Point;
import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.SpanTag;
import j2html.tags.specialized.ThTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The status page: one HTML file that asks for nothing from outside and runs no script, to be read
 * on a phone, on paper, by a keyboard and by a screen reader. Every name is escaped by j2html, and
 * shown by {@link Text#name} so that it cannot hide anything.
 *
 * @param facts what it shows
 */
public record StatusPage(StatusFacts facts) {
  /** Nothing is fetched, run, sent or framed, whatever a name holds. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  /** The file, in UTF-8. */
  public String html() {
    return "<!DOCTYPE html>\n"
        + TagCreator.html(
                head(
                    meta().attr("charset", "utf-8"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    meta().attr("http-equiv", "Content-Security-Policy").withContent(POLICY),
                    meta().withName("referrer").withContent("no-referrer"),
                    title("Backups of " + facts.bucket()),
                    style(rawHtml(css()))),
                body(heading(), main(open(), posture(), databases())))
            .withLang("en")
            .render()
        + "\n";
  }

  private DomContent heading() {
    Health health = facts.health();
    String word = facts.conditions().isEmpty() ? "nothing is probed" : words(health);
    return header(
        h1("Backups of " + facts.bucket()),
        p(span("State: " + word).withClasses("state", health.name().toLowerCase(Locale.ROOT))),
        p("As of " + facts.at().truncatedTo(ChronoUnit.SECONDS)).withClass("soft"));
  }

  private DomContent open() {
    List<Condition> open = facts.open();
    return section(
        h2("What needs a person"),
        open.isEmpty() ? p("Nothing.") : conditions("What is not well, the worst first", open));
  }

  private DomContent posture() {
    List<Condition> bucket = facts.posture();
    return iff(
        !bucket.isEmpty(), section(h2("The bucket"), conditions("How it is guarded", bucket)));
  }

  private static DomContent conditions(String caption, List<Condition> shown) {
    return scrolling(
        caption,
        table(
            caption(caption),
            thead(
                tr(column("State"), column("What"), column("Of"), column("Why"), column("Since"))),
            tbody(
                each(
                    shown,
                    each ->
                        tr(
                            td(state(each.finding().health())),
                            td(each.finding().check().title()),
                            td(Text.name(each.finding().subject())),
                            td(Text.name(each.finding().reason())),
                            td(each.since().truncatedTo(ChronoUnit.MINUTES).toString())
                                .withClass("time"))))));
  }

  private DomContent databases() {
    List<DatabaseHistory> all = facts.databases();
    return div(
        h2("Databases"),
        all.isEmpty()
            ? p("The bucket holds no backup yet.")
            : nav(ul(
                    each(
                        IntStream.range(0, all.size()).boxed().toList(),
                        i -> li(a(name(all.get(i))).withHref("#database-" + i)))))
                .attr("aria-label", "Databases"),
        iff(
            facts.more() > 0,
            p(
                "%s more are not shown; vigie list tells of them."
                    .formatted(Text.count(facts.more())))),
        each(
            IntStream.range(0, all.size()).boxed().toList(),
            i -> database("database-" + i, all.get(i))));
  }

  private DomContent database(String id, DatabaseHistory history) {
    Objectives measured = history.objectives();
    String name = name(history);
    LocalDate today = LocalDate.ofInstant(facts.at(), ZoneOffset.UTC);
    return section(
            h3(name),
            dl(
                fact("Newest verified", measured.newestVerified().map(each -> each.value())),
                fact("Would be lost now", measured.age().map(StatusPage::roughly)),
                fact("Largest gap", measured.largestGap().map(StatusPage::roughly)),
                fact("A restore takes", measured.restore().map(Text::duration)),
                fact("It took before", measured.before().map(Text::duration))),
            new Calendar("Backups of " + name, history.backups(), today).html(),
            div(
                    bytes("Size in the bucket", history).html(),
                    seconds("A backup took", backups(history)).html(),
                    seconds("A drill's restore took", drills(history)).html())
                .withClass("charts"),
            growth(history, name))
        .withId(id)
        .withClass("database");
  }

  private static DomContent growth(DatabaseHistory history, String name) {
    return iff(
        !history.growth().isEmpty(),
        scrolling(
            "Largest tables of " + name,
            table(
                caption("Its largest tables, rows"),
                thead(
                    tr(
                        column("Table"),
                        column("Before").withClass("number"),
                        column("Now").withClass("number"),
                        column("Since"))),
                tbody(
                    each(
                        history.growth(),
                        each ->
                            tr(
                                td(Text.name(each.table())),
                                td(Text.count(each.before())).withClass("number"),
                                td(Text.count(each.now())).withClass("number"),
                                td(
                                    LocalDate.ofInstant(each.since(), ZoneOffset.UTC)
                                        .toString())))))));
  }

  private static Chart bytes(String title, DatabaseHistory history) {
    return new Chart(
        title,
        history.made().stream().map(each -> new Point(each.at(), each.storedBytes())).toList(),
        value -> Text.bytes((long) value));
  }

  private static Chart seconds(String title, List<Point> points) {
    return new Chart(
        title, points, value -> Text.duration(Duration.ofMillis(Math.round(value * 1000))));
  }

  private static List<Point> backups(DatabaseHistory history) {
    return history.made().stream()
        .map(each -> new Point(each.at(), each.took().toMillis() / 1000.0))
        .toList();
  }

  private static List<Point> drills(DatabaseHistory history) {
    return history.proved().stream()
        .map(each -> new Point(each.at(), each.restore().toMillis() / 1000.0))
        .toList();
  }

  /** What may be wider than a phone, to be scrolled by a keyboard, too. */
  private static DomContent scrolling(String label, DomContent wide) {
    return div(wide)
        .withClass("wide")
        .attr("role", "region")
        .attr("aria-label", label)
        .attr("tabindex", "0");
  }

  private static ThTag column(String name) {
    return th(name).attr("scope", "col");
  }

  private static DomContent fact(String what, Optional<String> value) {
    return div(dt(what), dd(value.orElse("not measured")));
  }

  private static SpanTag state(Health health) {
    return span(words(health)).withClasses("state", health.name().toLowerCase(Locale.ROOT));
  }

  private static String words(Health health) {
    return switch (health) {
      case OK -> "✓ well";
      case UNKNOWN -> "? unknown";
      case WARN -> "! look at it";
      case FAIL -> "✕ broken";
    };
  }

  private static String name(DatabaseHistory history) {
    return Text.name(history.objectives().cluster())
        + " / "
        + Text.name(history.objectives().database());
  }

  /** Days and hours, or less where it is less. */
  private static String roughly(Duration duration) {
    return duration.toDays() > 0
        ? "%d d %d h".formatted(duration.toDays(), duration.toHoursPart())
        : "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
  }

  private static String css() {
    try (InputStream css = StatusPage.class.getResourceAsStream("page.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
