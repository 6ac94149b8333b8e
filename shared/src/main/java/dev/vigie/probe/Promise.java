package dev.vigie.probe;

import java.time.Duration;
import java.util.Optional;

/**
 * What was promised of a database's recovery.
 *
 * @param cluster whose database
 * @param database which one
 * @param rpo how old its newest backup may be
 * @param rto how long a restore may take, if that was promised
 */
public record Promise(String cluster, String database, Duration rpo, Optional<Duration> rto) {
  /** How findings call the database. */
  String subject() {
    return cluster + "/" + database;
  }
}
