package dev.vigie.alert;

/**
 * One thing that is looked at.
 *
 * @param seen what the rounds saw of it
 * @param told what people were told of it
 */
record Watched(Seen seen, Told told) {
  Subject subject() {
    return Subject.of(seen.finding());
  }

  Condition condition() {
    return new Condition(seen.finding(), seen.since(), told.ack().isPresent());
  }
}
