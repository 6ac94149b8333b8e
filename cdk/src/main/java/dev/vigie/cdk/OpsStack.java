package dev.vigie.cdk;

import java.util.ArrayList;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * What makes backups happen by themselves: functions, schedules, event rules, SSM documents,
 * alarms. It holds nothing that lasts, and can go and come again. It knows the bucket by the name
 * that the settings make, and imports nothing.
 */
public final class OpsStack extends Stack {
  /**
   * Builds the stack.
   *
   * @param packages the functions' deployment package, and the runner's
   * @param target account and region; a part that is absent is left to the CLI
   */
  OpsStack(Construct scope, String id, Settings settings, Packages packages, Environment target) {
    super(scope, id, props(settings.deployment(), target));
    var names = new OpsNames(settings.deployment());
    var ops = settings.ops();
    new CommandDocuments(this, ops, names);
    var backups = new BackupQueue(this, ops, names);
    var alerts = new AlertTopic(this, ops.alerts(), names);
    var targets = new OpsFunctions.Targets(backups.queue(), alerts);
    var functions = new OpsFunctions(this, settings, names, targets, packages.functions());
    backups.feed(functions.get(OpsFunction.START_BACKUP), ops.fleet());
    RunnerFunctions.addTo(this, settings, names, packages.runner());
    var schedules = new BackupSchedules(this, ops, names, functions);
    var signals = new OperationSignals(this, settings.storage(), names, functions);
    new NewBackupRules(
        this, ops, functions, new NewBackupRules.Wires(signals.bus(), signals.deadLetters()));
    var alarms = new OpsAlarms(this, ops, names, alerts.topic());
    var deadLetters = new ArrayList<Queue>();
    for (var definition : OpsFunction.values()) {
      alarms.watch(definition, functions.get(definition));
      deadLetters.add(functions.get(definition).deadLetters());
    }
    alarms.watch("Backups", backups.deadLetters());
    alarms.watch("Schedules", schedules.deadLetters());
    alarms.watch("Signals", signals.deadLetters());
    alarms.watchSchedules(schedules.groupName());
    deadLetters.add(backups.deadLetters());
    deadLetters.add(schedules.deadLetters());
    deadLetters.add(signals.deadLetters());
    OpsDashboard.addTo(this, ops, names, functions, deadLetters);
    output("AlertTopic", "The topic that alarms go to", alerts.topic().getTopicArn());
    output("EventBus", "The bus of Vigie's own events", signals.bus().getEventBusName());
  }

  private static StackProps props(Deployment deployment, Environment target) {
    return StackProps.builder()
        .env(target)
        .stackName(deployment.stackName("ops"))
        .description("Vigie: backs up " + deployment.name() + ", and tells when it does not")
        .tags(deployment.tags())
        .build();
  }

  private void output(String id, String description, String value) {
    CfnOutput.Builder.create(this, id).description(description).value(value).build();
  }
}
