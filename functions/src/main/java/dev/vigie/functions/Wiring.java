package dev.vigie.functions;

import dev.vigie.alert.Announcer;
import dev.vigie.aws.EventBus;
import dev.vigie.aws.FunctionNodeCommands;
import dev.vigie.aws.MessageQueue;
import dev.vigie.aws.S3Buckets;
import dev.vigie.aws.S3ObjectStore;
import dev.vigie.aws.SecretText;
import dev.vigie.aws.SnsTopic;
import dev.vigie.aws.SsmNodeCommands;
import dev.vigie.backup.BackupAges;
import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.BackupStarter;
import dev.vigie.backup.CopyCheck;
import dev.vigie.backup.CopyStarter;
import dev.vigie.catalog.Catalog;
import dev.vigie.channel.Channels;
import dev.vigie.channel.HttpSender;
import dev.vigie.config.AlertAccess;
import dev.vigie.config.AlertPolicy;
import dev.vigie.config.FunctionVariables;
import dev.vigie.drill.DrillCheck;
import dev.vigie.drill.DrillPlan;
import dev.vigie.drill.DrillStarter;
import dev.vigie.drill.DueDrills;
import dev.vigie.drill.Verifier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.evidence.EvidenceLog;
import dev.vigie.local.LocalNodeCommands;
import dev.vigie.node.NodeCommands;
import dev.vigie.operation.Canceller;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OutcomeListener;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Reconciler;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.restore.RestorePlanner;
import dev.vigie.restore.RestoreStarter;
import dev.vigie.storage.ObjectStore;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what the handlers are given, each thing when it is first wanted, once for the process. */
@Factory
final class Wiring {
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Singleton
  FunctionSettings settings() {
    return FunctionSettings.fromEnvironment(System.getenv());
  }

  @Singleton
  ObjectStore store(FunctionSettings settings) {
    return S3ObjectStore.open(settings.storage());
  }

  /** A runner on this machine inherits the function's environment: its way to the bucket too. */
  @Singleton
  NodeCommands nodes(FunctionSettings settings, Clock clock) {
    return switch (settings.nodes()) {
      case FunctionSettings.Ssm ssm -> {
        NodeCommands machines =
            new SsmNodeCommands(
                SsmNodeCommands.clientBuilder().build(), ssm.document(), ssm.addresses());
        // Its client is a class path of its own, which a fleet of machines does without.
        yield settings.fleet().hasFunctions()
            ? new FunctionNodeCommands(
                FunctionNodeCommands.clientBuilder().build(), machines, clock)
            : machines;
      }
      case FunctionSettings.Local local ->
          new LocalNodeCommands(List.of(local.launcher().toString()), Map.of(), local.state());
    };
  }

  @Singleton
  OperationJournal journal(ObjectStore store) {
    return new OperationJournal(store);
  }

  @Singleton
  Catalog catalog(ObjectStore store) {
    return new Catalog(store);
  }

  @Singleton
  Dispatcher dispatcher(OperationJournal journal, NodeCommands nodes, Clock clock) {
    return new Dispatcher(journal, nodes, clock);
  }

  @Singleton
  Requesters requesters(OperationJournal journal, Clock clock) {
    return new Requesters(journal, clock);
  }

  @Singleton
  BackupStarter backups(FunctionSettings settings, Dispatcher dispatcher) {
    return new BackupStarter(settings.fleet(), dispatcher);
  }

  @Singleton
  BackupPlan plan(FunctionSettings settings) {
    return new BackupPlan(settings.fleet());
  }

  @Singleton
  BackupAges ages(FunctionSettings settings, Catalog catalog) {
    return new BackupAges(settings.fleet(), catalog);
  }

  @Singleton
  BackupOrders orders(FunctionSettings settings) {
    return new BackupOrders(
        settings
            .backupQueue()
            .map(url -> new MessageQueue(MessageQueue.clientBuilder().build(), url)));
  }

