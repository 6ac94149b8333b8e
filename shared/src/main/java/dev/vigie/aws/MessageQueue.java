package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/**
 * A standard queue of SQS, which delivers what it took at least once, in any order. Needs {@code
 * sqs:SendMessage} on it. Thread-safe.
 *
 * @param sqs the client, which stays the caller's to close
 * @param url the queue's
 */
public record MessageQueue(SqsClient sqs, String url) {
  /** Amazon SQS API Reference, "SendMessageBatch". */
  private static final int BATCH = 10;

  /** Amazon SQS quotas, "Message timer". */
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  /**
   * A message.
   *
   * @param body its text; ten together take at most 1 MiB (Amazon SQS quotas)
   * @param delay how long the queue holds it before it is delivered: 0 to 15 minutes, of which
   *     whole seconds count
   */
  public record Message(String body, Duration delay) {
    /** Refuses a delay that no queue takes, with {@code REQUEST_INVALID}. */
    public Message {
      if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "a message is held for 0 to 15 minutes, and " + delay + " was asked for");
      }
    }
  }

  /** A builder with what Vigie wants of a client: the small HTTP client, and three attempts. */
  public static SqsClientBuilder clientBuilder() {
    return Clients.quick(SqsClient.builder());
  }

  /**
   * Sends the messages, ten in a request.
   *
   * @throws VigieException {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if one was not
   *     accepted; others may have been
   */
  public void send(List<Message> messages) {
    for (int from = 0; from < messages.size(); from += BATCH) {
      sendBatch(messages.subList(from, Math.min(messages.size(), from + BATCH)));
    }
  }

  private void sendBatch(List<Message> messages) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (Message message : messages) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .messageBody(message.body())
              .delaySeconds(Math.toIntExact(message.delay().toSeconds()))
              .build());
    }
    SendMessageBatchResponse response;
    try {
      response = sqs.sendMessageBatch(request -> request.queueUrl(url).entries(entries));
    } catch (SdkException e) {
      throw CloudFailures.of("the queue " + url + " did not take messages (SendMessageBatch)", e);
    }
    if (response.hasFailed() && !response.failed().isEmpty()) {
      BatchResultErrorEntry refused = response.failed().getFirst();
      throw new VigieException(
          ErrorCode.CLOUD_UNAVAILABLE,
          "the queue %s did not take %d of %d messages (SendMessageBatch): %s, %s"
              .formatted(
                  url,
                  response.failed().size(),
                  messages.size(),
                  refused.code(),
                  refused.message()));
    }
  }
}
