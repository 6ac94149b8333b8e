package dev.vigie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.archive.Compression;
import dev.vigie.archive.Section;
import dev.vigie.archive.TableOfContents;
import dev.vigie.archive.TocEntry;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.TableName;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableSelectionTest {
  private static final TableName ORDERS = new TableName("public", "orders");

  private final List<TocEntry> entries = new ArrayList<>();

  @Test
  void table_alone_bringsWhatBelongsToIt() {
    table(1, "public", "orders");
    table(2, "public", "orders_old");
    add(3, "SEQUENCE", "orders_id_seq", "CREATE SEQUENCE …", 1);
    add(4, "SEQUENCE OWNED BY", "x", "ALTER SEQUENCE s OWNED BY public.orders.id;", 3);
    add(5, "DEFAULT", "orders id", "ALTER TABLE …", 1, 3);
    add(6, "INDEX", "by_note", "CREATE INDEX by_note ON public.orders USING btree (n);", 1);
    add(7, "CONSTRAINT", "orders k", "ALTER TABLE ONLY public.orders\n    ADD …", 1);
    add(8, "INDEX", "old", "CREATE INDEX old ON public.orders_old USING btree (n);", 2);
    add(9, "CONSTRAINT", "orders_old k", "ALTER TABLE ONLY public.orders_old\n    ADD …", 2);
    add(10, "VIEW", "happy", "CREATE VIEW …", 1);

    TableSelection selection = select(Set.of());

    assertThat(selection.dumpIds()).containsExactlyInAnyOrder(1, 3, 4, 5, 6, 7);
    assertThat(selection.sequences()).containsExactly(new TableName("public", "orders_id_seq"));
    assertThat(selection.leftOut()).isEmpty();
    assertThat(selection.broughtAlong()).isEmpty();
    assertThat(selection.withoutOwners()).isFalse();
  }

  @Test
  void dependencies_ofDependencies_areBroughtAlongAndNamed() {
    add(1, "TYPE", "mood", "CREATE TYPE …", 2);
    add(2, "FUNCTION", "f()", "CREATE FUNCTION …", 1); // and back: a circle
    entry(3, "SCHEMA", "", "public", "CREATE SCHEMA public;", "owner");
    table(4, "public", "orders", 1);

    TableSelection selection = select(Set.of());

    assertThat(selection.dumpIds()).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(selection.broughtAlong())
        .containsExactlyInAnyOrder(
            "TYPE public.mood was brought along: a table needs it",
            "FUNCTION public.f() was brought along: a table needs it");
    assertThat(selection.leftOut()).isEmpty();
  }

  @Test
  void publicationAndParent_areLeftOutAndNamed() {
    table(1, "public", "parent");
    table(2, "public", "orders");
    add(3, "TABLE ATTACH", "orders", "ALTER TABLE …", 1, 2);
    add(4, "PUBLICATION TABLE", "p orders", "ALTER PUBLICATION …", 2);

    TableSelection selection = select(Set.of());

    assertThat(selection.dumpIds()).containsExactly(2);
    assertThat(selection.leftOut())
        .containsExactly(
            "TABLE ATTACH public.orders is left out",
            "PUBLICATION TABLE public.p orders is left out");
  }

  @Test
  void foreignKeys_outward_areTriedLater_inwardOnesStay() {
    table(1, "public", "orders");
    table(2, "public", "customers");
    add(3, "FK CONSTRAINT", "orders out", "ALTER TABLE ONLY public.orders\n    ADD …", 1, 2);
    add(4, "FK CONSTRAINT", "orders self", "ALTER TABLE ONLY public.orders\n    ADD …", 1);

    TableSelection alone = select(Set.of());
    TableSelection both =
        TableSelection.of(
            contents(), List.of(ORDERS, new TableName("public", "customers")), Set.of());

    assertThat(alone.dumpIds()).containsExactlyInAnyOrder(1, 4);
    assertThat(alone.foreignKeys())
        .singleElement()
        .satisfies(key -> assertThat(key.entry().dumpId()).isEqualTo(3))
        .satisfies(key -> assertThat(key.table()).isEqualTo(ORDERS));
    assertThat(both.dumpIds()).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(both.foreignKeys()).isEmpty();
  }

  @Test
  void role_missing_losesItsPrivilegesOnly() {
    table(1, "public", "orders");
    said(2, "ACL", "TABLE orders", "GRANT SELECT ON TABLE public.orders TO gone;", "owner");
    said(3, "ACL", "TABLE orders", "GRANT SELECT ON TABLE public.orders TO gone_not;", "owner");
    said(4, "COMMENT", "TABLE orders", "COMMENT ON … IS 'TO gone';", "owner");

    TableSelection selection = select(Set.of("gone"));

    assertThat(selection.dumpIds()).containsExactlyInAnyOrder(1, 3, 4);
    assertThat(selection.withoutOwners()).isFalse();
    assertThat(selection.leftOut())
        .containsExactly("ACL public.TABLE orders is left out: the role gone is missing");
  }

  @Test
  void role_missingWithAHostileName_isFoundQuoted() {
    table(1, "public", "orders");
    said(2, "ACL", "TABLE orders", "GRANT ALL ON TABLE public.orders TO \"a\"\".*b\";", "owner");

    assertThat(select(Set.of("a\".*b")).dumpIds()).containsExactly(1);
    assertThat(select(Set.of("a", "b", ".*")).dumpIds()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void owner_missing_leavesOwnersOut() {
    table(1, "public", "orders");

    TableSelection selection = select(Set.of("owner"));

    assertThat(selection.withoutOwners()).isTrue();
    assertThat(selection.leftOut())
        .containsExactly("the role owner is missing: the owner is whoever restored");
  }

  @Test
  void policy_forAMissingRole_isRefused() {
    table(1, "public", "orders");
    add(2, "POLICY", "orders p", "CREATE POLICY p ON public.orders TO gone;", 1);

    assertThatThrownBy(() -> select(Set.of("gone")))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DEPENDENCY_MISSING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "Orders", "order", "o.rders", "public.orders"})
  void table_ofAnotherSchemaOrName_isUnknown(String name) {
    table(1, "other", "orders");
    entry(2, "VIEW", "public", "orders", "CREATE VIEW …", "owner");

    assertThatThrownBy(
            () -> TableSelection.of(contents(), List.of(new TableName("public", name)), Set.of()))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_UNKNOWN));
  }

  private TableSelection select(Set<String> missingRoles) {
    return TableSelection.of(contents(), List.of(ORDERS), missingRoles);
  }

  private TableOfContents contents() {
    return new TableOfContents(
        14,
        0,
        Compression.NONE,
        LocalDateTime.of(2026, 11, 23, 2, 0),
        "shop",
        "15.18",
        "15.18",
        entries);
  }

  private void table(int id, String schema, String name, Integer... dependencies) {
    String spelled = schema + "." + name;
    entries.add(
        new TocEntry(
            id,
            1259,
            16384L + id,
            name,
            "TABLE",
            Section.PRE_DATA,
            "CREATE TABLE " + spelled + " ();",
            "DROP TABLE " + spelled + ";\n",
            "",
            schema,
            "",
            "heap",
            'r',
            "owner",
            Arrays.asList(dependencies),
            false));
  }

  private void add(
      int id, String description, String tag, String definition, Integer... dependencies) {
    entry(id, description, "public", tag, definition, "owner", dependencies);
  }

  /** Of the table whose dump id is 1. */
  private void said(int id, String description, String tag, String definition, String owner) {
    entries.add(
        new TocEntry(
            id,
            0,
            0,
            tag,
            description,
            Section.NONE,
            definition,
            "",
            "",
            "public",
            "",
            "",
            '\0',
            owner,
            List.of(1),
            false));
  }

  private void entry(
      int id,
      String description,
      String schema,
      String tag,
      String definition,
      String owner,
      Integer... dependencies) {
    entries.add(
        new TocEntry(
            id,
            0,
            0,
            tag,
            description,
            Section.PRE_DATA,
            definition,
            "",
            "",
            schema,
            "",
            "",
            '\0',
            owner,
            Arrays.asList(dependencies),
            false));
  }
}
