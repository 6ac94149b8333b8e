package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;

/**
 * The CDK app: reads the settings and synthesises the stacks into the directory that the CLI names.
 */
public final class VigieApp {
  /** The construct id of the storage stack, which {@code cdk deploy} takes: a contract. */
  public static final String STORAGE_STACK = "StorageStack";

  /** The construct id of the operations stack, which {@code cdk deploy} takes: a contract. */
  public static final String OPS_STACK = "OpsStack";

  /** Where the build leaves the functions' package, from the project's own directory. */
  private static final Path FUNCTIONS = Path.of("functions", "target", "functions.zip");

  private VigieApp() {}

  /** Synthesises; a refused setting ends it with one sentence and exit status 2. */
  public static void main(String[] arguments) {
    try {
      var app = new App();
      addStacks(app, System.getenv(), FUNCTIONS);
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
   * @param environment the process's variables: BUCKET_SUFFIX, and the CLI's CDK_DEFAULT_ACCOUNT
   *     and CDK_DEFAULT_REGION, without which the stacks deploy to wherever the CLI is pointed
   * @param functions the functions' deployment package
   * @throws VigieException {@code SETTING_INVALID} if a setting is refused
   */
  static void addStacks(App app, Map<String, String> environment, Path functions) {
    var context = ContextObject.of(app.getNode());
    var storage = StorageSettings.from(context, environment);
    var ops = OpsSettings.from(context.object(StorageSettings.ROOT).object(OpsSettings.KEY));
    var target =
        Environment.builder()
            .account(environment.get("CDK_DEFAULT_ACCOUNT"))
            .region(environment.get("CDK_DEFAULT_REGION"))
            .build();
    new StorageStack(app, STORAGE_STACK, storage, target);
    new OpsStack(app, OPS_STACK, storage, ops, functions, target);
  }
}
