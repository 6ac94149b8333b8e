package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalsScriptTest {
  private static final String SCRIPT =
      """
      --
      -- PostgreSQL database cluster dump; with "quotes" and 'quotes'
      --
      \\restrict aB3;'x
      SET default_transaction_read_only = off;
      CREATE ROLE old;
      ALTER ROLE old WITH SUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:x;''y';
      CREATE ROLE "new; ""one"" x";
      ALTER ROLE "new; ""one"" x" WITH LOGIN PASSWORD E'md5\\\\''; DROP ROLE old; --';
      COMMENT ON ROLE old IS 'new; "one" x';
      COMMENT ON ROLE "new; ""one"" x" IS 'a; b';
      ALTER ROLE "new; ""one"" x" SET search_path TO 'a', 'b;c';
      CREATE ROLE other;
      GRANT old TO "new; ""one"" x" WITH ADMIN OPTION GRANTED BY old;
      GRANT "new; ""one"" x" TO old GRANTED BY old;
      GRANT "new; ""one"" x" TO other WITH ADMIN OPTION GRANTED BY "new; ""one"" x";
      SET SESSION AUTHORIZATION old;
      GRANT SET ON PARAMETER work_mem TO other;
      GRANT SET ON PARAMETER work_mem TO old;
      RESET SESSION AUTHORIZATION;
      CREATE TABLESPACE fast OWNER other LOCATION '/x';
      GRANT CREATE ON TABLESPACE fast TO other;
      \\unrestrict aB3;'x
      """;

  @Test
  void roles_hostileNames_areThoseThatAreCreated() {
    assertThat(GlobalsScript.parse(SCRIPT).roles())
        .containsExactly("old", "new; \"one\" x", "other");
  }

  @Test
  void forMissingRoles_oneExists_isLeftAlone() {
    assertThat(
            GlobalsScript.parse(SCRIPT).forMissingRoles(Set.of("old")).strip().split("\\s*\n\\s*"))
        .containsExactly(
            "SET default_transaction_read_only = off;",
            "CREATE ROLE \"new; \"\"one\"\" x\";",
            "ALTER ROLE \"new; \"\"one\"\" x\" WITH LOGIN PASSWORD E'md5\\\\''; DROP ROLE old; --';",
            "COMMENT ON ROLE \"new; \"\"one\"\" x\" IS 'a; b';",
            "ALTER ROLE \"new; \"\"one\"\" x\" SET search_path TO 'a', 'b;c';",
            "CREATE ROLE other;",
            "GRANT old TO \"new; \"\"one\"\" x\" WITH ADMIN OPTION;",
            "GRANT \"new; \"\"one\"\" x\" TO other WITH ADMIN OPTION GRANTED BY \"new; \"\"one\"\" x\";",
            "GRANT SET ON PARAMETER work_mem TO other;");
  }

  @Test
  void forMissingRoles_allExist_leavesOnlySettings() {
    assertThat(
            GlobalsScript.parse(SCRIPT)
                .forMissingRoles(Set.of("old", "new; \"one\" x", "other"))
                .strip())
        .isEqualTo("SET default_transaction_read_only = off;");
  }

  @Test
  void roles_everyHostileName_isReadBack() {
    List<String> names = HostileNames.ofTables();
    StringBuilder script = new StringBuilder();
    for (String name : names) {
      String comment = SqlText.literal(name);
      script.append("CREATE ROLE ").append(SqlText.identifier(name)).append(";\n");
      script
          .append("COMMENT ON ROLE ")
          .append(SqlText.identifier(name))
          .append(" IS ")
          .append(comment)
          .append(";\n");
    }

    GlobalsScript globals = GlobalsScript.parse(script.toString());

    assertThat(globals.roles()).isEqualTo(names);
    for (String name : names) {
      String missing =
          globals.forMissingRoles(
              Set.copyOf(names.stream().filter(each -> !each.equals(name)).toList()));
      assertThat(GlobalsScript.parse(missing).roles()).containsExactly(name);
      assertThat(missing).contains("COMMENT ON ROLE");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ROLE a",
        "CREATE ROLE \"a;",
        "COMMENT ON ROLE a IS 'b;",
        "COMMENT ON ROLE a IS E'b\\",
        "CREATE ROLE a \\! touch pwned\n;",
      })
  void parse_scriptThatIsCutOrSpeaksToPsql_isDamaged(String script) {
    assertThatThrownBy(() -> GlobalsScript.parse(script))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "-- only a comment", ";", "CREATE ROLE;", "GRANT;", "ALTER ROLE;"})
  void parse_scriptOfNothing_hasNoRoles(String script) {
    GlobalsScript globals = GlobalsScript.parse(script);

    assertThat(globals.roles()).isEmpty();
    assertThat(globals.forMissingRoles(Set.of())).isEmpty();
  }
}
