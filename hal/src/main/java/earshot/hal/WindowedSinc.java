package earshot.hal;

/**
 * A sinc under a Kaiser window, which the taps of a filter are taken from. Pure.
 *
 * @param beta shape of the window: more is a deeper stop band and a flatter slope
 * @param reach where the window has come to nothing, in samples from the middle
 */
public record WindowedSinc(double beta, double reach) {

  /**
   * @param x in samples from the middle
   * @param cutoff as a share of the Nyquist frequency
   */
  public double at(double x, double cutoff) {
    return sinc(x * cutoff) * kaiser(x / reach);
  }

  private static double sinc(double x) {
    return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private double kaiser(double x) {
    return Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
  }

  /** The modified Bessel function of order zero, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 40; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
