package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the app is built from: one record per stack.
 *
 * @param deployment what the names begin with, and where it goes
 * @param storage the storage stack's
 * @param infra the infrastructure stack's
 * @param ops the operations stack's
 */
record Settings(
    Deployment deployment, StorageSettings storage, InfraSettings infra, OpsSettings ops) {

  /**
   * Reads and checks the settings: those of the chosen environment, and, so that nobody finds a
   * mistake at night, those of every other environment.
   *
   * @param context the app's whole context
   * @param variables the process's environment
   * @param regions every region that the CDK knows
   * @throws VigieException {@code SETTING_INVALID}: one sentence with key, value and what is right
   */
  static Settings from(ContextObject context, Map<String, String> variables, Set<String> regions) {
    for (var other : VigieContext.notChosen(context, variables)) {
      read(other, Optional.empty(), regions);
    }
    return read(
        VigieContext.of(context, variables),
        Optional.ofNullable(variables.get("CDK_DEFAULT_REGION")),
        regions);
  }

  private static Settings read(
      VigieContext context, Optional<String> cliRegion, Set<String> regions) {
    try {
      var storage = StorageSettings.from(context);
      var deployment = Deployment.from(context, storage.project(), cliRegion, regions);
      storage.replicaRegion().ifPresent(region -> deployment.checkReplica(region, regions));
      var infra = InfraSettings.from(context.vigie().object("infra"), deployment.region());
      var ops = OpsSettings.from(context.vigie().object("ops"));
      return new Settings(deployment, storage, infra, ops);
    } catch (VigieException refused) {
      if (context.environment().isEmpty()) {
        throw refused;
      }
      throw new VigieException(
          refused.code(),
          "In the environment '%s', %s"
              .formatted(context.environment().get(), refused.getMessage()),
          refused);
    }
  }
}
