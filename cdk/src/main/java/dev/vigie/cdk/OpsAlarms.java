package dev.vigie.cdk;

import dev.vigie.config.MetricNames;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The alarms, each told to the topic when it rings and when it is over. */
final class OpsAlarms extends Construct {
  private static final Duration SHORT = Duration.minutes(5);
  private static final Duration HOUR = Duration.hours(1);

  /** As long as two looks at health are apart at most. */
  private static final Duration LOOK = Duration.minutes(15);

  /** From the first try of an event to its last: Lambda waits one minute, then two. */
  private static final Duration TRIES = Duration.minutes(15);

  private final OpsNames names;
  private final OpsMetrics metrics;
  private final SnsAction action;

  OpsAlarms(Construct scope, OpsSettings settings, OpsNames names, Topic topic) {
    super(scope, "Alarms");
    this.names = names;
    this.metrics = new OpsMetrics(names.metrics());
    this.action = new SnsAction(topic);
    switch (settings.fleet().watch()) {
      case DATABASES -> watchEach(settings);
      case FLEET ->
          atLeast(
              1,
              "Failures",
              "A backup or restore failed or was lost",
              metrics.failures(SHORT),
              TreatMissingData.NOT_BREACHING);
    }
    // Reconcile says this at each look, so silence means that nobody looks.
    atLeast(
        1,
        "OverdueBackups",
        "A database has no backup as new as was promised, or nobody looks any more",
        metrics.ofAll(MetricNames.OVERDUE_BACKUPS, HOUR),
        TreatMissingData.BREACHING);
    atLeast(
        1,
        "MissedBackups",
        "Backups that a schedule promised were not begun in time; they are begun now",
        metrics.ofAll(MetricNames.MISSED_BACKUPS, HOUR),
        TreatMissingData.NOT_BREACHING);
    atLeast(
        1,
        "StuckOperations",
        "An operation cannot be looked after: its documents are damaged, or SSM does not answer",
        metrics.ofAll(MetricNames.STUCK_OPERATIONS, HOUR),
        TreatMissingData.NOT_BREACHING);
    healthUnseen();
  }

  /** A look that is missed once is made up for by the next. */
  private void healthUnseen() {
    tell(
        alarm("HealthUnseen", metrics.ofAll(MetricNames.HEALTH_FINDINGS, LOOK))
            .alarmDescription("Nobody has looked at health for half an hour")
            .threshold(1)
            .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
            .evaluationPeriods(2)
            .treatMissingData(TreatMissingData.BREACHING));
  }

  private void watchEach(OpsSettings settings) {
    for (var cluster : settings.clusters()) {
      for (var database : cluster.databases()) {
        backupAge(cluster.name(), database);
        failures(cluster.name(), database.name());
      }
    }
  }

  /** Rings when a function fails as often as one event is tried: what a retry mends rings not. */
  void watch(OpsFunction definition, OpsFunctions.Deployed deployed) {
    var function = deployed.function();
    atLeast(
        definition.retries() + 1,
        definition.handler() + "Errors",
        definition.handler() + " failed, and trying again did not help",
        function.metricErrors(MetricOptions.builder().period(TRIES).statistic("Sum").build()),
        TreatMissingData.NOT_BREACHING);
    atLeast(
        1,
        definition.handler() + "Throttles",
        definition.handler() + " was not let run: the account's concurrency is used up",
        function.metricThrottles(MetricOptions.builder().period(SHORT).statistic("Sum").build()),
        TreatMissingData.NOT_BREACHING);
    watch(definition.handler(), deployed.deadLetters());
  }

  /** Rings while the queue holds anything. */
  void watch(String owner, Queue deadLetters) {
    atLeast(
        1,
        owner + "DeadLetters",
        "Events of " + owner + " were given up; they lie in its dead-letter queue",
        deadLetters.metricApproximateNumberOfMessagesVisible(
            MetricOptions.builder().period(SHORT).statistic("Maximum").build()),
        TreatMissingData.NOT_BREACHING);
  }

  /** Rings when a schedule gives up; what its next try mends rings not. */
  void watchSchedules(String group) {
    atLeast(
        1,
        "ScheduleFailures",
        "A schedule could not call its function, and gave up",
        OpsMetrics.scheduleFailures(group, SHORT),
        TreatMissingData.NOT_BREACHING);
  }

  /** No backup in any of the last hours: as many as were promised, and silence counts as none. */
  private void backupAge(String cluster, BackedUpDatabase database) {
    var succeeded =
        metrics.ofDatabase(
            MetricNames.SUCCEEDED, MetricNames.BACKUP, cluster, database.name(), "Sum", HOUR);
    tell(
        alarm("BackupAge." + OpsNames.joined(cluster, database.name()), succeeded)
            .alarmDescription(
                "%s of %s has no good backup of the last %d hours"
                    .formatted(database.name(), cluster, database.rpoHours()))
            .threshold(1)
            .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
            .evaluationPeriods(database.rpoHours())
            .treatMissingData(TreatMissingData.BREACHING));
  }

  private void failures(String cluster, String database) {
    atLeast(
        1,
        "Failures." + OpsNames.joined(cluster, database),
        "A backup, restore, drill or copy of %s of %s failed or was lost"
            .formatted(database, cluster),
        metrics.failures(cluster, database, SHORT),
        TreatMissingData.NOT_BREACHING);
  }

  private void atLeast(
      int threshold, String id, String description, IMetric metric, TreatMissingData missing) {
    tell(
        alarm(id, metric)
            .alarmDescription(description)
            .threshold(threshold)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
            .evaluationPeriods(1)
            .treatMissingData(missing));
  }

  private Alarm.Builder alarm(String id, IMetric metric) {
    return Alarm.Builder.create(this, id).alarmName(names.of(id)).metric(metric);
  }

  private void tell(Alarm.Builder builder) {
    var alarm = builder.build();
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
