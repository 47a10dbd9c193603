package earshot.simulator.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for this machine's own names, made with the run-time's keytool in a directory that
 * is deleted again. Making one takes about a second, and blocks.
 */
record SelfSigned(SSLContext context, String pem) {

  static SelfSigned make() throws IOException {
    Path directory = Files.createTempDirectory("earshot-simulator");
    Path store = directory.resolve("keys.p12");
    try {
      String password = UUID.randomUUID().toString();
      keytool(store, password);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, password.toCharArray());
      }
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(keys.getCertificate("simulator").getEncoded());
      String pem = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
      return new SelfSigned(context, pem);
    } catch (GeneralSecurityException e) {
      throw new IOException("making a certificate for the simulator failed: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(directory);
    }
  }

  private static void keytool(Path store, String password) throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var command =
        List.of(
            tool.toString(),
            "-genkeypair",
            "-alias",
            "simulator",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=Earshot simulator",
            "-validity",
            "3650",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1,ip:::1",
            "-ext",
            "BC=ca:true",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass:env",
            "STORE_WORD");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("STORE_WORD", password);
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes());
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("making a certificate with " + tool + " failed: " + told.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while making a certificate", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
