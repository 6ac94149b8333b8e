package dev.vigie.drill;

import dev.vigie.restore.RestoreListener;
import dev.vigie.restore.RestorePhase;
import java.util.List;

/** Two listeners, in their order. */
record HeardByBoth(RestoreListener first, RestoreListener second) implements RestoreListener {
  @Override
  public void began(RestorePhase phase) {
    first.began(phase);
    second.began(phase);
  }

  @Override
  public void differs(List<String> differences) {
    first.differs(differences);
    second.differs(differences);
  }
}
