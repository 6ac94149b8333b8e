package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.local.PostgresFixture;
import org.junit.jupiter.api.Test;

class DatabaseDefinitionIT {

  @Test
  void database_withEverything_isMadeTheSame() {
    PostgresFixture.sql(
        "postgres",
        """
        CREATE ROLE "o;wner""'";
        CREATE ROLE "gr\\antee";
        CREATE DATABASE "full ""x"" y" OWNER "o;wner""'" TEMPLATE template0
          LC_COLLATE 'C' LC_CTYPE 'C.UTF-8';
        ALTER DATABASE "full ""x"" y" CONNECTION LIMIT 7;
        COMMENT ON DATABASE "full ""x"" y" IS 'it''s a \\ comment
        of two lines';
        ALTER DATABASE "full ""x"" y" SET search_path TO "$user", 'My, Schema', "a""b", public;
        ALTER DATABASE "full ""x"" y" SET my.custom TO 'a=b''c\\d';
        ALTER DATABASE "full ""x"" y" SET "My.Other" TO '';
        ALTER DATABASE "full ""x"" y" SET DateStyle TO 'German, DMY';
        ALTER DATABASE "full ""x"" y" SET work_mem TO '64MB';
        ALTER DATABASE "full ""x"" y" SET default_transaction_read_only TO on;
        ALTER DATABASE "full ""x"" y" SET statement_timeout TO 20000;
        ALTER ROLE "gr\\antee" IN DATABASE "full ""x"" y" SET search_path TO '';
        ALTER ROLE "gr\\antee" IN DATABASE "full ""x"" y" SET work_mem TO '1MB';
        REVOKE CONNECT ON DATABASE "full ""x"" y" FROM PUBLIC;
        GRANT CREATE ON DATABASE "full ""x"" y" TO "gr\\antee" WITH GRANT OPTION;
        SET ROLE "gr\\antee";
        GRANT CREATE ON DATABASE "full ""x"" y" TO pg_monitor;
        RESET ROLE;
        GRANT CREATE ON DATABASE "full ""x"" y" TO pg_monitor;
        """);

    assertSame("full \"x\" y");
  }

  @Test
  void database_withEveryPrivilegeRevoked_keepsItSo() {
    String name = PostgresFixture.createDatabase();
    PostgresFixture.sql(
        "postgres",
        "REVOKE ALL ON DATABASE %1$s FROM PUBLIC; REVOKE ALL ON DATABASE %1$s FROM postgres"
            .formatted(name));

    assertSame(name);
    assertThat(facts(name).acl()).isEmpty();
  }

  @Test
  void database_withNothingOfItsOwn_isMadeTheSame() {
    String name = PostgresFixture.createDatabase();

    assertSame(name);
    assertThat(facts(name).acl()).isNull();
    assertThat(facts(name).comment()).isNull();
  }

  @Test
  void database_ofIcu_isMadeTheSame() {
    PostgresFixture.sql(
        "postgres",
        """
        CREATE DATABASE icu TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-u-kn'
          LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'""");

    assertSame("icu");
  }

  @Test
  void database_ofAnotherEncoding_isMadeTheSame() {
    PostgresFixture.sql(
        "postgres", "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");

    assertSame("latin");
  }

  /** Makes another of the same kind, as a restore does, and compares all that is known of both. */
  private static void assertSame(String name) {
    DatabaseFacts original = facts(name);
    DatabaseDefinition definition = new DatabaseDefinition(original);
    String copy = SqlText.suffixed(name, "_copy");
    Psql psql = Servers.tools("postgres").psql();
    psql.run(definition.create(copy, original.serverVersionNum()));
    psql.run(definition.properties(copy));

    assertThat(facts(copy))
        .usingRecursiveComparison()
        .ignoringFields("name", "lsn", "bytes", "roles")
        .isEqualTo(original);
  }

  private static DatabaseFacts facts(String database) {
    try (Snapshot snapshot = Snapshot.take(Servers.tools(database), Servers.LOCK_TIMEOUT)) {
      return snapshot.facts();
    }
  }
}
