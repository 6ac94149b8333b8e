/**
 * Files that an application keeps outside PostgreSQL: the directories that are backed up with its
 * database, and the tar archives that hold them. No archive leads out of the directory that it is
 * unpacked into.
 */
@NullMarked
package dev.vigie.volume;

import org.jspecify.annotations.NullMarked;
