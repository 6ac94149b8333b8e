package dev.vigie.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.archive.Compression;
import dev.vigie.archive.Section;
import dev.vigie.archive.TableOfContents;
import dev.vigie.archive.TocEntry;
import dev.vigie.postgres.TableName;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexPlanTest {
  private static final TableName ORDERS = new TableName("public", "orders");

  private final List<TocEntry> entries = new ArrayList<>();

  @Test
  void of_table_isWhatNeedsItsRowsAlone() {
    before(1, "TABLE", "orders");
    before(2, "TABLE", "customers");
    before(3, "TYPE", "mood");
    after(4, "CONSTRAINT", "orders_pkey", 1);
    after(5, "INDEX", "by_mood", 1, 3);
    after(6, "INDEX", "of_others", 2);
    after(7, "FK CONSTRAINT", "to_customers", 1, 2, 4);
    after(8, "TRIGGER", "watch", 1);
    after(9, "CHECK CONSTRAINT", "positive", 1);

    assertThat(plan().of(ORDERS)).containsExactly(4, 5);
  }

  @Test
  void of_tableOfTheSameNameElsewhere_isNothing() {
    before(1, "TABLE", "orders");
    after(2, "INDEX", "by_mood", 1);

    assertThat(plan().of(new TableName("other", "orders"))).isEmpty();
  }

  @Test
  void of_indexByAFunction_waits() {
    before(1, "TABLE", "orders");
    before(2, "FUNCTION", "price_of(integer)");
    after(3, "INDEX", "by_price", 1, 2);

    assertThat(plan().of(ORDERS)).isEmpty();
  }

  @Test
  void of_indexThatNeedsWhatComesLater_waits() {
    before(1, "TABLE", "orders");
    after(2, "CONSTRAINT", "orders_pkey", 1);
    after(3, "INDEX", "by_view", 1, 2);

    assertThat(plan().of(ORDERS)).containsExactly(2);
  }

  @Test
  void of_dependencyThatTheArchiveLacks_isTheSystems() {
    before(1, "TABLE", "orders");
    after(2, "INDEX", "by_class", 1, 999);

    assertThat(plan().of(ORDERS)).containsExactly(2);
  }

  @Test
  void allBut_isTheRestInOrder() {
    before(1, "TABLE", "orders");
    after(2, "INDEX", "one", 1);
    after(3, "INDEX", "other", 1);
    after(4, "TRIGGER", "watch", 1);

    assertThat(plan().allBut(List.of(3, 2))).containsExactly(1, 4);
  }

  private IndexPlan plan() {
    return new IndexPlan(
        new TableOfContents(
            14,
            0,
            Compression.NONE,
            LocalDateTime.of(2026, 1, 1, 0, 0),
            "shop",
            "15.4",
            "15.4",
            entries));
  }

  private void before(int id, String description, String tag, Integer... dependencies) {
    entry(id, Section.PRE_DATA, description, tag, dependencies);
  }

  private void after(int id, String description, String tag, Integer... dependencies) {
    entry(id, Section.POST_DATA, description, tag, dependencies);
  }

  private void entry(
      int id, Section section, String description, String tag, Integer... dependencies) {
    entries.add(
        new TocEntry(
            id,
            0,
            0,
            tag,
            description,
            section,
            "CREATE …",
            "",
            "",
            "public",
            "",
            "",
            '\0',
            "owner",
            Arrays.asList(dependencies),
            false));
  }
}
