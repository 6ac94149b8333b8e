package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A function as it would be configured in Lambda. Bounds: AWS Lambda API Reference, {@code
 * CreateFunction}.
 *
 * @param name 1 to 64 letters, digits, hyphens and underscores
 * @param handler the handler's class, at most 128 characters without white space. A class that
 *     implements Lambda's own interfaces is named alone, without {@code ::handleRequest}.
 * @param jvmFlags flags of its JVM, such as {@code -Xmx512m}
 * @param classPath the handler, all that it needs, and Lambda's runtime interface client
 * @param taskRoot the directory it starts in, Lambda's {@code LAMBDA_TASK_ROOT}
 * @param environment set over what this process has in its own environment and what Lambda sets
 * @param timeout how long one invocation may take, 1 second to 15 minutes
 */
public record LambdaFunction(
    String name,
    String handler,
    List<String> jvmFlags,
    List<Path> classPath,
    Path taskRoot,
    Map<String, String> environment,
    Duration timeout) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final Pattern HANDLER = Pattern.compile("[^\\s]{1,128}");
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** Refuses what is out of range, with {@code SETTING_INVALID}. */
  public LambdaFunction {
    check(NAME.matcher(name).matches(), "function name is not of the form " + NAME.pattern());
    check(HANDLER.matcher(handler).matches(), "handler is not 1 to 128 characters without spaces");
    check(!classPath.isEmpty(), "the class path of function " + name + " is empty");
    check(
        timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(LONGEST) <= 0,
        "the timeout " + timeout + " of function " + name + " is not 1 s to 15 min");
    jvmFlags = List.copyOf(jvmFlags);
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new VigieException(ErrorCode.SETTING_INVALID, message);
    }
  }
}
