/**
 * Backups proved by being restored: into a server that is thrown away, compared there, and timed.
 */
@NullMarked
package dev.vigie.drill;

import org.jspecify.annotations.NullMarked;
