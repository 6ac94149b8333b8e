package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the roles of machines may do, which role by which statement. */
class MachinePermissionsTest {
  private final List<Allowed> allowed = Allowed.in(Allowed.stacks());

  @Test
  void bucket_amongMachines_isWrittenByTheDatabases_andWhatIsProvedIsOnlyRead() {
    var bucket = "arn:_:s3:::quickdata-pg-backups-storage-bucket-example";
    var onBucket =
        allowed.stream()
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
        allowed.stream()
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
        allowed.stream()
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
    var ofFiles = allowed.stream().filter(each -> each.sid().startsWith("NodeFiles")).toList();
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
    var statements = allowed.stream().filter(each -> each.sid().equals(sid)).toList();
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
        allowed.stream()
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
    var ofRunner = allowed.stream().filter(each -> each.sid().startsWith("Runner")).toList();
    assertThat(ofRunner)
        .extracting(Allowed::resource)
        .containsOnly("DatabaseRole", "MonitoringRole")
        .hasSize(4);
    assertThat(ofRunner).flatExtracting(Allowed::resources).noneMatch(name -> name.contains("*"));
  }

  @Test
  void commandLogs_areWrittenWhereCommandsRun_andLieInTheGroupOfTheCommands() {
    var writes =
        allowed.stream()
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
        allowed.stream().filter(each -> each.sid().equals(WildcardReason.NODE_LOGS.sid())).toList();
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
        allowed.stream().filter(each -> each.stack().equals(VigieApp.INFRA_STACK)).toList();
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
}
