package dev.vigie.storage;

import java.time.Clock;

class InMemoryHoldTest extends HoldContract {
  private final ObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  @Override
  protected ObjectStore store() {
    return store;
  }
}
