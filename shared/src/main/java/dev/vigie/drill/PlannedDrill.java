package dev.vigie.drill;

import java.time.Instant;

/**
 * A drill of a database's newest backup, as the settings promise it.
 *
 * @param cluster whose
 * @param database whose
 * @param time when the schedule fired
 * @param begin when the drill begins
 */
public record PlannedDrill(String cluster, String database, Instant time, Instant begin) {}
