package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Walks every statement that allows something, in every stack, wherever a policy can stand. */
class PermissionsTest {
  private final Map<String, StackTemplate> stacks = Allowed.stacks();
  private final List<Allowed> allowed = Allowed.in(stacks);

  @Test
  void everyStack_isWalked() {
    assertThat(stacks)
        .containsOnlyKeys(
            VigieApp.STORAGE_STACK,
            VigieApp.REPLICA_STACK,
            VigieApp.INFRA_STACK,
            VigieApp.OPS_STACK,
            Allowed.RUNNERS);
    assertThat(allowed).hasSizeGreaterThan(15);
  }

  @Test
  void actions_haveNoWildcard() {
    assertThat(allowedByRoles())
        .allSatisfy(each -> assertThat(each.actions()).noneMatch(action -> action.contains("*")));
  }

  @Test
  void statements_allowWhatTheyName_andNotWhatTheyLeaveOut() {
    assertThat(allowed)
        .noneMatch(
            each -> each.statement().has("NotAction") || each.statement().has("NotResource"));
  }

  @Test
  void resources_withAWildcard_haveAWrittenReason() {
    var used = new TreeSet<String>();
    for (var each : allowedByRoles()) {
      if (!each.isOfAKey()
          && each.resources().stream().anyMatch(resource -> resource.contains("*"))) {
        assertThat(Stream.of(WildcardReason.values()).map(WildcardReason::sid))
            .as("the reason for %s in %s", each.sid(), each.resource())
            .contains(each.sid());
        used.add(each.sid());
      }
    }
    assertThat(Stream.of(WildcardReason.values()).map(WildcardReason::sid))
        .as("reasons that nothing needs any more")
        .containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void nobody_mayDeleteAnObject_orWeakenTheBucketOrItsKey() {
    assertThat(allowedByRoles())
        .flatExtracting(Allowed::actions)
        .noneMatch(
            action ->
                action.matches(
                    "s3:(?!Get).*(Delete|Bypass|Lifecycle|Policy|PutBucket|PutEncryption|PutReplication|ReplicateDelete).*"))
        .noneMatch(action -> action.matches("kms:.*(Delet|Disable|Policy|Grant|Revoke).*"));
  }

  private List<Allowed> allowedByRoles() {
    return allowed.stream().filter(each -> !each.isTheAccountsOwn()).toList();
  }
}
