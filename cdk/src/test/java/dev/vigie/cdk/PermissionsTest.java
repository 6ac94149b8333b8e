package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks every statement that allows something, in every stack, wherever a policy can stand. */
class PermissionsTest {
  /** The operations stack again, with a runner that is a function. */
  private static final String RUNNERS = "Runners";

  private final Map<String, StackTemplate> stacks = stacks();

  /** A statement, and the stack and the logical id of the resource it stands in. */
  private record Allowed(String stack, String resource, JsonNode statement) {
    /**
     * The account's own hold on a key (KMS Developer Guide, "Default key policy"): without it a
     * mistake in a role would lock everybody out for good.
     */
    boolean isTheAccountsOwn() {
      return actions().equals(List.of("kms:*"))
          && statement.path("Principal").toString().contains(":root");
    }

    /** In a key's policy {@code *} is this one key (KMS Developer Guide, "Key policies"). */
    boolean isOfAKey() {
      return statement.has("Principal")
          && actions().stream().allMatch(action -> action.startsWith("kms:"));
    }

    List<String> actions() {
      return texts(statement.path("Action"));
    }

    List<String> resources() {
      return texts(statement.path("Resource"));
    }

    String sid() {
      return statement.path("Sid").asText();
    }

    private static List<String> texts(JsonNode oneOrMore) {
      return oneOrMore.isArray()
          ? StreamSupport.stream(oneOrMore.spliterator(), false).map(Allowed::text).toList()
          : List.of(text(oneOrMore));
    }

    /** A text, or what Fn::Join makes one of, with {@code _} for what is known at deployment. */
    private static String text(JsonNode value) {
      if (!value.has("Fn::Join")) {
        return value.isTextual() ? value.asText() : "_";
      }
      return StreamSupport.stream(value.at("/Fn::Join/1").spliterator(), false)
          .map(Allowed::text)
          .collect(Collectors.joining());
    }
  }

  @Test
  void everyStack_isWalked() {
    assertThat(stacks)
        .containsOnlyKeys(
            VigieApp.STORAGE_STACK,
            VigieApp.REPLICA_STACK,
            VigieApp.INFRA_STACK,
            VigieApp.OPS_STACK,
            RUNNERS);
    assertThat(allowed()).hasSizeGreaterThan(15);
  }

  @Test
  void actions_haveNoWildcard() {
    assertThat(allowedByRoles())
        .allSatisfy(each -> assertThat(each.actions()).noneMatch(action -> action.contains("*")));
  }

  @Test
  void statements_allowWhatTheyName_andNotWhatTheyLeaveOut() {
    assertThat(allowed())
        .noneMatch(
            each -> each.statement().has("NotAction") || each.statement().has("NotResource"));
  }

