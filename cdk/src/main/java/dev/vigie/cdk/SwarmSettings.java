package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the Swarm is made of, and what its stacks' files leave open.
 *
 * @param managers how many nodes manage the Swarm: 1, or 3, so that one of them can be lost
 * @param image the application's image, with a tag or a digest
 * @param registrySecret name of the secret in Secrets Manager with which the image's registry is
 *     asked: a JSON object of {@code username} and {@code password}; empty for a public image
 * @param monitoringDomain under which Grafana is reached from the Internet; empty: through Session
 *     Manager only
 */
record SwarmSettings(
    int managers,
    String image,
    Optional<String> registrySecret,
    Optional<String> monitoringDomain) {
  // The distribution project's reference grammar, in lower case; the tag or digest is demanded
  // here.
  private static final Pattern CONTAINER_IMAGE =
      Pattern.compile(
          "[a-z0-9]+([._-]+[a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
              + "(:[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})");
  // Secrets Manager API Reference, "CreateSecret". A shell takes all of these as they are.
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");

  /**
   * Reads {@code infra.swarm}, and of the application's and monitoring's objects what is for the
   * Swarm.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static SwarmSettings from(ContextObject infra) {
    var swarm = infra.object("swarm");
    swarm.refuseOthersThan(Set.of("managers"));
    int managers = swarm.wholeNumber("managers").orElse(1);
    if (managers != 1 && managers != 3) {
      throw ContextObject.refused(
          "%s is %d; it must be 1 or 3: of two, none can be lost."
              .formatted(swarm.name("managers"), managers));
    }
    var application = infra.object("application");
    return new SwarmSettings(
        managers,
        InfraSettings.matching(
                application,
                "image",
                CONTAINER_IMAGE,
                "an image with a tag or a digest, such as registry.example.org/team/nocodb:1.2.3")
            .orElse("nocodb/nocodb:0.301.3"),
        InfraSettings.matching(
            application,
            "registrySecret",
            SECRET,
            "a secret's name: 1 to 512 letters, digits and any of /_+=.@-"),
        InfraSettings.domain(infra.object("monitoring")));
  }
}
