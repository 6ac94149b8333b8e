package dev.vigie.node;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The machines of one project, each name once, in the order a person counts: {@code application-2}
 * before {@code application-10}. The same machines give the same order, however they came.
 *
 * @param machines those that run
 */
public record Inventory(List<Machine> machines) {
  /** The role of the machine that SSH enters by. */
  public static final String BASTION = "bastion";

  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{0,9})");
  private static final Comparator<Machine> ORDER =
      Comparator.comparing((Machine machine) -> numbered(machine).group(1))
          .thenComparingInt(machine -> number(numbered(machine).group(2)))
          .thenComparing(Machine::name);

  /**
   * Orders the machines.
   *
   * @throws VigieException {@code MACHINE_INVALID} if two bear one name, as for the moments in
   *     which one replaces the other
   */
  public Inventory {
    machines = machines.stream().sorted(ORDER).toList();
    Map<String, Machine> byName = new HashMap<>();
    for (Machine machine : machines) {
      Machine other = byName.put(machine.name(), machine);
      if (other != null) {
        throw new VigieException(
            ErrorCode.MACHINE_INVALID,
            "instances %s and %s both bear the tag vigie:node %s"
                .formatted(other.instanceId(), machine.instanceId(), machine.name()));
      }
    }
  }

  /** An inventory of machines in any order. */
  public static Inventory of(Collection<Machine> machines) {
    return new Inventory(List.copyOf(machines));
  }

  /** The machines of each role, roles in the order of the alphabet. */
  public SortedMap<String, List<Machine>> byRole() {
    return machines.stream()
        .collect(Collectors.groupingBy(Machine::role, TreeMap::new, Collectors.toList()));
  }

  /** The first bastion that can be reached from outside. */
  public Optional<Machine> bastion() {
    return machines.stream()
        .filter(machine -> machine.role().equals(BASTION) && machine.publicAddress().isPresent())
        .findFirst();
  }

  private static Matcher numbered(Machine machine) {
    Matcher name = NUMBERED.matcher(machine.name());
    if (!name.matches()) {
      throw new AssertionError(machine.name());
    }
    return name;
  }

  private static int number(String digits) {
    return digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }
}
