package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressesTest {
  @Test
  void parameter_isThePrefixAndTheName() {
    assertThat(new NodeAddresses("/vigie/crm-staging/nodes/").parameter("application-12"))
        .isEqualTo("/vigie/crm-staging/nodes/application-12");
  }

  @Test
  void instance_isKnownByItsBeginning() {
    assertThat(NodeAddresses.isInstance("i-02573cafcf0123456")).isTrue();
    assertThat(NodeAddresses.isInstance("database-1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//", "nodes/", "/nodes", "/no des/", "/nodes*/"})
  void prefix_ofAnotherForm_isRefused(String prefix) {
    assertThatThrownBy(() -> new NodeAddresses(prefix))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
