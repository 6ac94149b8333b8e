package dev.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.error.ErrorCode;
import org.junit.jupiter.api.Test;

class ErrorReportTest {

  @Test
  void exitStatus_ofEveryCode_isItsCategorys() {
    for (ErrorCode code : ErrorCode.values()) {
      int expected = code == ErrorCode.INTERRUPTED ? 130 : code.category().exitStatus();
      assertThat(ErrorReport.exitStatus(code.name())).isEqualTo(expected);
      assertThat(code.hint()).isNotBlank();
    }
  }

  @Test
  void exitStatus_ofACodeThatOnlyANewerVigieKnows_isThatOfAFault() {
    assertThat(ErrorReport.exitStatus("SOMETHING_NEW")).isEqualTo(1);
  }
}
