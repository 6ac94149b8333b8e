package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/**
 * Synthesises with the real CDK and reads the template. After a wanted change, write the golden
 * file anew with {@code ./mvnw -pl cdk -am test -Dvigie.golden.update} and read its difference.
 */
class InfraStackTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/vigie/cdk/InfraStack.template.json");
  private static final String INSTANCE = "AWS::EC2::Instance";

  // What the settings of the network, the machines and the way out can change, all at once.
  static final SynthesisedApp OTHER =
      SynthesisedApp.into(
          Path.of("target", "synthesised", "other"),
          Map.of(
              "encryption",
              "s3",
              "infra",
              Map.of(
                  "domain", "nocodb.example.org",
                  "architecture", "x86_64",
                  "imageId", "ami-0123456789abcdef0",
                  "network", Map.of("availabilityZone", "eu-west-3b"),
                  "nat", Map.of("kind", "gateway"),
                  "bastion", Map.of("sshFrom", List.of("192.0.2.0/24")),
                  "traefik", Map.of("webFrom", List.of("198.51.100.0/24")),
                  "application", Map.of("count", 3, "registrySecret", "registry/nocodb"),
                  "swarm", Map.of("managers", 3),
                  "logDays", 7)));

  @TempDir private static Path directory;

  private final StackTemplate infra =
      SynthesisedApp.withEncryption("kms").stack(VigieApp.INFRA_STACK);
  private final StackTemplate other = OTHER.stack(VigieApp.INFRA_STACK);

  @Test
  void template_isTheGoldenOne() throws IOException {
    if (System.getProperty("vigie.golden.update") != null) {
      Files.writeString(GOLDEN, infra.text());
    }
    assertThat(infra.text())
        .as("the template; if the change is wanted, run with -Dvigie.golden.update")
        .isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void template_synthesisedTwice_hasTheSameBytes() {
    var again = SynthesisedApp.into(directory.resolve("again"), Map.of());
    assertThat(again.stack(VigieApp.INFRA_STACK).text()).isEqualTo(infra.text());
  }

  @Test
  void template_neitherImportsNorExports() {
    assertThat(infra.text()).doesNotContain("Fn::ImportValue", "\"Export\"");
    assertThat(OTHER.stack(VigieApp.STORAGE_STACK).text()).doesNotContain("\"Export\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nag_findsNothingThatIsNotExplained(boolean gateway) throws IOException {
    var app =
        SynthesisedApp.app(
            directory.resolve("nag-" + gateway),
            Map.of("infra", Map.of("nat", Map.of("kind", gateway ? "gateway" : "instance"))));
    Aspects.of(app).add(new AwsSolutionsChecks());
    var findings = Annotations.fromStack((Stack) app.getNode().findChild(VigieApp.INFRA_STACK));
    assertThat(findings.findError("*", Match.anyValue())).isEmpty();
    assertThat(findings.findWarning("*", Match.anyValue())).isEmpty();
  }

  @Test
  void suppressions_areTheExpected_andReasoned() {
    var rules = infra.json().findValues("rules_to_suppress");
    assertThat(rules.stream().flatMap(list -> list.findValuesAsText("id").stream()).distinct())
        .containsExactlyInAnyOrder(
            "AwsSolutions-EC23", "AwsSolutions-EC28", "AwsSolutions-EC29", "AwsSolutions-IAM5");
    assertThat(rules.stream().flatMap(list -> list.findValuesAsText("reason").stream()))
        .allMatch(reason -> reason.length() > 40);
  }

  @Test
  void machines_areNamedAlikeEverywhere() {
    assertThat(infra.ofType(INSTANCE).keySet())
        .containsExactlyInAnyOrder(
            "Bastion", "Traefik", "Nat", "Application1", "Application2", "Database1", "Monitoring");
    assertThat(other.ofType(INSTANCE).keySet()).contains("Application3").doesNotContain("Nat");
    var database = infra.properties("Database1");
    assertThat(database.get("Tags"))
        .isEqualTo(
            json(
                "[{'Key': 'Name', 'Value': 'quickdata-database-1'},"
                    + "{'Key': 'vigie:node', 'Value': 'database-1'},"
                    + "{'Key': 'vigie:project', 'Value': 'quickdata'},"
                    + "{'Key': 'vigie:role', 'Value': 'database'}]"));
    assertThat(database.at("/UserData/Fn::Base64/Fn::Join/1/0").asText())
        .startsWith(
            "#!/bin/bash\nHOST_NAME=quickdata-database-1\nSTACK=vigie-quickdata-infra\nRESOURCE=Database1\n");
    assertThat(infra.properties("Database1IdParameter").get("Name").asText())
        .isEqualTo("/vigie/quickdata/nodes/database-1");
  }

  @Test
  void machine_isClosedEncryptedAndAwaited() {
    infra
        .ofType(INSTANCE)
        .forEach(
            (id, machine) -> {
              var properties = machine.get("Properties");
              assertThat(properties.get("MetadataOptions"))
                  .as(id)
                  .isEqualTo(
                      json(
                          "{'HttpEndpoint': 'enabled', 'HttpPutResponseHopLimit': 1, 'HttpTokens':"
                              + " 'required'}"));
              var disk = properties.at("/BlockDeviceMappings/0/Ebs");
              assertThat(disk.get("Encrypted").asBoolean()).isTrue();
              assertThat(disk.get("VolumeType").asText()).isEqualTo("gp3");
              assertThat(properties.get("KeyName")).isEqualTo(json("{'Ref': 'KeyPair'}"));
              assertThat(properties.at("/IamInstanceProfile/Ref").asText())
                  .isEqualTo(id.replaceAll("[0-9]+$", "") + "Profile");
              assertThat(machine.at("/CreationPolicy/ResourceSignal/Timeout").asText())
                  .isEqualTo(
                      switch (id) {
                        case "Bastion", "Nat" -> "PT10M";
                        case "Traefik" -> "PT2H20M";
                        default -> "PT40M";
                      });
            });
  }

  @Test
  void image_isAmazonLinuxOfTheArchitecture_unlessItIsPinned() {
    assertThat(infra.json().at("/Parameters/Arm64Image/Default").asText())
        .isEqualTo("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64");
    assertThat(infra.properties("Database1").get("ImageId"))
        .isEqualTo(json("{'Ref': 'Arm64Image'}"));
    assertThat(Architecture.X86_64.imageParameter()).endsWith("al2023-ami-kernel-default-x86_64");
    assertThat(other.properties("Database1").get("ImageId").asText())
        .isEqualTo("ami-0123456789abcdef0");
    assertThat(other.json().at("/Parameters").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("BootstrapVersion");
    assertThat(other.properties("Database1").get("InstanceType").asText()).isEqualTo("t3.medium");
  }

  @Test
  void dataVolume_isApartAndStays_andSoDoesItsAttachment() {
    for (var id : List.of("DataVolume", "DataVolumeAttachment")) {
      assertThat(infra.resource(id).get("DeletionPolicy").asText()).isEqualTo("Retain");
      assertThat(infra.resource(id).get("UpdateReplacePolicy").asText()).isEqualTo("Retain");
    }
    var volume = infra.properties("DataVolume");
    assertThat(volume.get("Encrypted").asBoolean()).isTrue();
    assertThat(volume.get("VolumeType").asText()).isEqualTo("gp3");
    assertThat(volume.get("Size").asInt()).isEqualTo(50);
    assertThat(volume.get("AvailabilityZone"))
        .isEqualTo(infra.properties("DatabaseSubnet").get("AvailabilityZone"));
    assertThat(infra.properties("DataVolumeAttachment"))
        .isEqualTo(
            json(
                "{'Device': '/dev/sdf', 'InstanceId': {'Ref': 'Database1'}, 'VolumeId': {'Ref':"
                    + " 'DataVolume'}}"));
  }

  @Test
  void nothingElse_staysWhenTheStackGoes() {
    var kept = new ArrayList<String>();
    infra
        .json()
        .get("Resources")
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().path("DeletionPolicy").asText().equals("Retain")) {
                kept.add(entry.getKey());
              }
            });
    assertThat(kept).containsExactly("Files", "DataVolume", "DataVolumeAttachment");
  }

  @Test
  void files_areEncrypted_andTheirIdIsToldWhenTheyCanBeMounted() {
    assertThat(infra.properties("Files").get("Encrypted").asBoolean()).isTrue();
    assertThat(infra.resource("FilesIdParameter").get("DependsOn").toString())
        .contains("FilesMountTarget");
    assertThat(infra.properties("FilesIdParameter").get("Name").asText())
        .isEqualTo("/vigie/quickdata/files/id");
  }

  @ParameterizedTest
  @CsvSource({
    "Bastion, 10.20.0.0/24, true, PublicRoutes",
    "Gateway, 10.20.1.0/24, true, PublicRoutes",
    "Application, 10.20.2.0/24, false, PrivateRoutes",
    "Database, 10.20.3.0/24, false, PrivateRoutes",
    "Monitoring, 10.20.4.0/24, false, PrivateRoutes"
  })
  void subnet_hasItsBlockAndItsRoutes(String group, String block, boolean open, String routes) {
    var subnet = infra.properties(group + "Subnet");
    assertThat(subnet.get("CidrBlock").asText()).isEqualTo(block);
    assertThat(subnet.get("MapPublicIpOnLaunch").asBoolean()).isEqualTo(open);
    assertThat(infra.properties(group + "SubnetRoutes").at("/RouteTableId/Ref").asText())
        .isEqualTo(routes);
  }

  @Test
  void wayOut_isTheNatMachine_orAGatewayBySetting() {
    assertThat(infra.properties("PrivateDefaultRoute"))
        .isEqualTo(
            json(
                "{'DestinationCidrBlock': '0.0.0.0/0', 'InstanceId': {'Ref': 'Nat'},"
                    + " 'RouteTableId': {'Ref': 'PrivateRoutes'}}"));
    assertThat(infra.properties("Nat").get("SourceDestCheck").asBoolean()).isFalse();
    assertThat(infra.properties("Nat").at("/UserData/Fn::Base64/Fn::Join/1/2").asText())
        .contains("masquerade");
    assertThat(other.properties("PrivateDefaultRoute").at("/NatGatewayId/Ref").asText())
        .isEqualTo("NatGateway");
    // A machine that boots before the way out is there cannot tell CloudFormation that it is up.
    for (var id : List.of("Application1", "Database1", "Monitoring")) {
      assertThat(infra.resource(id).get("DependsOn").toString()).contains("PrivateDefaultRoute");
    }
  }

  @Test
  void s3_isReachedFromEverySubnetWithoutTheWayOut() {
    var endpoint = infra.properties("S3Endpoint");
    assertThat(endpoint.get("VpcEndpointType").asText()).isEqualTo("Gateway");
    assertThat(endpoint.get("RouteTableIds"))
        .isEqualTo(json("[{'Ref': 'PublicRoutes'}, {'Ref': 'PrivateRoutes'}]"));
  }

  @Test
  void logs_ofTheMachines_haveAGroupBeforeTheyBoot() {
    assertThat(infra.properties("NodeLogGroup"))
        .isEqualTo(json("{'LogGroupName': '/vigie/quickdata/nodes', 'RetentionInDays': 30}"));
    assertThat(infra.resource("NodeLogGroup").get("DeletionPolicy").asText()).isEqualTo("Delete");
    assertThat(other.properties("NodeLogGroup").get("RetentionInDays").asInt()).isEqualTo(7);
    infra
        .ofType(INSTANCE)
        .forEach(
            (id, machine) -> {
              assertThat(machine.get("DependsOn").toString()).as(id).contains("NodeLogGroup");
              assertThat(machine.at("/Properties/UserData").toString())
                  .contains("LOG_GROUP=/vigie/quickdata/nodes");
            });
  }

  @Test
  void manager_mayReadWhatItsSettingsName() {
    var token = "parameter/vigie/quickdata/swarm/manager-join-token";
    assertThat(infra.resource("TraefikRole").toString()).doesNotContain(token);
    assertThat(other.resource("TraefikRole").toString())
        .contains(token, "secret:registry/nocodb-??????");
    for (var role : List.of("ApplicationRole", "DatabaseRole", "MonitoringRole")) {
      assertThat(other.resource(role).toString()).doesNotContain(token, "registry/nocodb");
    }
  }

  @Test
  void flowLogs_ofTheNetwork_areKept() {
    assertThat(infra.properties("FlowLog").get("TrafficType").asText()).isEqualTo("ALL");
    assertThat(infra.properties("FlowLogGroup").get("RetentionInDays").asInt()).isEqualTo(30);
  }

  @Test
  void address_isPublishedWithTheDomainItIsFor() {
    var output = other.json().at("/Outputs/PublicAddress");
    assertThat(output.get("Description").asText())
        .isEqualTo("Point the DNS record of nocodb.example.org to it");
    assertThat(output.at("/Value/Fn::GetAtt/0").asText()).isEqualTo("TraefikAddress");
  }
}
