package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.storage.JsonDocuments;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final Finding WELL = new Finding(Check.DISK, "nat", Health.OK, "");
  private static final Finding HIDDEN =
      new Finding(Check.DISK, "nat", Health.UNKNOWN, "no answer", Optional.of(Check.NODE));

  @Test
  void json_namesWhatHides_onlyWhereSomethingDoes_andIsReadAsItWasWritten() throws Exception {
    String well = JsonDocuments.MAPPER.writeValueAsString(WELL);
    String hidden = JsonDocuments.MAPPER.writeValueAsString(HIDDEN);

    assertThat(well)
        .isEqualTo("{\"check\":\"disk\",\"subject\":\"nat\",\"health\":\"OK\",\"reason\":\"\"}");
    assertThat(hidden).endsWith("\"hiddenBy\":\"node\"}");
    assertThat(JsonDocuments.MAPPER.readValue(well, Finding.class)).isEqualTo(WELL);
    assertThat(JsonDocuments.MAPPER.readValue(hidden, Finding.class)).isEqualTo(HIDDEN);
  }

  @Test
  void finding_ofWhatWasLookedAt_isNotHidden() {
    assertThatThrownBy(
            () -> new Finding(Check.DISK, "nat", Health.FAIL, "full", Optional.of(Check.NODE)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
