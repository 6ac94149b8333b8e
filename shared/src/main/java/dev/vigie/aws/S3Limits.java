package dev.vigie.aws;

import java.time.Duration;

/**
 * How long the adapter tries. Tests shorten it; Vigie runs with {@link #STANDARD}.
 *
 * @param attempts tries of one request, the first included, 1 or more
 * @param connect longest wait for a connection
 * @param socket longest silence of the other side, in either direction
 * @param bytesPerSecond the slowest upload that is still progress: it bounds a try that sends a
 *     body, because a socket's write has no time-out of its own
 */
record S3Limits(int attempts, Duration connect, Duration socket, long bytesPerSecond) {
  /** Five tries with the SDK's back-off span about half a minute of throttling. */
  static final S3Limits STANDARD =
      new S3Limits(5, Duration.ofSeconds(5), Duration.ofSeconds(60), 128 * 1024);

  S3Limits {
    if (attempts < 1 || connect.toMillis() < 1 || socket.toMillis() < 1 || bytesPerSecond < 1) {
      throw new IllegalArgumentException("no limits: " + attempts + " tries, " + connect + socket);
    }
  }

  /** The longest that one try of sending so many bytes may take, the answer included. */
  Duration sending(long bytes) {
    return socket.plusMillis(bytes * 1000 / bytesPerSecond);
  }
}
