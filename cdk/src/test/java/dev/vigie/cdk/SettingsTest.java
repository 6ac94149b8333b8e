package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments, regions and the names that follow from them; no CDK is started. */
class SettingsTest {
  private static final Set<String> REGIONS = Set.of("eu-west-3", "us-east-1");
  private static final Map<String, Object> OPS =
      Map.of(
          "clusters",
          Map.of(
              "main",
              Map.of(
                  "node",
                  "database-1",
                  "databases",
                  Map.of("nocodb", database("cron(0 2 * * ? *)", 26)))));
  private static final Map<String, Object> ENVIRONMENTS =
      Map.of(
          "staging", Map.of("retention", Map.of("daily", 3), "region", "us-east-1"),
          "production", Map.of("infra", Map.of("application", Map.of("count", 4))));

  @Test
  void environment_notChosen_changesNothing() {
    var settings = read(Map.of(), Map.of());
    assertThat(settings.deployment().name()).isEqualTo("quickdata");
    assertThat(settings.deployment().tags()).isEqualTo(Map.of("vigie:project", "quickdata"));
    assertThat(settings.storage().retention()).isEqualTo(new RetentionDays(10, 60, 400, 2_600));
    assertThat(settings.infra().applications()).isEqualTo(2);
  }

  @Test
  void environment_chosen_isLaidOverTheOthersKeyByKey() {
    var staging = read(Map.of("environment", "staging"), Map.of());
    assertThat(staging.storage().retention()).isEqualTo(new RetentionDays(3, 60, 400, 2_600));
    assertThat(staging.deployment().region()).contains("us-east-1");
    var production = read(Map.of(), Map.of("VIGIE_ENVIRONMENT", "production"));
    assertThat(production.infra().applications()).isEqualTo(4);
    assertThat(production.infra().machine(NodeRole.APPLICATION).diskGib()).isEqualTo(40);
  }

  @Test
  void environment_givenTwice_isTheOptions() {
    var settings =
        read(Map.of("environment", "staging"), Map.of("VIGIE_ENVIRONMENT", "production"));
    assertThat(settings.deployment().environment()).contains("staging");
  }

  @Test
  void names_ofAnEnvironment_haveItBehindTheProject() {
    var deployment = read(Map.of("environment", "staging"), Map.of()).deployment();
    assertThat(deployment.nodeName("database-1")).isEqualTo("quickdata-staging-database-1");
    assertThat(deployment.stackName("storage")).isEqualTo("vigie-quickdata-staging-storage");
    assertThat(StorageStack.bucketNameParameter(deployment))
        .isEqualTo("/vigie/quickdata-staging/storage/bucket-name");
    assertThat(NodePermissions.joinTokenParameter(deployment))
        .isEqualTo("/vigie/quickdata-staging/swarm/worker-join-token");
    assertThat(deployment.tags())
        .isEqualTo(Map.of("vigie:project", "quickdata", "vigie:environment", "staging"));
  }

  @Test
  void names_atTheirLongest_areHostNames() {
    var longest = new Deployment("p".repeat(31), Optional.of("e".repeat(12)), Optional.empty());
    assertThat(longest.nodeName("application-20")).hasSizeLessThanOrEqualTo(63);
    assertThat(OpsFunction.values())
        .extracting(function -> new OpsNames(longest).function(function).length())
        .allMatch(length -> length <= 64);
  }

