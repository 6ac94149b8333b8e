package dev.vigie.cdk;

import java.util.List;
import java.util.regex.Pattern;

/** The processors of all machines, and what follows from them. */
enum Architecture {
  /** Graviton: about a fifth cheaper than x86 of the same size. */
  ARM64("arm64", "t4g"),
  /** Intel and AMD. */
  X86_64("x86_64", "t3");

  // EC2 User Guide, "Instance type naming conventions": a g behind the generation is Graviton; a1
  // came before the convention.
  private static final Pattern GRAVITON = Pattern.compile("(a1|[a-z]+[0-9]+[a-z]*g[a-z]*)\\..*");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z0-9-]+");

  private final String key;
  private final String family;

  Architecture(String key, String family) {
    this.key = key;
    this.family = family;
  }

  /** The architecture that {@code infra.architecture} names; arm64 where it is absent. */
  static Architecture from(ContextObject infra) {
    var name = infra.choice("architecture", List.of(ARM64.key, X86_64.key));
    return name.equals(ARM64.key) ? ARM64 : X86_64;
  }

  /** As logical ids begin: Arm64. */
  String id() {
    return this == ARM64 ? "Arm64" : "X86";
  }

  /** The burstable instance type of this size. */
  String burstable(String size) {
    return family + "." + size;
  }

  /** Refuses an instance type that is none, or has other processors. */
  void check(String setting, String type) {
    if (!TYPE.matcher(type).matches() || GRAVITON.matcher(type).matches() != (this == ARM64)) {
      throw ContextObject.refused(
          "%s is '%s'; with vigie.infra.architecture %s it must be an instance type such as %s."
              .formatted(setting, type, key, burstable("small")));
    }
  }

  /**
   * The public parameter that names the newest image of Amazon Linux 2023 (Amazon Linux 2023 User
   * Guide, "AL2023 on Amazon EC2").
   */
  String imageParameter() {
    return "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-" + key;
  }
}
