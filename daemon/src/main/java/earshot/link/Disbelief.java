package earshot.link;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate was not believed; the dates of all that were shown say whether the clock is to
 * blame.
 */
final class Disbelief extends CertificateException {
  private static final long serialVersionUID = 1;

  private final transient List<X509Certificate> chain;

  Disbelief(CertificateException why, List<X509Certificate> chain) {
    super(why.getMessage(), why);
    this.chain = chain;
  }

  /** Whether one of them is not valid yet. */
  boolean tooEarly(long epochMillis) {
    return chain.stream().anyMatch(each -> epochMillis < each.getNotBefore().getTime());
  }

  /** Whether one of them is not valid any more. */
  boolean tooLate(long epochMillis) {
    return chain.stream().anyMatch(each -> epochMillis > each.getNotAfter().getTime());
  }

  /** Whether all of several are not: those who sign live for years, and do not end together. */
  boolean allTooLate(long epochMillis) {
    return chain.size() > 1
        && chain.stream().allMatch(each -> epochMillis > each.getNotAfter().getTime());
  }
}
