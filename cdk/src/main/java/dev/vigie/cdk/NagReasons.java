package dev.vigie.cdk;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.iam.Role;

/** Suppressions in the form that cdk-nag reads from a resource's metadata. */
final class NagReasons {
  private NagReasons() {}

  /** Says at the resource why these rules, by their ids, do not apply to it. */
  static void explain(CfnResource resource, Map<String, String> reasonByRule) {
    resource.addMetadata(
        "cdk_nag",
        Map.of(
            "rules_to_suppress",
            new TreeMap<>(reasonByRule).entrySet().stream().map(NagReasons::rule).toList()));
  }

  /** Says at the resource why each of its statements of these needs a wildcard. */
  static void explainWildcards(CfnResource resource, List<WildcardReason> reasons) {
    if (!reasons.isEmpty()) {
      explain(
          resource,
          Map.of(
              "AwsSolutions-IAM5",
              String.join(
                  " ", reasons.stream().map(each -> each.sid() + ": " + each.reason()).toList())));
    }
  }

  /** Says the same at the role's own policy. */
  static void explainWildcards(Role role, List<WildcardReason> reasons) {
    var policy = role.getNode().findChild("DefaultPolicy").getNode().getDefaultChild();
    explainWildcards((CfnResource) Objects.requireNonNull(policy), reasons);
  }

  private static Map<String, String> rule(Map.Entry<String, String> entry) {
    // Sorted: Map.of has another order in each run, and the template would have it too.
    var rule = new TreeMap<String, String>();
    rule.put("id", entry.getKey());
    rule.put("reason", entry.getValue());
    return rule;
  }
}