  @Test
  void names_tooLongForAFunction_areRefused() {
    assertThatThrownBy(
            () -> new Deployment("p".repeat(35), Optional.of("staging12"), Optional.empty()))
        .hasMessage(
            "vigie.project is '%s' and the environment 'staging12': joined by a hyphen they have 45 characters; they must have at most 44, since a function's name takes 64."
                .formatted("p".repeat(35)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"prod", "", "Staging"})
  void environment_unknown_isRefused(String name) {
    assertThatThrownBy(() -> read(Map.of("environment", name), Map.of()))
        .hasMessage(
            "environment is '%s'; it must be one of vigie.environments in cdk.json, which has production, staging."
                .formatted(name));
  }

  @Test
  void environment_whereThereAreNone_isRefused() {
    assertThatThrownBy(
            () ->
                Settings.from(
                    new ContextObject("", Map.of("environment", "staging", "bucketSuffix", "acme")),
                    Map.of(),
                    REGIONS))
        .hasMessage(
            "environment is 'staging'; vigie.environments in cdk.json has none, so none can be"
                + " chosen.");
  }

  @Test
  void environment_withANameThatHostsCannotHave_isRefused() {
    refusedAmongEnvironments(
        "pre-prod",
        Map.of(),
        "environment is 'pre-prod'; it must be 2 to 12 lower-case letters and digits, beginning"
            + " with a letter.");
  }

  @Test
  void mistake_inAnEnvironmentThatIsNotChosen_isRefusedToo() {
    refusedAmongEnvironments(
        "testing",
        Map.of("retention", Map.of("daily", 1)),
        "In the environment 'testing', vigie.retention.daily is 1; it must be 2 to 36500 days.");
    refusedAmongEnvironments(
        "testing",
        Map.of("infra", Map.of("application", Map.of("size", 1))),
        "In the environment 'testing', context key 'vigie.infra.application.size' is unknown;"
            + " 'vigie.infra.application' takes count, diskGib, image, instanceType, registrySecret.");
    refusedAmongEnvironments(
        "testing",
        Map.of("colour", "red"),
        "context key 'vigie.environments.testing.colour' is unknown; 'vigie.environments.testing'"
            + " takes bucketSuffix, cold, encryption, infra, ops, project, region, replication,"
            + " retention.");
  }

  @Test
  void suffix_ofAnEnvironmentThatIsNotChosen_mayBeMissing() {
    var context =
        Map.<String, Object>of(
            "environment",
            "staging",
            "vigie",
            Map.of(
                "ops",
                OPS,
                "environments",
                Map.of("staging", Map.of("bucketSuffix", "acme"), "production", Map.of())));
    assertThat(
            Settings.from(new ContextObject("", context), Map.of(), REGIONS)
                .storage()
                .bucket()
                .suffix())
        .isEqualTo("acme");
  }

  @ParameterizedTest
  @CsvSource({"vigie.region, eu-west-9", "vigie.region, Paris", "vigie.region, ''"})
  void region_unknown_isRefused(String key, String region) {
    var context =
        new ContextObject("", Map.of("bucketSuffix", "acme", "vigie", Map.of("region", region)));
    assertThatThrownBy(() -> Settings.from(context, Map.of(), REGIONS))
        .hasMessage(
            "%s is '%s'; it must be a region of AWS that this version of the CDK knows, such as eu-west-3."
                .formatted(key, region));
  }

  @Test
  void region_unknown_ofTheCli_isRefusedUnlessTheSettingsNameOne() {
    var variables = Map.of("CDK_DEFAULT_REGION", "eu-west-9");
    assertThatThrownBy(() -> read(Map.of(), variables))
        .hasMessageStartingWith("the CLI's region is 'eu-west-9'; it must be");
    assertThat(read(Map.of("environment", "staging"), variables).deployment().region())
        .contains("us-east-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eu-west-9 | a region of AWS that this version of the CDK knows, such as eu-west-3.",
        "us-east-1 | another region than that of the stacks."
      })
  void replica_inNoRegion_orInThatOfTheStacks_isRefused(String replica, String right) {
    var vigie =
        Map.of(
            "bucketSuffix",
            "acme",
            "region",
            "us-east-1",
            "replication",
            Map.of("region", replica));
    assertThatThrownBy(
            () -> Settings.from(new ContextObject("", Map.of("vigie", vigie)), Map.of(), REGIONS))
        .hasMessage("vigie.replication.region is '%s'; it must be %s".formatted(replica, right));
  }

  @ParameterizedTest
  @CsvSource({
    "infra, write 'infra' inside the object 'vigie' of cdk.json.",
    "region, write 'region' inside the object 'vigie' of cdk.json.",
    "Environments, write 'environments' inside the object 'vigie' of cdk.json.",
    "Environment, give -c environment=…."
  })
  void key_thatWouldNotBeRead_isRefused(String key, String right) {
    assertThatThrownBy(() -> read(Map.of(key, "x"), Map.of()))
        .hasMessage("context key '%s' is not read; %s".formatted(key, right));
  }

  @Test
  void ops_ofAnEnvironment_areLaidOverTheOthersKeyByKey() {
    var hourly = Map.of("nocodb", database("rate(1 hour)", 4));
    var clusters = Map.of("main", Map.of("databases", hourly));
    var environments =
        Map.<String, Object>of("staging", Map.of("ops", Map.of("clusters", clusters)));
    var cluster =
        Settings.from(context(Map.of("environment", "staging"), environments), Map.of(), REGIONS)
            .ops()
            .clusters()
            .getFirst();
    assertThat(cluster.node()).isEqualTo("database-1");
    assertThat(cluster.databases().getFirst().rpoHours()).isEqualTo(4);
  }

  private static Settings read(Map<String, Object> others, Map<String, String> variables) {
    return Settings.from(context(others, ENVIRONMENTS), variables, REGIONS);
  }

  private static void refusedAmongEnvironments(
      String name, Map<String, Object> settings, String message) {
    assertThatThrownBy(
            () -> Settings.from(context(Map.of(), Map.of(name, settings)), Map.of(), REGIONS))
        .hasMessage(message);
  }

  private static Map<String, Object> database(String expression, int rpoHours) {
    var only = Map.of("only", Map.of("expression", expression));
    return Map.of("rpoHours", rpoHours, "schedules", only);
  }

  private static ContextObject context(
      Map<String, Object> others, Map<String, Object> environments) {
    var context = new HashMap<>(others);
    context.put(
        "vigie",
        Map.of(
            "bucketSuffix",
            "acme",
            "retention",
            Map.of("daily", 10),
            "infra",
            Map.of("application", Map.of("diskGib", 40)),
            "ops",
            OPS,
            "environments",
            environments));
    return new ContextObject("", context);
  }
}
