package earshot.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS believes: the authorities the system knows, and those in one file more. Reads files when
 * asked, on the caller's thread. Decides nothing about host names.
 */
final class TrustAnchors {

  private TrustAnchors() {}

  /** Its sockets share one session cache, so that a reconnect can be cheaper than a connect. */
  static SSLSocketFactory sockets(@Nullable Path ca) throws IOException {
    return context(ca).getSocketFactory();
  }

  static SSLContext context(@Nullable Path ca) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, frank(ca == null ? managers(null) : trusting(ca)), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "setting up TLS"
              + (ca == null ? "" : " with the trust anchor " + ca)
              + " failed: "
              + e.getMessage(),
          e);
    }
  }

  /** One store with both kinds: one check, and one error message that means what it says. */
  private static TrustManager[] trusting(Path ca) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    int count = 0;
    for (Certificate more : read(ca)) anchors.setCertificateEntry("ca-" + count++, more);
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager system) {
        for (X509Certificate known : system.getAcceptedIssuers()) {
          anchors.setCertificateEntry("system-" + count++, known);
        }
      }
    }
    return managers(anchors);
  }

  private static TrustManager[] frank(TrustManager[] managers) {
    for (int i = 0; i < managers.length; i++) {
      if (managers[i] instanceof X509ExtendedTrustManager judge) {
        managers[i] = new FrankTrust(judge);
      }
    }
    return managers;
  }

  private static TrustManager[] managers(@Nullable KeyStore anchors)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return factory.getTrustManagers();
  }

  private static Collection<? extends Certificate> read(Path ca) throws IOException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(ca)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException e) {
      throw new IOException(
          "reading the trust anchor " + ca + " failed: " + e + "; check service.ca", e);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the trust anchor " + ca + " is not a PEM file of certificates; check service.ca", e);
    }
    if (certificates.isEmpty()) {
      throw new IOException("the trust anchor " + ca + " holds no certificate; check service.ca");
    }
    return certificates;
  }
}
