package dev.vigie.cdk;

import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.efs.CfnFileSystem;
import software.amazon.awscdk.services.efs.CfnMountTarget;
import software.amazon.awscdk.services.ssm.CfnParameter;

/**
 * The files that the application keeps outside PostgreSQL, such as uploads: one file system that
 * every application machine mounts, so that a file which one task took another one can give, and
 * the database's machine, which backs it up. It stays when the stack goes, as the data volume does.
 */
final class SharedFiles {
  private SharedFiles() {}

  /** Adds the file system, and the way to it in the database's subnet. */
  static void addTo(Stack stack, Deployment deployment, Network network, Firewall firewall) {
    var files =
        CfnFileSystem.Builder.create(stack, "Files")
            .encrypted(true)
            .fileSystemTags(
                List.of(
                    CfnFileSystem.ElasticFileSystemTagProperty.builder()
                        .key("Name")
                        .value(deployment.nodeName("files"))
                        .build()))
            .build();
    files.applyRemovalPolicy(RemovalPolicy.RETAIN);
    var way =
        CfnMountTarget.Builder.create(stack, "FilesMountTarget")
            .fileSystemId(files.getRef())
            .subnetId(network.subnetId(SubnetGroup.DATABASE))
            .securityGroups(List.of(firewall.filesGroup()))
            .build();
    var parameter =
        CfnParameter.Builder.create(stack, "FilesIdParameter")
            .name(deployment.parameter("files/id"))
            .description("Vigie: the id of the file system with the application's files")
            .type("String")
            .value(files.getRef())
            .build();
    // A machine that reads the id mounts at once.
    parameter.addResourceDependency(way);
    CfnOutput.Builder.create(stack, "FilesId")
        .description("The file system with the application's files, which stays")
        .value(files.getRef())
        .build();
  }
}
