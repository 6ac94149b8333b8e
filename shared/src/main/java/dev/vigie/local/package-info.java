/**
 * The ports and the servers of a laptop: a process instead of a node, an embedded S3, a throw-away
 * PostgreSQL.
 */
@NullMarked
package dev.vigie.local;

import org.jspecify.annotations.NullMarked;
