package dev.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.NoBuckets;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What {@code vigie restore} takes and refuses, before it looks at any server. */
class RestoreCommandTest {
  private static final String LONG = "x".repeat(64);

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  @BeforeEach
  void commit() {
    OperationId id = OperationId.of(Instant.parse("2026-11-23T02:00:00Z"), "a test");
    Manifests.commit(store, id, "main", "shop");
  }

  @Test
  void tables_withAndWithoutAs_eachGetTheirOwn() {
    assertThat(tables("--table", "public.a", "--table", "public.b", "--as", "old.\"B c\"").tables())
        .containsExactly(copy("public", "a", "public", "a"), copy("public", "b", "old", "B c"));
    assertThat(tables("--table", "public.a", "--as", "public.c", "--table", "public.b").tables())
        .containsExactly(copy("public", "a", "public", "c"), copy("public", "b", "public", "b"));
  }

  @Test
  void into_anyName_isTheTarget() {
    assertThat(tables("--table=public.a", "--into", "x'; DROP DATABASE y; --").target())
        .isEqualTo("x'; DROP DATABASE y; --");
    assertThat(tables("--table=public.a").target()).startsWith("shop_restored_");
  }

  @Test
  void as_withoutATable_isRefused() {
    assertThatThrownBy(() -> parse("--as", "public.a")).isInstanceOf(ParameterException.class);
    assertThatThrownBy(() -> parse("--table", "public.a", "--as", "public.b", "--as", "public.c"))
        .isInstanceOf(ParameterException.class);
    assertThatThrownBy(() -> parse("--table")).isInstanceOf(ParameterException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        ".orders",
        "public.",
        "shop.public.orders",
        "public.orders; DROP TABLE x",
        "public.\"orders",
        "public.\"\"",
        "public.ord*",
        "public.$(id)",
        "public.a\u0000",
        "public.\"a\u0000\"",
        "\"public.orders\"",
        " public.orders",
        "-public.orders"
      })
  void table_thatIsNoName_isRefused(String name) {
    assertRefused("--table=" + name);
    assertRefused("--table=public.a", "--as=" + name);
  }

  @Test
  void table_nameThatIsTooLong_isRefused() {
    assertRefused("--table=public." + LONG);
    assertRefused("--table=public.a", "--as=" + LONG + ".a");
  }

  @Test
  void tables_twice_areRefused() {
    assertRefused("--table=public.a", "--table=public.A");
    assertRefused("--table=public.a", "--as=public.c", "--table=public.b", "--as=public.c");
    assertRefused("--table=public.a", "--table=public.b", "--as=public.a");
    assertRefused("--table=public.a", "--swap");
  }

  @Test
  void tables_over100_areRefused() {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i <= Work.Restore.MAX_TABLES; i++) {
      arguments.add("--table=public.t" + i);
    }

    assertRefused(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "postgres", "template1", "a\u0000b"})
  void into_thatIsNoTarget_isRefused(String target) {
    assertRefused("--table=public.a", "--into=" + target);
    assertRefused("--into=" + target);
  }

  @Test
  void into_nameThatIsTooLong_isRefused() {
    assertRefused("--into=" + LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "many", "1.5", "99999999999"})
  void workers_thatAreNoNumber_areRefused(String workers) {
    assertThatThrownBy(() -> parse("--workers=" + workers)).isInstanceOf(ParameterException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65, Integer.MIN_VALUE})
  void workers_outOfRange_areRefusedAndNothingIsWritten(int workers) {
    RestoreCommand command = parse("--workers=" + workers);
    OperationCommand.Task task = command.task(store, Clock.systemUTC());
    Operations operations =
        new Operations(
            store,
            new NoBuckets(),
            task.tools(),
            Progress.NONE,
            Clock.systemUTC(),
            command.settings(),
            command.workers());

    assertCode(() -> operations.run(task.id(), task.work()));

    assertThat(store.list("operations/", "", 10)).isEmpty();
  }

  @Test
  void workers_byDefault_areTheProcessors() {
    assertThat(parse().workers()).isEqualTo(RestoreJob.DEFAULT_WORKERS);
  }

  private Work.Restore tables(String... arguments) {
    return (Work.Restore) parse(arguments).task(store, Clock.systemUTC()).work();
  }

  private void assertRefused(String... arguments) {
    RestoreCommand command = parse(arguments);
    assertCode(() -> command.task(store, Clock.systemUTC()));
  }

  private static void assertCode(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }

  private static RestoreCommand parse(String... arguments) {
    RestoreCommand command = new RestoreCommand();
    List<String> all = new ArrayList<>(List.of("--database=postgresql://u@127.0.0.1/shop"));
    all.addAll(List.of(arguments));
    new CommandLine(command).parseArgs(all.toArray(String[]::new));
    return command;
  }

  private static TableCopy copy(String fromSchema, String from, String toSchema, String to) {
    return new TableCopy(new TableName(fromSchema, from), new TableName(toSchema, to));
  }
}
