package dev.vigie.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The shell script by which a machine says how it is. It is one file, so that a machine without
 * Java and {@code vigie node probe} say the same: the stack puts it into its SSM document.
 */
public final class NodeFactsScript {
  private NodeFactsScript() {}

  /** The script for a POSIX shell, with GNU's coreutils. */
  public static String text() {
    try (InputStream script = NodeFactsScript.class.getResourceAsStream("facts.sh")) {
      if (script == null) {
        throw new IllegalStateException("facts.sh is not in the package");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("facts.sh cannot be read", e);
    }
  }
}
