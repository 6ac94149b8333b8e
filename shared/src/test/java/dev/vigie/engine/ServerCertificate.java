package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vigie.local.ThrowawayPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Lets a server take connections by TLS, too, with a certificate that nobody vouches for. */
final class ServerCertificate {
  private static final String PASSWORD = "of-no-secret";

  private ServerCertificate() {}

  /** Makes the certificate in the server's own directory, and has the server use it. */
  static void give(ThrowawayPostgres server, Engine engine) throws IOException {
    Path home = server.socketDirectory();
    Path store = home.resolve("server.p12");
    FaultDisk.output(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD));
    try (InputStream stored = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(stored, PASSWORD.toCharArray());
      byte[] key = keys.getKey("server", PASSWORD.toCharArray()).getEncoded();
      write(home.resolve("server.key"), "PRIVATE KEY", key);
      write(home.resolve("server.crt"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be read", e);
    } finally {
      Files.delete(store);
    }
    engine.sql(
        "postgres",
        """
        ALTER SYSTEM SET ssl_key_file = '%1$s/server.key';
        ALTER SYSTEM SET ssl_cert_file = '%1$s/server.crt';
        ALTER SYSTEM SET ssl = on;
        SELECT pg_reload_conf()
        """
            .formatted(home));
  }

  /** The server refuses a key that others than its user may read. */
  private static void write(Path file, String what, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Path home = file.resolveSibling("");
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text), US_ASCII);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setOwner(file, Files.getOwner(home));
  }
}
