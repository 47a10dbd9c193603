package earshot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.ServiceSocket.Stage;
import earshot.link.Transport.Kind;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  private static final long UNSET = Instant.parse("1970-01-01T00:20:00Z").toEpochMilli();

  private static Transport.Failure tls(Exception cause, long epochMillis) {
    var problem = new SSLHandshakeException("PKIX path validation failed");
    problem.initCause(cause);
    return Diagnosis.of(problem, Stage.TLS, "there:443", epochMillis);
  }

  @Test
  void aCertificateThatIsNotValidYetAccusesOurClock() {
    var failure = tls(new CertificateNotYetValidException(), NOON);
    assertEquals(Kind.CLOCK, failure.kind());
    assertTrue(failure.message().contains("set the date"), failure.message());
    assertEquals(Kind.CLOCK, tls(new CertificateExpiredException(), UNSET).kind());
  }

  @Test
  void aCertificateThatHasRunOutMayBeTheServices() {
    var failure = tls(new CertificateExpiredException(), NOON);
    assertEquals(Kind.TLS, failure.kind());
    assertTrue(failure.message().contains("check the date"), failure.message());
  }

  @Test
  void aPageWhereAServiceShouldBeIsThatOfANetwork() {
    for (int status : new int[] {200, 511}) {
      assertEquals(Kind.PORTAL, refused(status, false).kind());
    }
    assertEquals(Kind.PORTAL, refused(302, true).kind());
    assertEquals(Kind.REFUSED, refused(403, false).kind());
    assertEquals(Kind.REFUSED, refused(503, false).kind());
  }

  private static Transport.Failure refused(int status, boolean elsewhere) {
    return Diagnosis.of(
        new GuardedInput.Refusal(status, null, null, elsewhere, null),
        Stage.UPGRADE,
        "there:443",
        NOON);
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
