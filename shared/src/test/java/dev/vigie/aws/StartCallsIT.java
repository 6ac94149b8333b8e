package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.backup.BackupStarter;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.Tier;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.Dispatcher.Dispatch;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Requester;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.ObjectStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;

/** How many requests to AWS the start of a scheduled backup takes: each costs time and money. */
class StartCallsIT {
  private static final String NODE = "i-02573cafcf0123456";
  private static final int MOST = 8;

  private final AtomicInteger bucketCalls = new AtomicInteger();
  private final ObjectStore bucket =
      counting(new InMemoryObjectStore("vigie-test", Clock.systemUTC()));

  @Test
  void scheduledBackup_isStartedByFewRequests_howeverOftenItIsDelivered() throws IOException {
    FakeSsm fake = new FakeSsm(NODE);
    try (SsmEndpoint endpoint = new SsmEndpoint(fake);
        SsmClient client = endpoint.client()) {
      SsmNodeCommands nodes =
          new SsmNodeCommands(
              client,
              new CommandDocument(
                  "vigie-run", FakeSsm.CANCEL, Duration.ofMinutes(10), Optional.empty()),
              Optional.of(new NodeAddresses("/vigie/quickdata/nodes/")));
      BackupStarter starter = starter(nodes);
      Instant time = Instant.parse("2026-11-23T02:00:00Z");

      assertThat(start(starter, time)).isEqualTo(Dispatch.SENT);
      int first = bucketCalls.get() + endpoint.calls().size();
      assertThat(start(starter, time)).isEqualTo(Dispatch.ALREADY_ASKED);
      int second = bucketCalls.get() + endpoint.calls().size() - first;

      assertThat(first).isPositive().isLessThanOrEqualTo(MOST);
      assertThat(second).isPositive().isLessThanOrEqualTo(MOST);
    }
  }

  private BackupStarter starter(SsmNodeCommands nodes) {
    FleetSettings fleet =
        new FleetSettings(
            List.of(new FleetSettings.Cluster("main", "database-1", List.of())),
            Duration.ofHours(1),
            Duration.ofHours(1));
    Clock clock = Clock.systemUTC();
    return new BackupStarter(fleet, new Dispatcher(new OperationJournal(bucket), nodes, clock));
  }

  private static Dispatch start(BackupStarter starter, Instant time) {
    return starter
        .start(
            new BackupStarter.Order(
                "main", "app", Tier.DAILY, new Requester(time, "nightly", "a schedule")))
        .dispatch();
  }

  private ObjectStore counting(ObjectStore store) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("bucket")) {
                bucketCalls.incrementAndGet();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
