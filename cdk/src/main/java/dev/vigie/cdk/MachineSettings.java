package dev.vigie.cdk;

/**
 * One kind of machine.
 *
 * @param type the EC2 instance type, of the deployment's architecture
 * @param diskGib size of the encrypted system disk in GiB, 8 to 1,024
 */
record MachineSettings(String type, int diskGib) {
  // The image of Amazon Linux 2023 is made for 8 GiB.
  private static final int SMALLEST_DISK = 8;
  private static final int LARGEST_DISK = 1_024;

  /** Reads the keys {@code instanceType} and {@code diskGib} of the object. */
  static MachineSettings from(
      ContextObject machine, Architecture architecture, String size, int diskGib) {
    var type = machine.text("instanceType").orElse(architecture.burstable(size));
    architecture.check(machine.name("instanceType"), type);
    return new MachineSettings(
        type, machine.wholeNumber("diskGib", diskGib, SMALLEST_DISK, LARGEST_DISK, "GiB"));
  }
}
