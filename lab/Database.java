import dev.vigie.local.SampleDatabase;
import dev.vigie.local.ThrowawayPostgres;

/**
 * A throw-away PostgreSQL with the demo's sample in the database {@code nocodb}. Prints one variable
 * a line, the word {@code ready}, and holds the server until its standard input ends, however the
 * caller ended.
 */
void main() throws Exception {
  try (ThrowawayPostgres postgres = ThrowawayPostgres.start()) {
    SampleDatabase sample = SampleDatabase.on(postgres, "nocodb");
    sample.create();
    postgres.environment().forEach((name, value) -> IO.println(name + "=" + value));
    IO.println("ready");
    while (System.in.read() >= 0) {
      // Nobody writes; the end of the input is what is waited for.
    }
  }
}
