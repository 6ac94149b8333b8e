package dev.vigie.cdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awscdk.AssetHashType;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.amazon.awscdk.services.ssm.CfnParameter;
import software.constructs.Construct;

/**
 * A ZIP file that machines fetch: in the bootstrap's bucket, and named by a parameter that holds
 * its SHA-256 and its place. A machine that sees another digest there fetches the new one, so that
 * a deployment reaches it without a restart.
 */
final class NodeArchive {
  private final String id;
  private final String parameter;
  private final Asset asset;

  /**
   * Adds the file and its parameter.
   *
   * @param id of the file's construct, and what the parameter's begins with
   * @param parameter its name below the deployment's
   * @param zip copied by the CDK into its output at once
   */
  NodeArchive(Construct stack, Deployment deployment, String id, String parameter, Path zip) {
    this.id = id;
    this.parameter = deployment.parameter(parameter);
    var digest = sha256(zip);
    this.asset =
        Asset.Builder.create(stack, id)
            .path(zip.toString())
            .assetHash(digest)
            .assetHashType(AssetHashType.CUSTOM)
            .build();
    CfnParameter.Builder.create(stack, id + "Parameter")
        .name(this.parameter)
        .description("Vigie: SHA-256 and place of what machines fetch as " + zip.getFileName())
        .type("String")
        .value(digest + " " + asset.getS3ObjectUrl())
        .build();
  }

  /** What reading it takes: this deployment's file alone; with the next one the role changes. */
  List<PolicyStatement> reading() {
    var statements = new ArrayList<PolicyStatement>();
    statements.add(
        NodePermissions.allow(
                id + "Parameter",
                List.of("ssm:GetParameter"),
                List.of(
                    NodePermissions.arn(
                        "ssm", Aws.REGION, Aws.ACCOUNT_ID, "parameter" + parameter)))
            .build());
    statements.add(
        NodePermissions.allow(
                id,
                List.of("s3:GetObject"),
                List.of(
                    NodePermissions.arn(
                        "s3", "", "", asset.getS3BucketName() + "/" + asset.getS3ObjectKey())))
            .build());
    return statements;
  }

  private static String sha256(Path file) {
    try (InputStream bytes = Files.newInputStream(file);
        var digesting = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
