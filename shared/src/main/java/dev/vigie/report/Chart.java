package dev.vigie.report;

import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.tag;

import j2html.tags.DomContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * One figure over time, as a line that needs no script. Of many points it shows the largest in each
 * of {@value #COLUMNS} stretches of time, so that none that stands out is lost.
 *
 * @param title what is shown
 * @param points in the order of time, none negative
 * @param words a value as people read it
 */
record Chart(String title, List<Point> points, DoubleFunction<String> words) {
  private static final int COLUMNS = 200;
  private static final int WIDTH = 400;
  private static final int HEIGHT = 100;
  private static final int MARGIN = 6;

  /** A value at a time. */
  record Point(Instant at, double value) {}

  DomContent html() {
    if (points.isEmpty()) {
      return figure(figcaption(title + ": nothing yet"));
    }
    double last = points.getLast().value();
    double most = points.stream().mapToDouble(Point::value).max().orElse(0);
    double least = points.stream().mapToDouble(Point::value).min().orElse(0);
    String caption =
        "%s: %s now, %s to %s, in %s"
            .formatted(
                title,
                words.apply(last),
                words.apply(least),
                words.apply(most),
                Text.count(points.size()) + (points.size() == 1 ? " figure" : " figures"));
    return figure(
        tag("svg")
            .attr("viewBox", "0 0 %d %d".formatted(WIDTH, HEIGHT))
            .attr("preserveAspectRatio", "none")
            .attr("role", "img")
            .attr("aria-label", caption)
            .with(line(thinned(), most)),
        figcaption(caption));
  }

  private List<Point> thinned() {
    if (points.size() <= COLUMNS) {
      return points;
    }
    long from = points.getFirst().at().toEpochMilli();
    long length = Math.max(1, points.getLast().at().toEpochMilli() - from);
    List<Point> kept = new ArrayList<>();
    long column = -1;
    for (Point point : points) {
      long its = (point.at().toEpochMilli() - from) * (COLUMNS - 1) / length;
      if (its != column) {
        kept.add(point);
        column = its;
      } else if (point.value() > kept.getLast().value()) {
        kept.set(kept.size() - 1, point);
      }
    }
    return kept;
  }

  private static DomContent line(List<Point> shown, double most) {
    if (shown.size() == 1) {
      return tag("circle")
          .attr("cx", String.valueOf(WIDTH / 2))
          .attr("cy", number(y(shown.getFirst().value(), most)))
          .attr("r", "4");
    }
    long from = shown.getFirst().at().toEpochMilli();
    double length = Math.max(1, shown.getLast().at().toEpochMilli() - from);
    StringBuilder path = new StringBuilder();
    for (Point point : shown) {
      double x = MARGIN + (point.at().toEpochMilli() - from) / length * (WIDTH - 2 * MARGIN);
      path.append(path.isEmpty() ? "M" : "L")
          .append(number(x))
          .append(' ')
          .append(number(y(point.value(), most)));
    }
    return tag("path").attr("d", path.toString());
  }

  private static double y(double value, double most) {
    return HEIGHT - MARGIN - (most == 0 ? 0 : value / most) * (HEIGHT - 2 * MARGIN);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
