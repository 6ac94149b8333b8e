package dev.vigie.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * What became of the tries of one write. A try that was sent and not refused with a 4xx may have
 * been done, although nobody said so: its answer was lost, or was a 5xx. Only after such a try can
 * a later "exists already" be about the write's own object.
 *
 * <p>Not thread-safe: the synchronous client runs all tries of a call in the calling thread.
 */
final class WriteAttempts {
  static final ExecutionAttribute<WriteAttempts> ATTRIBUTE =
      new ExecutionAttribute<>("vigie.WriteAttempts");

  private int sent;
  private int refused;

  /** Whether a try may have been done without an answer that says so. */
  boolean mayBeDone() {
    return sent > refused;
  }

  /** Counts the tries of every call that carries the attribute. */
  static final class Watch implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      WriteAttempts attempts = attributes.getAttribute(ATTRIBUTE);
      if (attempts != null) {
        attempts.sent++;
      }
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      WriteAttempts attempts = attributes.getAttribute(ATTRIBUTE);
      int status = context.httpResponse().statusCode();
      if (attempts != null && status >= 400 && status < 500) {
        attempts.refused++;
      }
    }
  }
}
