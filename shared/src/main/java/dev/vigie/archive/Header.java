package dev.vigie.archive;

import java.time.LocalDateTime;

/** What {@code WriteHead} writes. */
record Header(
    int minorVersion,
    int revision,
    int integerSize,
    int offsetSize,
    Compression compression,
    LocalDateTime created,
    String database,
    String serverVersion,
    String dumpVersion) {}
