package dev.vigie.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.transfer.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final List<String> told = new ArrayList<>();
  private final Tally tally =
      new Tally((task, done, total) -> told.add(task + " " + done + "/" + total), "compare", 10);

  @Test
  void add_pastTheTotal_isNoEnd() {
    tally.add(3);
    tally.add(9);
    tally.add(1);
    tally.end();

    assertThat(told)
        .containsExactly("compare 3/10", "compare 12/0", "compare 13/0", "compare 13/13");
  }

  @Test
  void end_atTheTotal_isToldOnce() {
    tally.add(10);
    tally.end();

    assertThat(told).containsExactly("compare 10/10");
  }

  @Test
  void end_beforeTheTotal_isToldAsTheEnd() {
    tally.add(4);
    tally.end();

    assertThat(told).containsExactly("compare 4/10", "compare 4/4");
  }

  @Test
  void add_withinALargerTask_countsForBoth() {
    Progress progress = (task, done, total) -> told.add(task + " " + done + "/" + total);
    Tally whole = new Tally(progress, "in all", 20);

    new Tally(progress, "restore data", 10, whole).add(4);
    new Tally(progress, "compare", 10, whole).add(7);

    assertThat(told)
        .containsExactly("restore data 4/10", "in all 4/20", "compare 7/10", "in all 11/20");
  }
}
