package dev.vigie.config;

/** This program. */
public final class Program {
  /**
   * Its name and version: what {@code --version} prints, and what a manifest names as its producer.
   * The version is the one of the build's {@code pom.xml}.
   */
  public static final String VERSION = "vigie 0.1.0";

  private Program() {}
}
