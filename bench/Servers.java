import dev.vigie.local.EmbeddedS3;
import dev.vigie.local.ThrowawayPostgres;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The servers of one benchmark: a PostgreSQL and an S3 endpoint of its own, as the demo and the
 * tests use them. Prints one variable a line, the word {@code ready}, and holds both servers until
 * its standard input ends, however the benchmark ended. The argument is a directory for the
 * objects.
 */
void main(String[] arguments) throws Exception {
  try (ThrowawayPostgres postgres = ThrowawayPostgres.start();
      EmbeddedS3 s3 = EmbeddedS3.start(Path.of(arguments[0]))) {
    s3.createBucket("vigie-bench");
    Map<String, String> variables = new TreeMap<>(s3.environment("vigie-bench"));
    variables.putAll(postgres.environment());
    variables.put("BENCH_PG_BIN", postgres.installation().bin().toString());
    variables.put("BENCH_PG_PID", Long.toString(postgres.pid()));
    variables.put("BENCH_S3_PID", Long.toString(s3.pid()));
    variables.forEach((name, value) -> IO.println(name + "=" + value));
    IO.println("ready");
    while (System.in.read() >= 0) {
      // Nobody writes; the end of the input is what is waited for.
    }
  }
}
