package dev.vigie.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleIT {
  private static final ThrowawayPostgres SERVER = PostgresFixture.server();

  @Test
  void create_twice_givesTheSameMoreThan200000Rows() {
    DatabaseImage one = DatabaseImage.of(SERVER, PostgresFixture.createSample());

    SampleDatabase.on(SERVER, "sample \"two\" a=b").create();

    assertThat(one.rows()).isGreaterThan(200_000);
    assertThat(DatabaseImage.of(SERVER, "sample \"two\" a=b")).isEqualTo(one);
  }

  @Test
  void load_dumpedAndRestored_isIdentical(@TempDir Path directory) {
    String original = PostgresFixture.createSample();
    String copy = PostgresFixture.createDatabase();
    String archive = directory.resolve("archive").toString();

    PostgresFixture.run(SERVER, "", "pg_dump", "-Fc", "-Z0", "-f", archive, original);
    PostgresFixture.run(SERVER, "", "pg_restore", "--exit-on-error", "-d", copy, archive);

    DatabaseImage expected = DatabaseImage.of(SERVER, original);
    DatabaseImage restored = DatabaseImage.of(SERVER, copy);
    assertThat(restored.contents()).isEqualTo(expected.contents());
    assertThat(restored.schema()).isEqualTo(expected.schema());
  }

  @Test
  void load_oneRowMoved_isSeenByTheImage() {
    String database = PostgresFixture.createSample();
    DatabaseImage before = DatabaseImage.of(SERVER, database);

    PostgresFixture.sql(database, "UPDATE \"Field types\".texts SET t = t || ' ' WHERE id = 7");

    assertThat(DatabaseImage.of(SERVER, database).contents())
        .filteredOn(each -> !before.contents().contains(each))
        .singleElement()
        .asString()
        .startsWith("\"\\\"Field types\\\".texts\" rows 9 ");
  }

  @Test
  void damage_loadedSample_takesAwayWhatItSays() {
    String database = PostgresFixture.createSample();
    DatabaseImage before = DatabaseImage.of(SERVER, database);

    SampleDatabase.on(SERVER, database).damage();

    DatabaseImage after = DatabaseImage.of(SERVER, database);
    assertThat(after.rows()).isLessThan(before.rows() - 30_000).isGreaterThan(100_000);
    assertThat(before.contents()).anyMatch(each -> each.startsWith("\"pm4xw7k2h9c1d5z.products\""));
    assertThat(after.contents())
        .noneMatch(each -> each.startsWith("\"pm4xw7k2h9c1d5z.products\""))
        .noneMatch(each -> each.startsWith("\"public.nc_columns_v2\""))
        .noneMatch(each -> each.startsWith("large object 500002"))
        .anyMatch(each -> each.startsWith("\"pm4xw7k2h9c1d5z.attachments\" rows 0 "))
        .contains("\"pm4xw7k2h9c1d5z.customers_id_seq\" last 1000 called true");
    assertThat(before.schema()).contains("CREATE POLICY own_region");
    assertThat(after.schema()).doesNotContain("CREATE POLICY own_region");
  }

  @Test
  void create_nameThatExists_isRefused() {
    assertThatThrownBy(() -> SampleDatabase.on(SERVER, "postgres").create())
        .isInstanceOf(VigieException.class)
        .hasMessageContaining("already exists");
  }
}
