package dev.vigie.cli.inventory;

import dev.vigie.aws.Ec2Machines;
import dev.vigie.config.InventorySettings;
import dev.vigie.node.Inventory;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vigie inventory}. */
@Command(
    name = "inventory",
    description = "List the machines that run, for Ansible, SSH or scripts.")
public final class InventoryCommand implements Callable<Integer> {
  @Option(
      names = "--format",
      description = "Form of the answer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "json",
      paramLabel = "FORM")
  private InventoryForm form = InventoryForm.JSON;

  @Option(
      names = "--project",
      description = "Whose machines, by their tag vigie:project (default: ${DEFAULT-VALUE}).",
      defaultValue = "quickdata",
      paramLabel = "NAME")
  private String project = "quickdata";

  @Option(
      names = "--environment",
      description = "Only those of this tag vigie:environment.",
      paramLabel = "NAME")
  private @Nullable String environment;

  @Option(
      names = "--user",
      description = "Whom SSH logs in as (default: ${DEFAULT-VALUE}).",
      defaultValue = "ec2-user",
      paramLabel = "NAME")
  private String user = "ec2-user";

  @Option(
      names = "--region",
      description = "The machines' region (default: $AWS_REGION).",
      paramLabel = "REGION")
  private @Nullable String region;

  @Option(
      names = "--endpoint",
      description = "URL of an EC2-compatible server (default: $AWS_ENDPOINT_URL, else AWS).",
      paramLabel = "URL")
  private @Nullable URI endpoint;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Login login = new Login(user);
    Inventory inventory =
        Ec2Machines.running(
            new InventorySettings(
                project,
                Optional.ofNullable(environment),
                Optional.ofNullable(region),
                Optional.ofNullable(endpoint)));
    spec.commandLine().getOut().println(form.write(inventory, login).stripTrailing());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
