package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-made certificate, as a PEM file for who trusts and a server factory for who is trusted.
 */
public record Certificates(Path pem, ServerSocketFactory servers, SSLContext context) {

  private static final String PASSWORD = "only-a-test";

  /** Made by the JDK's keytool. */
  public static Certificates make(Path directory, String name, String subjectAlternative)
      throws Exception {
    return made(directory, name, List.of("-ext", "san=" + subjectAlternative), "it");
  }

  /**
   * One that an authority has signed, for the dates of what is trusted itself count for nothing.
   *
   * @param start from when it is valid, for ninety days: {@code +10d} for in ten days
   */
  static Certificates signed(Path directory, String name, String subjectAlternative, String start)
      throws Exception {
    keytool(
        directory.resolve(name + ".p12"),
        "authority",
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=authority",
            "-ext",
            "bc:c",
            "-storetype",
            "PKCS12"));
    return made(
        directory,
        name,
        List.of("-ext", "san=" + subjectAlternative, "-startdate", start, "-signer", "authority"),
        "authority");
  }

  private static Certificates made(
      Path directory, String name, List<String> options, String trusted) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Path pem = directory.resolve(name + ".pem");
    List<String> pair = new ArrayList<>();
    pair.addAll(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name));
    pair.addAll(List.of("-storetype", "PKCS12"));
    pair.addAll(options);
    keytool(store, "it", pair);
    keytool(store, trusted, List.of("-exportcert", "-rfc", "-file", pem.toString()));
    // Or the authority itself would be shown to who connects.
    if (!trusted.equals("it")) keytool(store, trusted, List.of("-delete"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new Certificates(pem, context.getServerSocketFactory(), context);
  }

  private static void keytool(Path store, String alias, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-alias", alias, "-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(true, process.waitFor(30, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), said);
  }
}
