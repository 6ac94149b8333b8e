package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.iam.Role;

/**
 * Why a rule of cdk-nag does not hold for a resource, in the form that cdk-nag reads from a
 * resource's metadata.
 *
 * @param rule for example {@code AwsSolutions-IAM5}
 * @param appliesTo a regular expression of JavaScript that the finding's detail must match; empty
 *     for every finding of the rule
 * @param reason in a sentence
 */
record NagReason(String rule, String appliesTo, String reason) {
  private static final String WILDCARD = "AwsSolutions-IAM5";

  /** For every finding of the rule. */
  static NagReason of(String rule, String reason) {
    return new NagReason(rule, "", reason);
  }

  /** For a wildcard in a role's policy. */
  static NagReason wildcard(String resource, String reason) {
    return new NagReason(WILDCARD, "/^Resource::" + resource + "$/", reason);
  }

  /** Gives the resource these reasons, and takes away those that it had. */
  static void explain(CfnResource resource, List<NagReason> reasons) {
    var rules = new ArrayList<Map<String, Object>>();
    for (var reason : reasons) {
      var rule = new TreeMap<String, Object>();
      rule.put("id", reason.rule);
      rule.put("reason", reason.reason);
      if (!reason.appliesTo.isEmpty()) {
        rule.put("applies_to", List.of(Map.of("regex", reason.appliesTo)));
      }
      rules.add(rule);
    }
    resource.addMetadata("cdk_nag", Map.of("rules_to_suppress", rules));
  }

  /** Gives the role's own policy these reasons. */
  static void explain(Role role, List<NagReason> reasons) {
    var policy = role.getNode().findChild("DefaultPolicy").getNode().getDefaultChild();
    explain((CfnResource) Objects.requireNonNull(policy), reasons);
  }
}
