package dev.vigie.functions.event;

import java.time.Instant;
import java.util.Optional;

/** Where a request comes from, and for which time it was made. */
public sealed interface Origin {
  /**
   * A schedule: every delivery tells the same time.
   *
   * @param time for which the schedule asks
   * @param arn the schedule's or the rule's; empty if the event does not tell it
   */
  record Scheduled(Instant time, String arn) implements Origin {
    /** An ARN takes at most 2,048 characters (IAM User Guide, "IAM and AWS STS quotas"). */
    private static final int LONGEST_ARN = 2048;

    /** Of an event with EventBridge Scheduler's context attributes. */
    static Scheduled of(Fields event) {
      return new Scheduled(
          event.time("scheduledTime"), event.findLine("scheduleArn", LONGEST_ARN).orElse(""));
    }
  }

  /**
   * An invocation by a person or a program.
   *
   * @param time for which it asks; empty for now
   * @param requestedBy who says to have asked: one line, at most 2,048 characters, as an ARN
   */
  record Direct(Optional<Instant> time, Optional<String> requestedBy) implements Origin {
    static final int LONGEST_REQUESTER = 2048;

    static Direct of(Fields event) {
      return new Direct(event.findTime("time"), event.findLine("requestedBy", LONGEST_REQUESTER));
    }
  }
}
