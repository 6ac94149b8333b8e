package dev.vigie.alert;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A channel that keeps what it took, and fails on request. */
final class RecordingSink implements AlertSink {
  private final List<Message> taken = new CopyOnWriteArrayList<>();
  private volatile boolean failing;
  private volatile int tries;

  @Override
  public synchronized void send(Message message) {
    tries++;
    if (failing) {
      throw new VigieException(ErrorCode.CHANNEL_UNAVAILABLE, "the channel answered 503");
    }
    taken.add(message);
  }

  RecordingSink failing(boolean is) {
    failing = is;
    return this;
  }

  /** What became of what, in the order in which it came. */
  List<String> told() {
    return taken.stream()
        .flatMap(message -> message.notices().stream())
        .map(notice -> notice.change() + " " + notice.finding().subject())
        .toList();
  }

  List<Message> taken() {
    return List.copyOf(taken);
  }

  int tries() {
    return tries;
  }
}
