package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.regioninfo.RegionInfo;

/**
 * The CDK app: reads the settings and synthesises the stacks into the directory that the CLI names.
 */
public final class VigieApp {
  /** The construct id of the storage stack, which {@code cdk deploy} takes: a contract. */
  public static final String STORAGE_STACK = "StorageStack";

  /** The construct id of the stack in a second region, which is there if one is set: a contract. */
  public static final String REPLICA_STACK = "ReplicaStack";

  /** The construct id of the infrastructure stack: a contract. */
  public static final String INFRA_STACK = "InfraStack";

  /** The construct id of the operations stack, which {@code cdk deploy} takes: a contract. */
  public static final String OPS_STACK = "OpsStack";

  private VigieApp() {}

  /** Synthesises; a refused setting ends it with one sentence and exit status 2. */
  public static void main(String[] arguments) {
    try {
      var app = new App();
      addStacks(app, System.getenv(), Packages.ofBuild());
      app.synth();
    } catch (VigieException refused) {
      System.err.println("vigie: " + refused.getMessage());
      System.exit(refused.code().category().exitStatus());
    }
  }

  /**
   * Adds every stack to the app.
   *
   * @param app with the context that the settings are read from
   * @param variables the process's environment: BUCKET_SUFFIX, VIGIE_ENVIRONMENT, and the CLI's
   *     CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION, without which the stacks deploy to wherever the
   *     CLI is pointed
   * @param packages what the build made for them
   * @throws VigieException {@code SETTING_INVALID} if a setting is refused
   */
  static void addStacks(App app, Map<String, String> variables, Packages packages) {
    var settings = Settings.from(ContextObject.of(app.getNode()), variables, knownRegions());
    var target =
        Environment.builder()
            .account(variables.get("CDK_DEFAULT_ACCOUNT"))
            .region(settings.deployment().region().orElse(null))
            .build();
    addStorage(app, settings, target);
    new InfraStack(app, INFRA_STACK, settings, packages.runner(), target);
    new OpsStack(app, OPS_STACK, settings, packages, target);
  }

  /** The copies' bucket first: S3 takes no rule that names a bucket that is not there. */
  private static void addStorage(App app, Settings settings, Environment target) {
    var deployment = settings.deployment();
    var storage = new StorageStack(app, STORAGE_STACK, deployment, settings.storage(), target);
    settings
        .storage()
        .replicaRegion()
        .ifPresent(
            region -> {
              var elsewhere =
                  Environment.builder().account(target.getAccount()).region(region).build();
              storage.addStackDependency(
                  new ReplicaStack(app, REPLICA_STACK, deployment, settings.storage(), elsewhere));
            });
  }

  private static Set<String> knownRegions() {
    return RegionInfo.getRegions().stream().map(RegionInfo::getName).collect(Collectors.toSet());
  }
}
