import dev.vigie.local.LambdaFunction;
import dev.vigie.local.LambdaRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hands the event of the standard input to the function of the name that is the only argument, as Lambda would,
 * and prints its answer. Ends with 1 if the function failed. The function has this process's environment.
 */
void main(String[] arguments) throws Exception {
  Path target = Path.of("functions", "target").toAbsolutePath();
  List<Path> classPath = new ArrayList<>(List.of(target.resolve("functions-0.1.0.jar")));
  try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
    libraries.sorted().forEach(classPath::add);
  }
  String region = System.getenv("AWS_REGION");
  LambdaFunction function =
      new LambdaFunction(
          arguments[0],
          "dev.vigie.functions." + arguments[0],
          List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "--enable-native-access=ALL-UNNAMED"),
          classPath,
          target,
          Map.of("AWS_REGION", region, "AWS_DEFAULT_REGION", region),
          Duration.ofSeconds(60));
  try (LambdaRuntime runtime = LambdaRuntime.start(function, System.err::println)) {
    IO.println(runtime.invoke(System.in.readAllBytes()).answer());
  }
}
