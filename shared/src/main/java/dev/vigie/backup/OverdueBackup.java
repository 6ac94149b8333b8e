package dev.vigie.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A database whose newest backup is older than was promised: its schedule never fired, or its
 * backups fail.
 *
 * @param cluster whose database
 * @param database which one
 * @param rpo how old its newest backup may be
 * @param newest when its newest backup that can be read was taken; empty if it has none
 */
public record OverdueBackup(
    String cluster, String database, Duration rpo, Optional<Instant> newest) {}
