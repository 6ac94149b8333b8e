package dev.vigie.cdk;

import dev.vigie.config.DocumentParameters;
import dev.vigie.config.NodeFactsScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awscdk.services.ssm.CfnDocument;
import software.constructs.Construct;

/**
 * The SSM documents: all that Vigie ever runs on a machine. Their form is that of the AWS Systems
 * Manager User Guide, "Data elements and parameters", schema version 2.2.
 *
 * <p>A parameter must fit its pattern, and comes to the script as a variable of its environment
 * ({@code interpolationType}): it is never part of the script's text. An SSM agent older than
 * 3.3.2746.0 sets no such variable, and the script then ends before it does anything.
 */
final class CommandDocuments extends Construct {
  /** Does an operation. */
  static final String RUN = "run";

  /** Says how the machine is. */
  static final String PROBE = "probe";

  /** Ends an operation's runner, which then cleans up. */
  static final String CANCEL = "cancel";

  private static final int SECONDS_PER_HOUR = 3_600;
  private static final int PROBE_SECONDS = 60;

  /** A runner has 20 s to clean up, and the script below waits for 60. */
  private static final int CANCEL_SECONDS = 90;

  private static final String AGENT = "is not set: the SSM agent must be 3.3.2746.0 or newer";

  /** Where to find PostgreSQL, as the machine's own set-up wrote it. */
  private static final String NODE_SETTINGS =
      "if [ -r /etc/vigie/node.env ]; then set -a; . /etc/vigie/node.env; set +a; fi";

  /** Which runner works on which operation: one line for each process that was started for it. */
  private static final String PROCESSES =
      "\"/run/vigie/$SSM_" + DocumentParameters.OPERATION_ID + ".pid\"";

  private final OpsNames names;

  CommandDocuments(Construct scope, OpsSettings settings, OpsNames names) {
    super(scope, "Commands");
    this.names = names;
    var longest =
        IntStream.of(
                settings.backupTimeoutHours(),
                settings.restoreTimeoutHours(),
                settings.drills().timeoutHours(),
                settings.copies().map(CopySettings::timeoutHours).orElse(1))
            .max()
            .getAsInt();
    document(
        RUN,
        "Vigie: does an operation",
        longest * SECONDS_PER_HOUR,
        true,
        run(settings.fleet().backupsPerNode()));
    document(PROBE, "Vigie: says how this machine is", PROBE_SECONDS, false, probe());
    document(CANCEL, "Vigie: ends an operation's runner", CANCEL_SECONDS, true, cancel());
    LogGroups.of(this, names.commandLogs(), settings.logRetentionDays());
  }

  /** The machine's own settings come last, so that one can differ from the others. */
  private static List<String> run(int backupsPerNode) {
    return List.of(
        "umask 077",
        "mkdir -p /run/vigie",
        "find /run/vigie -name '*.pid' -mtime +3 -delete",
        "export VIGIE_SLOTS=" + backupsPerNode,
        NODE_SETTINGS,
        "echo $$ >>" + PROCESSES,
        "exec /usr/local/bin/vigie node run --bucket \"$SSM_Bucket\" --operation"
            + " \"$SSM_OperationId\"");
  }

  /** Where the runner is not, the script says the same, without PostgreSQL. */
  private static List<String> probe() {
    var script = new ArrayList<String>();
    script.add(NODE_SETTINGS);
    script.add(
        "if [ -x /usr/local/bin/vigie ]; then exec timeout 8 /usr/local/bin/vigie node probe; fi");
    script.add("set +eu");
    NodeFactsScript.text().lines().forEach(script::add);
    return List.copyOf(script);
  }

  /** A process's number may be another's by now, so its command line is looked at first. */
  private static List<String> cancel() {
    return List.of(
        "found=",
        "for pid in $(cat " + PROCESSES + " 2>/dev/null || true); do",
        "  if { tr '\\0' ' ' <\"/proc/$pid/cmdline\" |"
            + " grep -qF -- \"--operation $SSM_OperationId\"; } 2>/dev/null; then",
        "    found=yes",
        "    kill -TERM \"$pid\" 2>/dev/null || continue",
        "    timeout 60 tail --pid=\"$pid\" -f /dev/null",
        "  fi",
        "done",
        "if [ -z \"$found\" ]; then echo \"no runner works on $SSM_OperationId here\"; exit 4; fi");
  }

  private void document(
      String verb, String purpose, int seconds, boolean ofAnOperation, List<String> script) {
    var parameters = new LinkedHashMap<String, Object>();
    parameters.put(
        DocumentParameters.BUCKET, parameter("The bucket", DocumentParameters.BUCKET_PATTERN));
    if (ofAnOperation) {
      parameters.put(
          DocumentParameters.OPERATION_ID,
          parameter("The operation's id", DocumentParameters.OPERATION_ID_PATTERN));
    }
    var content = new LinkedHashMap<String, Object>();
    content.put("schemaVersion", "2.2");
    content.put("description", purpose);
    content.put("parameters", parameters);
    content.put(
        "mainSteps", List.of(step(verb, seconds, parameters.keySet().stream().toList(), script)));
    CfnDocument.Builder.create(this, verb)
        .name(names.document(verb))
        .documentType("Command")
        .documentFormat("JSON")
        .targetType("/AWS::EC2::Instance")
        .updateMethod("NewVersion")
        .content(content)
        .build();
  }

  private static Map<String, Object> parameter(String description, String pattern) {
    var parameter = new LinkedHashMap<String, Object>();
    parameter.put("type", "String");
    parameter.put("description", description);
    parameter.put("allowedPattern", "^" + pattern + "$");
    parameter.put("interpolationType", "ENV_VAR");
    return parameter;
  }

  private static Map<String, Object> step(
      String name, int seconds, List<String> parameters, List<String> script) {
    var lines = new ArrayList<String>();
    lines.add("set -eu");
    for (var parameter : parameters) {
      lines.add(": \"${SSM_%s:?%s}\"".formatted(parameter, AGENT));
    }
    lines.addAll(script);
    var inputs = new LinkedHashMap<String, Object>();
    inputs.put("timeoutSeconds", String.valueOf(seconds));
    inputs.put("runCommand", lines);
    var step = new LinkedHashMap<String, Object>();
    step.put("action", "aws:runShellScript");
    step.put("name", name);
    step.put("precondition", Map.of("StringEquals", List.of("platformType", "Linux")));
    step.put("inputs", inputs);
    return step;
  }
}
