package dev.vigie.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.regions.Region;

/**
 * Where people read what a command printed: CloudWatch's console. The streams of a command begin
 * with its id (AWS Systems Manager User Guide, "Configuring Amazon CloudWatch Logs for Run
 * Command"), so a page of the group's streams that begin so names no plug-in and no instance.
 */
final class CommandLog {
  private CommandLog() {}

  /** The page's address. */
  static String page(Region region, String logGroup, String commandId) {
    return "https://%s.console.%s/cloudwatch/home?region=%s#logsV2:log-groups/log-group/%s$3FlogStreamNameFilter$3D%s"
        .formatted(region, domain(region), region, inFragment(logGroup), commandId);
  }

  /** Each partition has its own (AWS Management Console, "Service endpoints"). */
  private static String domain(Region region) {
    if (region.id().startsWith("cn-")) {
      return "amazonaws.cn";
    }
    return region.id().startsWith("us-gov-") ? "amazonaws-us-gov.com" : "aws.amazon.com";
  }

  /**
   * The console's own form: URL-encoded twice, each percent sign of the outer one a dollar sign.
   */
  private static String inFragment(String text) {
    String once = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return URLEncoder.encode(once, StandardCharsets.UTF_8).replace('%', '$');
  }
}
