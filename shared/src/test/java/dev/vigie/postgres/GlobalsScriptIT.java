package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.local.HostileNames;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlobalsScriptIT {
  /**
   * Every role with all it is, has and belongs to. The superuser's password is the server's own.
   */
  private static final String ROLES =
      """
      SELECT r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
             r.rolreplication, r.rolconnlimit, r.rolvaliduntil, r.rolbypassrls,
             CASE WHEN r.oid <> 10 THEN r.rolpassword END, s.setconfig,
             shobj_description(r.oid, 'pg_authid'),
             (SELECT json_agg(json_build_array(g.rolname, m.admin_option) ORDER BY g.rolname)
              FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid WHERE m.member = r.oid)
      FROM pg_authid r
      LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = 0
      WHERE r.rolname !~ '^pg_' ORDER BY r.rolname COLLATE "C";
      """;

  @Test
  void globals_ofHostileRoles_areMadeAgainOnAnEmptyCluster() {
    try (ThrowawayPostgres source = ThrowawayPostgres.start();
        ThrowawayPostgres target = ThrowawayPostgres.start()) {
      PostgresFixture.sql(source, "postgres", hostileRoles());
      GlobalsScript globals = globals(source);

      assertThat(globals.roles()).containsAll(names());
      restore(globals, target);

      assertThat(PostgresFixture.sql(target, "postgres", ROLES))
          .isEqualTo(PostgresFixture.sql(source, "postgres", ROLES));
    }
  }

  @Test
  void globals_someRolesExist_leaveThemAsTheyAre() {
    try (ThrowawayPostgres source = ThrowawayPostgres.start();
        ThrowawayPostgres target = ThrowawayPostgres.start()) {
      PostgresFixture.sql(source, "postgres", hostileRoles());
      List<String> existing = names().subList(0, names().size() / 2);
      for (String name : existing) {
        PostgresFixture.sql(
            target, "postgres", "CREATE ROLE " + SqlText.identifier(name) + " PASSWORD 'own'");
      }
      String mine =
          ROLES.replace(
              "ORDER BY r.rolname", "AND r.rolname IN (" + list(existing) + ") ORDER BY r.rolname");
      String before = PostgresFixture.sql(target, "postgres", mine);

      restore(globals(source), target);

      assertThat(PostgresFixture.sql(target, "postgres", mine)).isEqualTo(before);
      assertThat(PostgresFixture.sql(target, "postgres", "SELECT count(*) FROM pg_roles"))
          .isEqualTo(PostgresFixture.sql(source, "postgres", "SELECT count(*) FROM pg_roles"));
    }
  }

  private static List<String> names() {
    return HostileNames.ofDatabases().stream().filter(name -> !name.startsWith("pg_")).toList();
  }

  private static String list(List<String> names) {
    return String.join(", ", names.stream().map(SqlText::literal).toList());
  }

  /**
   * A chain in which each role belongs to the one before, with passwords, settings and comments.
   */
  private static String hostileRoles() {
    StringBuilder sql = new StringBuilder("SET password_encryption = 'md5';\n");
    String before = "pg_monitor";
    List<String> clauses =
        List.of("LOGIN", "CREATEDB NOINHERIT", "CREATEROLE", "BYPASSRLS", "SUPERUSER");
    int at = 0;
    for (String name : names()) {
      String role = SqlText.identifier(name);
      sql.append(
          "CREATE ROLE %s %s PASSWORD %s VALID UNTIL '2030-01-01 00:00:00+00';\n"
              .formatted(
                  role, clauses.get(at % clauses.size()), SqlText.literal("p'\\\";" + name)));
      sql.append("COMMENT ON ROLE %s IS %s;\n".formatted(role, SqlText.literal("; \\ '" + name)));
      sql.append(
          "ALTER ROLE %s SET search_path TO %s, public;\n".formatted(role, SqlText.literal(name)));
      sql.append(
          "GRANT %s TO %s %s;\n"
              .formatted(SqlText.identifier(before), role, at % 2 == 0 ? "WITH ADMIN OPTION" : ""));
      before = name;
      at++;
    }
    sql.append("CREATE ROLE \"new\nline\";\nGRANT SET ON PARAMETER work_mem TO \"new\nline\";\n");
    sql.append("SET ROLE \"two words\";\nGRANT pg_monitor TO \"UPPER\";\nRESET ROLE;\n");
    return sql.toString();
  }

  private static GlobalsScript globals(ThrowawayPostgres server) {
    return GlobalsScript.parse(
        PostgresFixture.run(server, "", "pg_dumpall", "--globals-only", "--no-password"));
  }

  private static void restore(GlobalsScript globals, ThrowawayPostgres server) {
    PgTools tools =
        new PgTools(
            List.of(),
            Optional.of(server.installation().bin()),
            new ConnectionSettings(server.environment()).withDatabase("postgres"));
    Set<String> existing = new HashSet<>();
    tools
        .psql()
        .json("SELECT json_agg(rolname) FROM pg_roles")
        .forEach(role -> existing.add(role.textValue()));
    List<String> missing = new ArrayList<>(globals.roles());
    missing.removeAll(existing);
    assertThat(missing).isNotEmpty();
    tools.psql().run("BEGIN;\n" + globals.forMissingRoles(existing) + "COMMIT;\n");
  }
}