  @Singleton
  RestoreStarter restores(
      FunctionSettings settings,
      Catalog catalog,
      OperationJournal journal,
      Dispatcher dispatcher,
      Clock clock) {
    return new RestoreStarter(settings.fleet(), catalog, journal, dispatcher, clock);
  }

  @Singleton
  DrillStarter drills(
      FunctionSettings settings, Catalog catalog, OperationJournal journal, Dispatcher dispatcher) {
    return new DrillStarter(settings.fleet(), catalog, journal, dispatcher);
  }

  @Singleton
  DueDrills dueDrills(FunctionSettings settings, DrillStarter starter) {
    return new DueDrills(new DrillPlan(settings.fleet()), starter);
  }

  @Singleton
  CopyStarter copies(FunctionSettings settings, Dispatcher dispatcher) {
    return new CopyStarter(settings.fleet(), dispatcher);
  }

  @Singleton
  RestorePlanner plans(
      FunctionSettings settings,
      Catalog catalog,
      OperationJournal journal,
      NodeCommands nodes,
      Clock clock) {
    return new RestorePlanner(settings.fleet(), catalog, journal, nodes, clock);
  }

  @Singleton
  EmbeddedMetrics metrics(FunctionSettings settings) {
    return new EmbeddedMetrics(settings.metricsNamespace(), settings.perDatabase());
  }

  /** The metrics last: what fails is told again, and a metric would count twice. */
  @Singleton
  @Named("listener")
  OutcomeListener listener(
      FunctionSettings settings, ObjectStore store, EmbeddedMetrics metrics, Clock clock) {
    List<OutcomeListener> listeners = new ArrayList<>();
    settings
        .eventBus()
        .map(name -> new OperationEvents(new EventBus(EventBus.clientBuilder().build(), name)))
        .ifPresent(listeners::add);
    listeners.add(new Verifier(store, clock));
    listeners.add(new EvidenceLog(store, clock));
    listeners.add(metrics);
    return (request, outcome) -> listeners.forEach(each -> each.ended(request, outcome));
  }

  @Singleton
  OutcomeRecorder recorder(
      FunctionSettings settings,
      OperationJournal journal,
      ObjectStore store,
      NodeCommands nodes,
      @Named("listener") OutcomeListener listener,
      Clock clock) {
    return new OutcomeRecorder(
        journal,
        new PerKind<>(
            new BackupCheck(store, clock),
            new RestoreCheck(store, clock),
            new DrillCheck(store, clock),
            new CopyCheck(new S3Buckets(settings.storage()), clock)),
        nodes,
        listener,
        clock);
  }

  @Singleton
  Canceller canceller(
      OperationJournal journal, OutcomeRecorder recorder, NodeCommands nodes, Clock clock) {
    return new Canceller(journal, recorder, Optional.of(nodes), clock);
  }

  @Singleton
  SignalledOperation operations(OperationJournal journal, NodeCommands nodes) {
    return new SignalledOperation(journal, nodes);
  }

  @Singleton
  Reconciler reconciler(
      OperationJournal journal,
      OutcomeRecorder recorder,
      Dispatcher dispatcher,
      NodeCommands nodes,
      Clock clock) {
    return new Reconciler(journal, recorder, dispatcher, nodes, clock);
  }

  /** Reads no secret, and makes no client of SNS, before there is something to tell. */
  @Singleton
  Announcer announcer(ObjectStore store, Clock clock) {
    AlertPolicy policy = AlertPolicy.fromEnvironment(System.getenv());
    AlertAccess access = AlertAccess.fromEnvironment(System.getenv());
    Channels channels =
        new Channels(
            access,
            id -> new SecretText(id).read(),
            (subject, text) -> publish(access, subject, text),
            HttpSender.standard());
    return new Announcer(store, policy, channels.of(policy), channels.heartbeat(policy), clock);
  }

  private static void publish(AlertAccess access, String subject, String text) {
    String topic =
        access
            .topic()
            .orElseThrow(
                () ->
                    new VigieException(
                        ErrorCode.SETTING_INVALID, FunctionVariables.ALERT_TOPIC + " is not set"));
    SnsTopic.publishOnce(topic, subject, text);
  }
}
