package dev.vigie.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.probe.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people are told to do, and that it is there. */
class AdviceTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path RUNBOOKS = DOCS.resolve("runbooks");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");

  @ParameterizedTest
  @EnumSource
  void check_hasAdviceOfItsOwn_inSentences(Check check) {
    Advice advice = Advice.of(check);

    assertThat(advice.meaning()).matches("[A-Z].{20,150}\\.");
    assertThat(advice.remedy()).matches("[A-Z].{20,150}[.]");
    assertThat(Arrays.stream(Check.values()).map(Advice::of).distinct())
        .hasSize(Check.values().length);
  }

  @ParameterizedTest
  @EnumSource
  void check_hasARunbook_whoseLinksLeadSomewhere(Check check) throws IOException {
    Path file = RUNBOOKS.resolve(check.id() + ".md");
    String text = Files.readString(file);

    assertThat(text).contains("Check `" + check.id() + "`", "## Look", "```sh", "## Do");
    assertThat(text).contains("./vigie alert ack " + check.id() + " ");
    for (String link : links(text)) {
      assertThat(RUNBOOKS.resolve(link)).as(link).exists();
    }
  }

  @Test
  void runbooks_areThoseOfTheChecks_eachInTheIndex() throws IOException {
    String index = Files.readString(RUNBOOKS.resolve("README.md"));
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Stream.of("README.md"),
                      Arrays.stream(Check.values()).map(check -> check.id() + ".md"))
                  .toList());
    }
    for (Check check : Check.values()) {
      assertThat(index).contains("[%s](%s.md)".formatted(check.id(), check.id()));
    }
  }

  private static List<String> links(String text) {
    return LINK.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
