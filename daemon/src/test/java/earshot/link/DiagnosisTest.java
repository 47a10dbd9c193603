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
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  private static final Road THERE = Road.to(URI.create("wss://there/v1"), null);
  private static final Road PLAIN = Road.to(URI.create("ws://there/v1"), null);

  private static final long UNSET = Instant.parse("1970-01-01T00:20:00Z").toEpochMilli();

  private static Transport.Failure tls(Exception cause, long epochMillis) {
    var problem = new SSLHandshakeException("PKIX path validation failed");
    problem.initCause(cause);
    return Diagnosis.of(problem, Stage.TLS, THERE, epochMillis);
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
      assertEquals(Kind.PORTAL, refused(PLAIN, status, null).kind());
    }
    assertEquals(Kind.PORTAL, refused(PLAIN, 302, "https://login.example/").kind());
    assertEquals(Kind.REFUSED, refused(PLAIN, 301, "https://there/v1").kind());
    assertEquals(Kind.REFUSED, refused(PLAIN, 301, "/v2").kind());
    assertEquals(Kind.REFUSED, refused(PLAIN, 403, null).kind());
    assertEquals(Kind.REFUSED, refused(PLAIN, 503, null).kind());
  }

  @Test
  void whoHasProvedToBeTheServiceIsNoLoginPage() {
    assertEquals(Kind.REFUSED, refused(THERE, 200, null).kind());
    assertEquals(Kind.REFUSED, refused(THERE, 302, "https://login.example/").kind());
    assertEquals(Kind.PORTAL, refused(THERE, 511, null).kind());
  }

  private static Transport.Failure refused(Road road, int status, @Nullable String location) {
    return Diagnosis.of(
        new GuardedInput.Refusal(status, null, null, location, false, null),
        Stage.UPGRADE,
        road,
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
