package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Set;

/**
 * How the functions run, all of them alike.
 *
 * @param memoryMegabytes 512 to 3,008; Lambda gives processor time in proportion, a whole processor
 *     at 1,769 (AWS Lambda Developer Guide, "Configure Lambda function memory"). A handler needs
 *     200 MB; the default is for its first start, which is the work of one processor.
 * @param timeoutSeconds 30 to 60; what writes a request counts on having sent its command within a
 *     minute, so no function may run longer
 * @param architecture of the processor
 * @param startUp what Lambda does before the first event
 * @param concurrency whether what must not run twice at once is held to that by Lambda
 */
public record FunctionRuntime(
    int memoryMegabytes,
    int timeoutSeconds,
    ProcessorArchitecture architecture,
    StartUp startUp,
    Concurrency concurrency) {
  private static final String PATH = "vigie.ops.functions";
  private static final Set<String> KEYS =
      Set.of("memoryMegabytes", "timeoutSeconds", "architecture", "startUp", "concurrency");

  /** The processors that Lambda has. */
  public enum ProcessorArchitecture {
    /** Graviton; a fifth cheaper. */
    ARM64,
    /** Intel and AMD. */
    X86_64
  }

  /** What Lambda does before the first event. */
  public enum StartUp {
    /** It starts the JVM: 1 to 2 s that nobody waits for. */
    NONE,
    /**
     * It restores a snapshot of the started JVM. A version that nobody called for 14 days refuses
     * the next call (AWS Lambda Developer Guide, "SnapStartNotReadyException"), so functions that
     * are called rarely do without it.
     */
    SNAPSTART
  }

  /** How many of a function may run at once. */
  public enum Concurrency {
    /** One of those that must not run twice at once. */
    RESERVED,
    /**
     * As many as the account has left. Lambda refuses a reservation that leaves fewer than 10 to
     * the rest, as in a new account; two at once then do the same work twice, and nothing worse.
     */
    SHARED
  }

  /** Refuses what is out of range, with {@code SETTING_INVALID}. */
  public FunctionRuntime {
    ContextObject.checkRange(PATH + ".memoryMegabytes", memoryMegabytes, 512, 3_008, "megabytes");
    ContextObject.checkRange(PATH + ".timeoutSeconds", timeoutSeconds, 30, 60, "seconds");
  }

  /**
   * Reads how functions run; what is not set has its default.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static FunctionRuntime from(ContextObject functions) {
    functions.refuseOthersThan(KEYS);
    return new FunctionRuntime(
        functions.wholeNumber("memoryMegabytes").orElse(1_024),
        functions.wholeNumber("timeoutSeconds").orElse(60),
        architecture(functions.text("architecture").orElse("arm64")),
        startUp(functions.text("startUp").orElse("none")),
        concurrency(functions.text("concurrency").orElse("reserved")));
  }

  private static ProcessorArchitecture architecture(String name) {
    return switch (name) {
      case "arm64" -> ProcessorArchitecture.ARM64;
      case "x86_64" -> ProcessorArchitecture.X86_64;
      default -> throw wrong("architecture", name, "'arm64' or 'x86_64'");
    };
  }

  private static StartUp startUp(String name) {
    return switch (name) {
      case "none" -> StartUp.NONE;
      case "snapstart" -> StartUp.SNAPSTART;
      default -> throw wrong("startUp", name, "'none' or 'snapstart'");
    };
  }

  private static Concurrency concurrency(String name) {
    return switch (name) {
      case "reserved" -> Concurrency.RESERVED;
      case "shared" -> Concurrency.SHARED;
      default -> throw wrong("concurrency", name, "'reserved' or 'shared'");
    };
  }

  private static VigieException wrong(String key, String value, String right) {
    return ContextObject.refused(
        "%s.%s is '%s'; it must be %s.".formatted(PATH, key, value, right));
  }
}
