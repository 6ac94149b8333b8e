package dev.vigie.cdk;

/**
 * The volume that PostgreSQL's data lives on, of the type gp3. Bounds are those that gp3 had before
 * 2025 (EBS User Guide, "General Purpose SSD volumes"), which every region has.
 *
 * @param gib size, 10 to 16,384 GiB; it can grow, never shrink
 * @param iops operations a second, 3,000 to 16,000, at most 500 for each GiB
 * @param mibps throughput, 125 to 1,000 MiB/s, at most a quarter of the operations a second
 */
record DataVolumeSettings(int gib, int iops, int mibps) {
  private static final int IOPS_FOR_A_GIB = 500;
  private static final int IOPS_FOR_A_MIBPS = 4;

  DataVolumeSettings {
    if (iops > gib * IOPS_FOR_A_GIB) {
      throw ContextObject.refused(
          "vigie.infra.database.dataIops is %d; it must be at most %d for the %d GiB of vigie.infra.database.dataGib."
              .formatted(iops, gib * IOPS_FOR_A_GIB, gib));
    }
    if (mibps * IOPS_FOR_A_MIBPS > iops) {
      throw ContextObject.refused(
          "vigie.infra.database.dataMibps is %d; it must be at most %d for the %d of vigie.infra.database.dataIops."
              .formatted(mibps, iops / IOPS_FOR_A_MIBPS, iops));
    }
  }

  /** Reads the keys that begin with {@code data} of {@code infra.database}. */
  static DataVolumeSettings from(ContextObject database) {
    return new DataVolumeSettings(
        database.wholeNumber("dataGib", 50, 10, 16_384, "GiB"),
        database.wholeNumber("dataIops", 3_000, 3_000, 16_000, "operations a second"),
        database.wholeNumber("dataMibps", 125, 125, 1_000, "MiB/s"));
  }
}
