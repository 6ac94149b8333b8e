package dev.vigie.alert;

/** What became of something, as people are told. */
public enum Change {
  /** It is no longer as it should be. */
  BROKE("new"),
  /** It is worse than was told. */
  WORSENED("worse"),
  /** It is better than was told, and not yet well. */
  IMPROVED("better"),
  /** It is well again. */
  RECOVERED("recovered"),
  /** It could not be looked at for some time. */
  UNSEEN("cannot be looked at"),
  /** It can be looked at again, and is as it was told before. */
  SEEN("can be looked at again"),
  /** It changes so often that each change is not told any more. */
  FLAPPING("flapping"),
  /** It changes no longer. */
  CALM("no longer flapping"),
  /** It is no longer among what is looked at. */
  GONE("no longer looked at"),
  /** A person said that they know. */
  ACKNOWLEDGED("acknowledged"),
  /** Nobody said in time that they know. */
  ESCALATED("not acknowledged");

  private final String title;

  Change(String title) {
    this.title = title;
  }

  /** In the words of a message. */
  public String title() {
    return title;
  }
}
