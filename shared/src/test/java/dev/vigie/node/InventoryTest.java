package dev.vigie.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {
  private static final String ID = "i-0123456789abcdef0";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-a",
        "a-",
        "Application-1",
        "a b",
        "a\nProxyCommand x",
        "a\n",
        "$(touch x)",
        "a;b",
        "a'b",
        "a\"b",
        "a\\b",
        "*",
        "../a",
        "é",
        "a\u0000",
        "a123456789b123456789c123456789d123456789e123456789f123456789g123"
      })
  void machine_hostileTag_isRefused(String value) {
    assertRefused(value, () -> machine(value, "bastion", ID, "10.0.0.1"));
    assertRefused(value, () -> machine("bastion", value, ID, "10.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.1;x", "::1", "null", "a"})
  void machine_noAddress_isRefused(String address) {
    assertRefused(address, () -> machine("bastion", "bastion", ID, address));
    assertRefused(
        address, () -> new Machine("bastion", "bastion", ID, "10.0.0.1", Optional.of(address)));
  }

  @Test
  void machine_otherId_isRefused() {
    assertRefused("i-XYZ", () -> machine("bastion", "bastion", "i-XYZ", "10.0.0.1"));
  }

  @Test
  void inventory_anyOrder_isSortedAsPeopleCount() {
    List<Machine> machines = new ArrayList<>();
    for (String name : List.of("application-10", "nat", "application-2", "a", "application-1")) {
      machines.add(machine(name, "application", ID, "10.0.0.1"));
    }
    Random random = new Random(4);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(machines, random);
      assertThat(Inventory.of(machines).machines())
          .extracting(Machine::name)
          .containsExactly("a", "application-1", "application-2", "application-10", "nat");
    }
  }

  @Test
  void inventory_longNumber_isStillAName() {
    Machine machine = machine("a99999999999999999999", "application", ID, "10.0.0.1");
    assertThat(Inventory.of(List.of(machine)).machines()).containsExactly(machine);
  }

  @Test
  void inventory_sameNameTwice_isRefusedWithBothInstances() {
    List<Machine> twice =
        List.of(
            machine("nat", "nat", "i-00000001", "10.0.0.1"),
            machine("nat", "nat", "i-00000002", "10.0.0.2"));
    assertThatThrownBy(() -> Inventory.of(twice))
        .hasMessageContaining("i-00000001")
        .hasMessageContaining("i-00000002")
        .extracting("code")
        .isEqualTo(ErrorCode.MACHINE_INVALID);
  }

  @Test
  void bastion_withoutPublicAddress_isNone() {
    Inventory inside = Inventory.of(List.of(machine("bastion", "bastion", ID, "10.0.0.1")));
    assertThat(inside.bastion()).isEmpty();
  }

  private static Machine machine(String name, String role, String id, String address) {
    return new Machine(name, role, id, address, Optional.empty());
  }

  private static void assertRefused(String value, ThrowingCallable making) {
    assertThatThrownBy(making)
        .isInstanceOf(VigieException.class)
        .hasMessageContaining("'" + value + "'")
        .extracting("code")
        .isEqualTo(ErrorCode.MACHINE_INVALID);
  }
}