  @Test
  void resources_withAWildcard_haveAWrittenReason() {
    var used = new TreeSet<String>();
    for (var each : allowedByRoles()) {
      if (!each.isOfAKey()
          && each.resources().stream().anyMatch(resource -> resource.contains("*"))) {
        assertThat(Stream.of(WildcardReason.values()).map(WildcardReason::sid))
            .as("the reason for %s in %s", each.sid(), each.resource())
            .contains(each.sid());
        used.add(each.sid());
      }
    }
    assertThat(Stream.of(WildcardReason.values()).map(WildcardReason::sid))
        .as("reasons that nothing needs any more")
        .containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void nobody_mayDeleteAnObject_orWeakenTheBucketOrItsKey() {
    assertThat(allowedByRoles())
        .flatExtracting(Allowed::actions)
        .noneMatch(
            action ->
                action.matches(
                    "s3:(?!Get).*(Delete|Bypass|Lifecycle|Policy|PutBucket|PutEncryption|PutReplication|ReplicateDelete).*"))
        .noneMatch(action -> action.matches("kms:.*(Delet|Disable|Policy|Grant|Revoke).*"));
  }

  @Test
  void bucket_amongMachines_isWrittenByTheDatabases_andWhatIsProvedIsOnlyRead() {
    var bucket = "arn:_:s3:::quickdata-pg-backups-storage-bucket-example";
    var onBucket =
        allowed().stream()
            .filter(each -> each.stack().equals(VigieApp.INFRA_STACK))
            .filter(each -> each.actions().stream().anyMatch(action -> action.startsWith("s3:")))
            .filter(each -> !List.of("NodeFiles", "Runner").contains(each.sid()))
            .toList();
    assertThat(onBucket)
        .extracting(Allowed::resource)
        .containsOnly("DatabaseRole", "MonitoringRole");
    assertThat(writtenBy("DatabaseRole", onBucket))
        .containsExactlyInAnyOrder(bucket + "/backups/main/*", bucket + "/operations/*");
    assertThat(writtenBy("MonitoringRole", onBucket))
        .containsExactlyInAnyOrder(
            bucket + "/drills/main/*",
            bucket + "/operations/*",
            "arn:_:s3:::second-bucket/backups/main/*");
  }

  private static List<String> writtenBy(String role, List<Allowed> allowed) {
    return allowed.stream()
        .filter(each -> each.resource().equals(role) && each.actions().contains("s3:PutObject"))
        .flatMap(each -> each.resources().stream())
        .toList();
  }

  @Test
  void key_isUsedOnlyThroughThisBucket() {
    var use =
        allowed().stream()
            .filter(each -> each.stack().equals(VigieApp.INFRA_STACK))
            .filter(each -> each.sid().equals(WildcardReason.BACKUP_KEY.sid()))
            .toList();
    assertThat(use).hasSize(2);
    for (var each : use) {
      assertThat(each.actions()).containsExactly("kms:Decrypt", "kms:GenerateDataKey");
      assertThat(each.statement().at("/Condition/StringEquals").properties())
          .extracting(Map.Entry::getKey)
          .containsExactly("kms:EncryptionContext:aws:s3:arn", "kms:ViaService");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TraefikRole, ssm:GetParameter ssm:PutParameter",
    "ApplicationRole, ssm:GetParameter",
    "DatabaseRole, ssm:GetParameter",
    "MonitoringRole, ssm:GetParameter",
    "BastionRole, ''",
    "NatRole, ''"
  })
  void joinToken_isWrittenByTheManagerAlone_andReadByMembers(String role, String actions) {
    var parameters =
        allowed().stream()
            .filter(each -> each.resource().equals(role))
            .filter(
                each ->
                    each.actions().stream()
                        .anyMatch(action -> action.matches("ssm:(Get|Put|Delete).*Parameter.*")))
            .filter(each -> each.sid().equals("JoinToken"))
            .toList();
    assertThat(parameters.stream().flatMap(each -> each.actions().stream()))
        .containsExactly(actions.isEmpty() ? new String[0] : actions.split(" "));
    assertThat(parameters.stream().flatMap(each -> each.resources().stream()))
        .allMatch("arn:_:ssm:_:_:parameter/vigie/quickdata/swarm/worker-join-token"::equals);
  }

  @Test
  void nodeFiles_areReadByMembersAlone_andNothingBesideThem() {
    var ofFiles = allowed().stream().filter(each -> each.sid().startsWith("NodeFiles")).toList();
    assertThat(ofFiles)
        .extracting(Allowed::resource)
        .containsOnly("TraefikRole", "ApplicationRole", "DatabaseRole", "MonitoringRole")
        .hasSize(8);
    assertThat(ofFiles)
        .flatExtracting(Allowed::actions)
        .containsOnly("ssm:GetParameter", "s3:GetObject");
    assertThat(ofFiles).flatExtracting(Allowed::resources).noneMatch(name -> name.contains("*"));
  }

  @ParameterizedTest
  @CsvSource({
    "DataState, database/state, DatabaseRole:Put TraefikRole:Get",
    "Recovery, swarm/recovery, DatabaseRole:Get TraefikRole:Put",
    "FilesId, files/id, ApplicationRole:Get DatabaseRole:Get"
  })
  void parameter_betweenMachines_isWrittenByOne_andReadByThoseThatNeedIt(
      String sid, String path, String roles) {
    var statements = allowed().stream().filter(each -> each.sid().equals(sid)).toList();
    assertThat(statements)
        .extracting(
            each ->
                each.resource() + ":" + each.actions().getFirst().replaceAll("ssm:|Parameter", ""))
        .containsExactlyInAnyOrder(roles.split(" "));
    assertThat(statements)
        .flatExtracting(Allowed::resources)
        .containsOnly("arn:_:ssm:_:_:parameter/vigie/quickdata/" + path);
  }

  @Test
  void secrets_areReadByTheManager_andThePasswordAloneByTheDatabase() {
    var secrets =
        allowed().stream()
            .filter(each -> each.stack().equals(VigieApp.INFRA_STACK))
            .filter(each -> each.actions().contains("secretsmanager:GetSecretValue"))
            .collect(Collectors.toMap(Allowed::resource, Allowed::resources));
    assertThat(secrets).containsOnlyKeys("TraefikRole", "DatabaseRole");
    assertThat(secrets.get("TraefikRole")).hasSize(4);
    assertThat(secrets.get("DatabaseRole"))
        .singleElement()
        .asString()
        .endsWith(":secret:/vigie/quickdata/database-password-??????");
  }

  @Test
  void runner_isReadWhereOperationsAreDone_andNothingBesideIt() {
    var ofRunner = allowed().stream().filter(each -> each.sid().startsWith("Runner")).toList();
    assertThat(ofRunner)
        .extracting(Allowed::resource)
        .containsOnly("DatabaseRole", "MonitoringRole")
        .hasSize(4);
    assertThat(ofRunner).flatExtracting(Allowed::resources).noneMatch(name -> name.contains("*"));
  }

  @Test
  void commandLogs_areWrittenWhereCommandsRun_andLieInTheGroupOfTheCommands() {
    var writes =
        allowed().stream()
            .filter(each -> each.sid().equals(WildcardReason.COMMAND_LOGS.sid()))
            .toList();
    assertThat(writes)
        .extracting(Allowed::resource)
        .containsExactlyInAnyOrder("DatabaseRole", "MonitoringRole");
    assertThat(writes)
        .flatExtracting(Allowed::resources)
        .containsOnly("arn:_:logs:_:_:log-group:/vigie/quickdata/commands:*");
  }

  @Test
  void nodeLogs_areWrittenByEveryMachine_andReadByNone() {
    var logs =
        allowed().stream()
            .filter(each -> each.sid().equals(WildcardReason.NODE_LOGS.sid()))
            .toList();
    assertThat(logs)
        .extracting(Allowed::resource)
        .containsExactlyInAnyOrder(
            "ApplicationRole",
            "BastionRole",
            "DatabaseRole",
            "MonitoringRole",
            "NatRole",
            "TraefikRole");
    assertThat(logs)
        .flatExtracting(Allowed::actions)
        .containsOnly("logs:CreateLogStream", "logs:PutLogEvents");
    assertThat(logs)
        .flatExtracting(Allowed::resources)
        .containsOnly("arn:_:logs:_:_:log-group:/vigie/quickdata/nodes:*");
  }

  @Test
  void alerts_arePublishedByTheMonitoringMachineAlone_toTheOneTopic() {
    var topic = "arn:_:sns:_:_:vigie-quickdata-alerts";
    var ofMachines =
        allowed().stream().filter(each -> each.stack().equals(VigieApp.INFRA_STACK)).toList();
    var publish =
        ofMachines.stream().filter(each -> each.actions().contains("sns:Publish")).toList();
    assertThat(publish).extracting(Allowed::resource).containsExactly("MonitoringRole");
    assertThat(publish).flatExtracting(Allowed::resources).containsExactly(topic);
    var key =
        ofMachines.stream()
            .filter(each -> each.sid().equals(WildcardReason.ALERT_KEY.sid()))
            .toList();
    assertThat(key).extracting(Allowed::resource).containsExactly("MonitoringRole");
    var conditions = key.getFirst().statement().at("/Condition/StringEquals");
    assertThat(Allowed.text(conditions.get("kms:EncryptionContext:aws:sns:topicArn")))
        .isEqualTo(topic);
    assertThat(Allowed.text(conditions.get("kms:ViaService"))).isEqualTo("sns._.amazonaws.com");
  }

  private List<Allowed> allowedByRoles() {
    return allowed().stream().filter(each -> !each.isTheAccountsOwn()).toList();
  }

  private List<Allowed> allowed() {
    var found = new ArrayList<Allowed>();
    stacks.forEach(
        (id, stack) ->
            stack
                .json()
                .get("Resources")
                .properties()
                .forEach(entry -> collect(id, entry.getKey(), entry.getValue(), found)));
    return found;
  }

  /** Every statement below, whatever the policy's field is called. */
  private static void collect(String stack, String resource, JsonNode node, List<Allowed> found) {
    if (node.path("Effect").asText().equals("Allow")) {
      found.add(new Allowed(stack, resource, node));
    }
    node.forEach(child -> collect(stack, resource, child, found));
  }

  /** Every stack that the app can have, so that one that is added is walked, too. */
  private static Map<String, StackTemplate> stacks() {
    var ending = ".template.json";
    var app = SynthesisedApp.replicating();
    var stacks =
        Stream.of(Objects.requireNonNull(app.directory().toFile().list()))
            .filter(name -> name.endsWith(ending))
            .map(name -> name.substring(0, name.length() - ending.length()))
            .collect(Collectors.toMap(id -> id, app::stack));
    stacks.put(VigieApp.INFRA_STACK, Everything.APP.stack(VigieApp.INFRA_STACK));
    stacks.put(VigieApp.OPS_STACK, Everything.APP.stack(VigieApp.OPS_STACK));
    stacks.put(RUNNERS, RunnerFunctionsTest.APP.stack(VigieApp.OPS_STACK));
    return stacks;
  }
}
