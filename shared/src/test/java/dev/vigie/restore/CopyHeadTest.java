package dev.vigie.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyHeadTest {
  @Test
  void head_quotedAndPlainNames_areRead() {
    CopyHead head =
        CopyHead.parse(
            "SET a = b;\n\nCOPY \"a \"\"b\".t (x, \"y, z\", \") FROM stdin;\n\") FROM stdin;\n"
                .getBytes(UTF_8),
            "key");

    assertThat(head).isEqualTo(new CopyHead("a \"b", "t", List.of("x", "y, z", ") FROM stdin;\n")));
    assertThat(head.statement("a \"b", "t", List.of("y, z", "x", ") FROM stdin;\n"), ""))
        .isEqualTo("COPY \"a \"\"b\".\"t\" (\"x\", \"y, z\", \") FROM stdin;\n\") FROM STDIN;\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SET a = b;\n",
        "COPY t (x) FROM stdin;\n",
        "COPY s.t (x) FROM stdin;",
        "COPY s.t (x) FROM stdin;\nDROP TABLE t;\n",
        "COPY s.t (x) FROM PROGRAM 'rm';\n",
        "COPY s.t (x, ) FROM stdin;\n",
        "COPY s.\"t (x) FROM stdin;\n"
      })
  void head_ofAnotherForm_isRefused(String head) {
    refused(() -> CopyHead.parse(head.getBytes(UTF_8), "key"));
  }

  @Test
  void statement_ofAnotherTableOrOtherColumns_isRefused() {
    CopyHead head = new CopyHead("s", "t", List.of("a", "b"));

    refused(() -> head.statement("s", "u", List.of("a", "b"), ""));
    refused(() -> head.statement("s", "t", List.of("a", "c"), ""));
    refused(() -> head.statement("s", "t", List.of("a"), ""));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
  }
}
