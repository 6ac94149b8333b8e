/**
 * A fleet of thousands of databases for weeks, in a time of its own and without AWS: the real plan,
 * starters, runners and reconciler, and around them all that gets lost, doubled, late and broken.
 */
@NullMarked
package dev.vigie.fleet;

import org.jspecify.annotations.NullMarked;
