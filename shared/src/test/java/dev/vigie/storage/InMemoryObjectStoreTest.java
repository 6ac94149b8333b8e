package dev.vigie.storage;

import java.time.Clock;

/** The fake keeps the contract. */
class InMemoryObjectStoreTest extends ObjectStoreContract {
  private final ObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  @Override
  protected ObjectStore store() {
    return store;
  }
}
