package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;

/**
 * The CDK app: reads the settings and synthesises the stacks into the directory that the CLI names.
 */
public final class VigieApp {
  /** The construct id of the storage stack, which {@code cdk deploy} takes: a contract. */
  public static final String STORAGE_STACK = "StorageStack";

  private VigieApp() {}

  /** Synthesises; a refused setting ends it with one sentence and exit status 2. */
  public static void main(String[] arguments) {
    try {
      var app = new App();
      addStacks(app, System.getenv());
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
   * @return the storage stack
   * @throws VigieException {@code SETTING_INVALID} if a setting is refused
   */
  static StorageStack addStacks(App app, Map<String, String> environment) {
    var settings = StorageSettings.from(ContextObject.of(app.getNode()), environment);
    var target =
        Environment.builder()
            .account(environment.get("CDK_DEFAULT_ACCOUNT"))
            .region(environment.get("CDK_DEFAULT_REGION"))
            .build();
    return new StorageStack(app, STORAGE_STACK, settings, target);
  }
}
