package dev.vigie.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.DatabaseFacts;
import dev.vigie.postgres.GlobalsScript;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import dev.vigie.storage.JsonDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What stands around a database's contents, compared with its backup: the database's own owner,
 * locale, limit, privileges, comment and settings, its extensions, and the cluster's roles with
 * their attributes and memberships. A restore brings roles back only where they lack, and so can
 * compare them only on a server of its own.
 *
 * @param manifest of the backup
 * @param globals the script of the roles, as it was stored
 */
record Surroundings(Manifest manifest, String globals) {

  /** What is compared of a database, and how a message calls it. */
  private record Property(String name, Function<DatabaseFacts, Object> value) {}

  private static final List<Property> PROPERTIES =
      List.of(
          new Property("owner", DatabaseFacts::owner),
          new Property("encoding", DatabaseFacts::encoding),
          new Property("collation", DatabaseFacts::collate),
          new Property("character classes", DatabaseFacts::ctype),
          new Property("connection limit", DatabaseFacts::connectionLimit),
          new Property("privileges", facts -> String.valueOf(facts.acl())),
          new Property("comment", facts -> String.valueOf(facts.comment())),
          new Property("settings", DatabaseFacts::settings));

  /**
   * Compares.
   *
   * @param restored the programs, as superuser, on the restored database
   * @param own roles that the server had before
   * @return what differs, a sentence each
   */
  List<String> differences(PgTools restored, Set<String> own) {
    DatabaseFacts wanted = manifest.database();
    DatabaseFacts found = facts(restored);
    List<String> differences = new ArrayList<>();
    for (Property property : PROPERTIES) {
      Object before = property.value().apply(wanted);
      Object after = property.value().apply(found);
      if (!before.equals(after)) {
        differences.add(
            "the database's %s: %s instead of %s".formatted(property.name(), after, before));
      }
    }
    boolean sameMajor = found.serverVersionNum() / 10_000 == wanted.serverVersionNum() / 10_000;
    for (DatabaseFacts.Extension extension : wanted.extensions()) {
      if (found.extensions().stream().noneMatch(each -> isSame(extension, each, sameMajor))) {
        differences.add(
            "extension %s %s is missing".formatted(extension.name(), extension.version()));
      }
    }
    wanted.roles().stream()
        .filter(role -> !found.roles().contains(role) && !own.contains(role))
        .forEach(role -> differences.add("role " + role + " is missing"));
    if (sameMajor) {
      // Another major version writes roles in its own words.
      compareRoles(restored, own, differences);
    }
    return differences;
  }

  private static boolean isSame(
      DatabaseFacts.Extension stored, DatabaseFacts.Extension found, boolean sameMajor) {
    return sameMajor
        ? stored.name().equals(found.name()) && stored.schema().equals(found.schema())
        : stored.name().equals(found.name());
  }

  private static DatabaseFacts facts(PgTools restored) {
    try {
      return JsonDocuments.MAPPER.treeToValue(
          restored.psql().json(DatabaseFacts.QUERY), DatabaseFacts.class);
    } catch (JsonProcessingException e) {
      throw new VigieException(
          ErrorCode.INTERNAL, "the facts of the restored database cannot be read", e);
    }
  }

  /** Passwords are compared and never named: a statement that has one is told by its beginning. */
  private void compareRoles(PgTools restored, Set<String> own, List<String> differences) {
    Set<String> wanted = statements(globals, own);
    Set<String> found = statements(dump(restored), own);
    wanted.stream()
        .filter(each -> !found.contains(each))
        .forEach(each -> differences.add("of the roles is missing: " + withoutSecrets(each)));
    found.stream()
        .filter(each -> !wanted.contains(each))
        .forEach(each -> differences.add("of the roles is new: " + withoutSecrets(each)));
  }

  private static Set<String> statements(String script, Set<String> own) {
    Set<String> statements = new LinkedHashSet<>();
    for (String statement : GlobalsScript.parse(script).forMissingRoles(own).split(";\n", -1)) {
      statements.add(statement.strip());
    }
    return statements;
  }

  private static String withoutSecrets(String statement) {
    return statement.replaceFirst("(?s) PASSWORD .*", " PASSWORD …");
  }

  private static String dump(PgTools restored) {
    List<String> arguments =
        List.of(
            "--globals-only",
            "--no-password",
            "--database=dbname=" + SqlText.connectionValue(restored.database()));
    try (PgProcess process = restored.start("pg_dumpall", arguments)) {
      process.input().close();
      String script = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
      process.awaitSuccess();
      return script;
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.CLIENT_FAILED, "what pg_dumpall wrote could not be read", e);
    }
  }
}
