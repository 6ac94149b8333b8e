package dev.vigie.cdk;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * A statement of a role that allows something.
 *
 * @param statement with a Sid, which stands once in a policy
 * @param reason why its resources are not named to the last letter; empty if they are
 */
record Grant(PolicyStatement statement, Optional<WildcardReason> reason) {
  String sid() {
    return String.valueOf(statement.getSid());
  }

  /** One action on resources that are named. */
  static Grant named(String sid, String action, List<String> resources) {
    return named(sid, List.of(action), resources);
  }

  /** Actions on resources that are named. */
  static Grant named(String sid, List<String> actions, List<String> resources) {
    return new Grant(statement(sid, actions, resources), Optional.empty());
  }

  /** Actions on resources that are a pattern, for this reason, which gives the Sid. */
  static Grant because(WildcardReason reason, List<String> actions, List<String> resources) {
    return new Grant(statement(reason.sid(), actions, resources), Optional.of(reason));
  }

  /** Actions that take no resource. */
  static Grant anywhere(WildcardReason reason, String... actions) {
    return because(reason, List.of(actions), List.of("*"));
  }

  private static PolicyStatement statement(
      String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources).build();
  }
}
