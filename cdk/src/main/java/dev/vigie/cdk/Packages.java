package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build leaves for the stacks to deploy.
 *
 * @param functions the functions' package, for Lambda
 * @param runner the runner's, for the machines
 */
record Packages(Path functions, Path runner) {
  /**
   * Makes sure that they are there: the CDK's own words would not say how they come to be.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  Packages {
    require(functions, "the functions' package");
    require(runner, "the runner's package");
  }

  /** Where the build leaves them, from the project's own directory. */
  static Packages ofBuild() {
    return new Packages(
        Path.of("functions", "target", "functions.zip"), Path.of("shared", "target", "runner.zip"));
  }

  private static void require(Path zip, String what) {
    if (!Files.isRegularFile(zip)) {
      throw ContextObject.refused(
          "%s, %s, is not there; build it with ./mvnw -pl functions -am -DskipTests package."
              .formatted(zip, what));
    }
  }
}
