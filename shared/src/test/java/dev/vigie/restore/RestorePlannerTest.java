package dev.vigie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.InMemoryNodeCommands;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.RestoreStarter.Choice;
import dev.vigie.restore.RestoreStarter.Order;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a dry run says, and what a swap needs. */
class RestorePlannerTest {
  /** When {@link Manifests} says that every backup was taken. */
  private static final Instant TAKEN = Instant.parse("2026-11-23T02:00:01.5Z");

  private Instant now = Instant.parse("2026-11-23T10:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", clock);
  private final InMemoryNodeCommands nodes = new InMemoryNodeCommands();
  private final OperationJournal journal = new OperationJournal(store);
  private final Catalog catalog = new Catalog(store);
  private final FleetSettings fleet =
      new FleetSettings(
          List.of(new FleetSettings.Cluster("main", InMemoryNodeCommands.NODE, List.of())),
          Duration.ofHours(1),
          Duration.ofHours(1));
  private final RestoreStarter starter =
      new RestoreStarter(fleet, catalog, journal, new Dispatcher(journal, nodes, clock), clock);
  private final OperationId backup = new OperationId("20261123T020000Z-7f3a9c04d1");
  private final Manifest manifest = Manifests.commit(store, backup, "main", "db");

  @Test
  void plan_ofASwap_saysWhatWouldHappenAndApprovesIt() {
    RestorePlan plan = plan(swap(""));

    assertThat(plan.backupId()).isEqualTo(backup);
    assertThat(plan.takenAt()).isEqualTo(TAKEN);
    assertThat(plan.target()).isEqualTo("db");
    assertThat(plan.tables()).isEqualTo(2);
    assertThat(plan.rows()).isEqualTo(5);
    assertThat(plan.steps()).hasSize(4).last().asString().contains("kept", "7 days");
    assertThat(plan.inTheWay()).isEmpty();
    assertThat(plan.lastTook()).isEmpty();
    assertThat(plan.approval()).isPresent();
    assertThat(store.listFolders("operations/")).isEmpty();
  }

  @Test
  void plan_ofOneTable_countsThatTableAlone() {
    RestorePlan plan = plan(tables(new TableName("public", "my\ntable")));

    assertThat(plan.tables()).isEqualTo(1);
    assertThat(plan.rows()).isEqualTo(3);
    assertThat(plan.approval()).isEmpty();
  }

  @Test
  void plan_whereThingsAreInTheWay_namesThemAll() {
    nodes.online(false);
    starter.start(order("first", Choice.of("latest"), Optional.of("new"), ""));
    String data = manifest.require(Manifest.DATA).key();
    store.put(data, new byte[1], Map.of(), WriteCondition.ALWAYS);

    assertThat(plan(order("second", Choice.of("latest"), Optional.of("new"), "")).inTheWay())
        .satisfiesExactly(
            node -> assertThat(node).contains(InMemoryNodeCommands.NODE, "not online"),
            archive -> assertThat(archive).startsWith(data),
            other -> assertThat(other).contains("under way"));
    assertThat(plan(tables(new TableName("public", "none"))).inTheWay())
        .anyMatch(obstacle -> obstacle.equals("the backup has no table public.none"));
    nodes.failing(true);
    assertThat(plan(swap("")).inTheWay()).contains("the nodes cannot be asked");
  }

  @Test
  void plan_afterARestoreThatWentWell_tellsHowLongItTook() {
    Started earlier = starter.start(order("earlier", Choice.of("latest"), Optional.of("x"), ""));
    Report report =
        new Report.Restore(backup, "x", Optional.empty(), 2, 5, List.of(), List.of(), List.of());
    journal.end(Outcome.succeeded(earlier.operationId(), now.plusSeconds(90), report));
    now = now.plusSeconds(100);
    begin("20261123T100130Z-0000000000", "{broken");

    assertThat(plan(swap("")).lastTook()).contains(Duration.ofSeconds(90));
    assertThat(plan(tables(new TableName("public", "t"))).lastTook()).isEmpty();
  }

  @Test
  void swap_withoutOrWithAForeignOrAnOldApproval_isRefused() {
    String approval = plan(swap("")).approval().orElseThrow();
    String other =
        plan(order("o", Choice.of("latest"), Optional.of("another"), "", true))
            .approval()
            .orElseThrow();
    String endless = "99991231T000000Z-" + approval.substring(approval.indexOf('-') + 1);

    for (String wrong : List.of("", other, endless)) {
      assertRefused(swap(wrong));
    }
    now = now.plus(Approval.HOLDS).plus(Duration.ofMinutes(2));
    assertRefused(swap(approval));
    assertThat(store.listFolders("operations/")).isEmpty();
  }

  @Test
  void swap_whereANewerBackupHasCome_isNotTheOneThatWasApproved() {
    String approval = plan(swap("")).approval().orElseThrow();
    Manifests.commit(store, new OperationId("20261123T095900Z-7f3a9c04d1"), "main", "db");

    assertRefused(swap(approval));
  }

  @Test
  void swap_deliveredAgainWhenItsApprovalHasExpired_isTheSameOperation() {
    Order approved = swap(plan(swap("")).approval().orElseThrow());
    Started first = starter.start(approved);
    now = now.plus(Duration.ofHours(1));

    assertThat(starter.start(approved).operationId()).isEqualTo(first.operationId());
    assertThat(nodes.sent()).hasSize(1);
  }

  @Test
  void time_choosesTheNewestBackupThatIsNotAfterIt() {
    OperationId older = new OperationId("20261122T020000Z-7f3a9c04d1");
    Manifests.commit(store, older, "main", "db");

    assertThat(plan(at(TAKEN)).backupId()).isEqualTo(backup);
    // The id tells the time of the schedule; the manifest when the backup was taken.
    assertThatThrownBy(() -> plan(at(TAKEN.minusMillis(1))))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKUP_UNKNOWN));
  }

  private void begin(String id, String document) {
    store.put(
        "operations/" + id + "/request.json",
        document.getBytes(StandardCharsets.UTF_8),
        Map.of(),
        WriteCondition.ALWAYS);
  }

  private RestorePlan plan(Order order) {
    return new RestorePlanner(fleet, catalog, journal, nodes, clock).plan(order);
  }

  private void assertRefused(Order order) {
    assertThatThrownBy(() -> starter.start(order))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPROVAL_NEEDED));
  }

  private Order swap(String approval) {
    return order("swap", Choice.of("latest"), Optional.empty(), approval, true);
  }

  private Order at(Instant time) {
    return order("at", new Choice.At(time), Optional.empty(), "");
  }

  private Order tables(TableName table) {
    return new Order(
        "main",
        "db",
        Choice.of("latest"),
        Optional.of("new"),
        false,
        List.of(new Work.TableCopy(table, table)),
        "",
        new Requester(now, "tables", "a test"));
  }

  private Order order(String token, Choice choice, Optional<String> target, String approval) {
    return order(token, choice, target, approval, false);
  }

  private Order order(
      String token, Choice choice, Optional<String> target, String approval, boolean swap) {
    return new Order(
        "main",
        "db",
        choice,
        target,
        swap,
        List.of(),
        approval,
        new Requester(now, token, "a test"));
  }
}
