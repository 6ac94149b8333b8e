/**
 * PostgreSQL, reached through its own client programs only, so that the client's version always
 * fits the server's.
 */
@NullMarked
package dev.vigie.postgres;

import org.jspecify.annotations.NullMarked;
