package dev.vigie.cli;

import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillPlace;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.Installation;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Drills by the programs of this machine, in its temporary directory. A server ends and is removed
 * also when this program is killed. Its memory, processors and disk are bounded by nothing but the
 * machine.
 */
public record DrillOnMachine() implements DrillPlace {
  @Override
  public long freeBytes() {
    try {
      return Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).getUsableSpace();
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.INTERNAL, "the free room of java.io.tmpdir cannot be read", e);
    }
  }

  @Override
  public Server open(OperationId drill, Manifest manifest, long room) {
    int major = ServerVersion.ofNumber(manifest.database().serverVersionNum()).major();
    Installation installation = ClientPrograms.ofThisMachine().chooseServer(major);
    return new OnMachine(ThrowawayPostgres.start(installation, Map.of()));
  }

  private record OnMachine(ThrowawayPostgres postgres) implements Server {
    /** By the socket, on which every role is trusted: only this user may enter its directory. */
    @Override
    public PgTools tools() {
      ConnectionSettings connection =
          new ConnectionSettings(
              Map.of(
                  "PGHOST", postgres.socketDirectory().toString(),
                  "PGPORT", String.valueOf(postgres.port()),
                  "PGUSER", postgres.user()));
      return new PgTools(List.of(), Optional.of(postgres.installation().bin()), connection)
          .on("postgres");
    }

    @Override
    public String description() {
      return "PostgreSQL " + postgres.installation().major() + " of the machine's own programs";
    }

    @Override
    public void close() {
      postgres.close();
    }
  }
}
