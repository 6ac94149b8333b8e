package dev.vigie.cdk;

import dev.vigie.config.FunctionVariables;
import dev.vigie.config.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ecr.assets.Platform;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.AssetImageCodeProps;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.DockerImageCode;
import software.amazon.awscdk.services.lambda.DockerImageFunction;
import software.constructs.Construct;

/**
 * The runners that are functions: one for each cluster that functions reach over the network. An
 * image with PostgreSQL's client programs and the runner's package, which the CDK's command line
 * builds by Docker when it deploys.
 */
final class RunnerFunctions extends Construct {
  /** Lambda's longest. */
  private static final Duration TIMEOUT = Duration.minutes(15);

  /** As FunctionNodeCommands expects: later an event does not begin. */
  private static final Duration MAX_EVENT_AGE = Duration.minutes(5);

  private final Settings settings;
  private final OpsNames names;

  private RunnerFunctions(Construct stack, Settings settings, OpsNames names) {
    super(stack, "Runners");
    this.settings = settings;
    this.names = names;
  }

  /** Adds a function for each cluster that has one, and nothing where none has. */
  static void addTo(Construct stack, Settings settings, OpsNames names, Path runner) {
    var clusters =
        settings.ops().clusters().stream()
            .filter(cluster -> cluster.function().isPresent())
            .toList();
    if (clusters.isEmpty()) {
      return;
    }
    var runners = new RunnerFunctions(stack, settings, names);
    try (var context = ImageContext.of(runner)) {
      clusters.forEach(cluster -> runners.add(cluster, context.directory()));
    }
  }

  private void add(BackedUpCluster cluster, Path context) {
    var function = cluster.function().orElseThrow();
    var name = names.of(cluster.node());
    if (name.length() > 64) {
      throw ContextObject.refused(
          "vigie.ops.clusters.%s needs a function '%s'; a function's name must have at most 64 characters."
              .formatted(cluster.name(), name));
    }
    var scope = new Construct(this, cluster.name());
    var logs =
        LogGroups.of(scope, names.logGroup(cluster.node()), settings.ops().logRetentionDays());
    var arm =
        settings.ops().functions().architecture() == FunctionRuntime.ProcessorArchitecture.ARM64;
    var image =
        AssetImageCodeProps.builder()
            .platform(arm ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64)
            .buildArgs(Map.of("POSTGRESQL", function.postgresql()))
            .build();
    var made =
        DockerImageFunction.Builder.create(scope, "Function")
            .functionName(name)
            .description("Vigie: does the operations of " + cluster.name())
            .code(DockerImageCode.fromImageAsset(context.toString(), image))
            .architecture(arm ? Architecture.ARM_64 : Architecture.X86_64)
            .memorySize(function.memoryMegabytes())
            .timeout(TIMEOUT)
            .retryAttempts(0)
            .maxEventAge(MAX_EVENT_AGE)
            .environment(environment(function))
            .logGroup(logs)
            .role(role(scope, cluster, function))
            .build();
    var resource = (CfnFunction) Objects.requireNonNull(made.getNode().getDefaultChild());
    resource.addMetadata("cfn-lint", Map.of("config", Map.of("ignore_checks", List.of("W3005"))));
    if (!function.subnets().isEmpty()) {
      resource.setVpcConfig(
          CfnFunction.VpcConfigProperty.builder()
              .subnetIds(function.subnets())
              .securityGroupIds(function.securityGroups())
              .build());
    }
  }

  private Map<String, String> environment(RunnerFunctionSettings function) {
    var variables = new LinkedHashMap<String, String>();
    variables.put(S3Settings.BUCKET_VARIABLE, settings.storage().bucket().value());
    variables.put("PGHOST", function.host());
    variables.put("PGPORT", String.valueOf(function.port()));
    variables.put("PGSSLMODE", function.sslMode());
    variables.put(FunctionVariables.DATABASE_SECRET, function.secret());
    return variables;
  }

  private Role role(Construct scope, BackedUpCluster cluster, RunnerFunctionSettings function) {
    var statements = new ArrayList<PolicyStatement>();
    var reasons = new ArrayList<WildcardReason>();
    new BucketPermissions(settings.storage(), cluster.name())
        .addTo(statements, reasons, BucketPermissions.Use.MAKES_BACKUPS);
    statements.add(
        NodePermissions.allow(
                "Secret",
                List.of("secretsmanager:GetSecretValue"),
                List.of(arnOf(function.secret())))
            .build());
    statements.add(
        NodePermissions.allow(
                WildcardReason.FUNCTION_LOGS.sid(),
                List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                List.of(
                    NodePermissions.arn(
                        "logs",
                        Aws.REGION,
                        Aws.ACCOUNT_ID,
                        "log-group:" + names.logGroup(cluster.node()) + ":*")))
            .build());
    reasons.add(WildcardReason.FUNCTION_LOGS);
    if (!function.subnets().isEmpty()) {
      statements.add(
          NodePermissions.allow(
                  WildcardReason.NETWORK_INTERFACES.sid(),
                  List.of(
                      "ec2:AssignPrivateIpAddresses",
                      "ec2:CreateNetworkInterface",
                      "ec2:DeleteNetworkInterface",
                      "ec2:DescribeNetworkInterfaces",
                      "ec2:DescribeSubnets",
                      "ec2:UnassignPrivateIpAddresses"),
                  List.of("*"))
              .build());
      reasons.add(WildcardReason.NETWORK_INTERFACES);
    }
    var role =
        Role.Builder.create(scope, "Role")
            .description("Vigie: what the runner of " + cluster.name() + " may do")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    statements.forEach(role::addToPolicy);
    NagReasons.explainWildcards(role, reasons);
    return role;
  }

  /** Secrets Manager ends each ARN with six characters of its own, which no name can hold. */
  private static String arnOf(String secret) {
    return secret.startsWith("arn:")
        ? secret
        : NodePermissions.arn(
            "secretsmanager", Aws.REGION, Aws.ACCOUNT_ID, "secret:" + secret + "-??????");
  }

  /**
   * What Docker builds the image from, until the CDK has taken it into its output.
   *
   * @param directory with the Dockerfile and the unpacked package
   */
  private record ImageContext(Path directory) implements AutoCloseable {
    private static final String PROGRAMS = "rwxr-xr-x";

    static ImageContext of(Path runner) {
      try {
        var context = new ImageContext(Files.createTempDirectory("vigie-image"));
        var dockerfile =
            Objects.requireNonNull(RunnerFunctions.class.getResourceAsStream("runner/Dockerfile"));
        try (dockerfile) {
          Files.copy(dockerfile, context.directory.resolve("Dockerfile"));
        }
        unpack(runner, context.directory.resolve("package"));
        return context;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Java's ZIP file system knows no modes; only programs have no dot in their names. */
    private static void unpack(Path zip, Path target) throws IOException {
      try (var files = FileSystems.newFileSystem(zip);
          var entries = Files.walk(files.getPath("/"))) {
        for (var entry : (Iterable<Path>) entries::iterator) {
          var copy = target.resolve(entry.toString().substring(1));
          if (Files.isDirectory(entry)) {
            Files.createDirectories(copy);
          } else {
            Files.copy(entry, copy);
            if (!copy.getFileName().toString().contains(".")) {
              Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(PROGRAMS));
            }
          }
        }
      }
    }

    @Override
    public void close() {
      try (var all = Files.walk(directory)) {
        for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
