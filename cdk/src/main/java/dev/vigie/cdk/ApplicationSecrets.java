package dev.vigie.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.constructs.Construct;

/**
 * The application's secrets, which live as long as its backups: without the connection key NocoDB
 * cannot read its own database. AWS makes the values, and no template holds one.
 */
final class ApplicationSecrets {
  private static final int LENGTH = 48;

  /** By logical id: the name's end, which the nodes know, and what it is for. */
  private enum Secret {
    DATABASE_PASSWORD("DatabasePassword", "database-password", "PostgreSQL's password"),
    JWT_SECRET("JwtSecret", "jwt-secret", "what NocoDB signs sessions with"),
    CONNECTION_KEY("ConnectionKey", "connection-key", "what NocoDB enciphers connections with"),
    GRAFANA_PASSWORD("GrafanaPassword", "grafana-password", "the password of Grafana's admin");

    private final String id;
    private final String name;
    private final String purpose;

    Secret(String id, String name, String purpose) {
      this.id = id;
      this.name = name;
      this.purpose = purpose;
    }
  }

  private ApplicationSecrets() {}

  /** Adds them; they stay when the stack goes. */
  static void addTo(Construct stack, Deployment deployment) {
    for (var secret : Secret.values()) {
      var resource =
          CfnSecret.Builder.create(stack, secret.id)
              .name(deployment.parameter(secret.name))
              .description("Vigie: " + secret.purpose)
              .generateSecretString(
                  CfnSecret.GenerateSecretStringProperty.builder()
                      .passwordLength(LENGTH)
                      // Letters and digits pass every URL and shell as they are.
                      .excludePunctuation(true)
                      .build())
              .build();
      resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
      NagReasons.explain(
          resource,
          Map.of(
              "AwsSolutions-SMG4",
              "Rotation by a clock would restart the database's clients; docs/operations.md says how"
                  + " to rotate by hand."));
    }
  }

  /** The name of the password of PostgreSQL's superuser. */
  static String databasePassword(Deployment deployment) {
    return deployment.parameter(Secret.DATABASE_PASSWORD.name);
  }

  /** Their names. */
  static List<String> names(Deployment deployment) {
    return List.of(Secret.values()).stream()
        .map(secret -> deployment.parameter(secret.name))
        .toList();
  }
}
