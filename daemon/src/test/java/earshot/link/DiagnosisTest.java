package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.ServiceSocket.Stage;
import earshot.link.Transport.Kind;
import java.net.URI;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  private static final Road THERE = Road.to(URI.create("wss://there/v1"), null);

  @Test
  void aCertificateOfAnotherTimeAsksForTheDate() {
    for (Exception cause :
        List.of(new CertificateExpiredException(), new CertificateNotYetValidException())) {
      var problem = new SSLHandshakeException("PKIX path validation failed");
      problem.initCause(cause);
      var failure = Diagnosis.of(problem, Stage.TLS, THERE, NOON);
      assertEquals(Kind.TLS, failure.kind());
      assertTrue(failure.message().contains("check the date"), failure.message());
    }
  }

  @Test
  void retryAfterIsReadInSecondsMillisecondsAndAsADate() {
    assertEquals(0L, Diagnosis.retryAfterSeconds(null, "0", NOON));
    assertEquals(90L, Diagnosis.retryAfterSeconds(null, "90", NOON));
    assertEquals(2L, Diagnosis.retryAfterSeconds("1001", "90", NOON));
    assertEquals(60L, Diagnosis.retryAfterSeconds(null, "Sat, 21 Nov 2026 12:01:00 GMT", NOON));
    assertEquals(0L, Diagnosis.retryAfterSeconds(null, "Sat, 21 Nov 2026 11:01:00 GMT", NOON));
  }

  @Test
  void retryAfterThatMeansNothingIsNone() {
    assertNull(Diagnosis.retryAfterSeconds(null, null, NOON));
    assertNull(Diagnosis.retryAfterSeconds(null, "", NOON));
    assertNull(Diagnosis.retryAfterSeconds(null, "-5", NOON));
    assertNull(Diagnosis.retryAfterSeconds("soon", "tomorrow", NOON));
    assertNull(Diagnosis.retryAfterSeconds(null, "9".repeat(40), NOON));
  }

  @Test
  void retryAfterHasABound() {
    assertEquals(365L * 24 * 3600, Diagnosis.retryAfterSeconds(null, "999999999999999", NOON));
  }
}
