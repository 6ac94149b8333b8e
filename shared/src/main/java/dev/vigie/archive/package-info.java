/**
 * pg_dump's custom archive format, read as it passes.
 *
 * <p>Nothing documents the format but PostgreSQL's sources. This package follows {@code
 * src/bin/pg_dump/pg_backup_archiver.c} ({@code WriteHead}, {@code WriteToc}, {@code WriteInt},
 * {@code WriteStr}, {@code WriteOffset}), {@code pg_backup_archiver.h} (the versions, the kinds of
 * block, the offset states), {@code pg_backup_custom.c} (the data blocks), {@code compress_*.c} and
 * {@code pg_dump.c} of PostgreSQL 18, and what these say of older versions down to 1.12, which
 * PostgreSQL 9.4 wrote.
 */
@NullMarked
package dev.vigie.archive;

import org.jspecify.annotations.NullMarked;
