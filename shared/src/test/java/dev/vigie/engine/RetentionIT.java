package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.local.PostgresFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigie retention explain} on a bucket without rules of expiry. */
@Timeout(120)
class RetentionIT {
  @TempDir private Path directory = Path.of("");

  @Test
  void explain_whereNoRuleIs_tellsThatNothingExpires() throws Exception {
    try (Engine engine = Engine.open()) {
      Manifest backup = engine.backup(PostgresFixture.createDatabase());
      VigieProgram vigie = VigieProgram.on(directory, engine.store().bucket());

      Ended text = vigie.run("retention", "explain");
      Ended json = vigie.run("retention", "explain", "-o", "json");

      assertThat(text.status()).as(text.err()).isZero();
      assertThat(text.out()).contains(backup.backupId().value(), "never", "made as daily");
      assertThat(json.json().at("/0/tier").asText()).isEqualTo("daily");
      assertThat(json.json().at("/0").has("expires")).isFalse();
    }
  }
}
