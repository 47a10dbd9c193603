package earshot.hal.dsp;

/**
 * Where the beam should point: it follows a voice that moves, goes to another voice when that has
 * been heard for a while, and stays where it is between words. Allocates nothing; one thread.
 */
public final class Follower {

  /** Of the spectrum that has to agree, for an answer to be believed. */
  private static final double BELIEVED = 0.05;

  /** An answer this near belongs to the voice that is followed. */
  private static final double SAME_DEGREES = 20;

  private static final double EAGERNESS = 0.2;

  /** So long another direction has to be heard before the beam goes there. */
  private static final double PATIENCE_SECONDS = 0.1;

  private final Direction direction;
  private final int patience;
  private double azimuth = Double.NaN;
  private double other = Double.NaN;
  private int others;

  public Follower(Direction direction, int rate) {
    this.direction = direction;
    patience = (int) Math.ceil(PATIENCE_SECONDS * rate / direction.hop());
  }

  /** After each answer of the direction finder. */
  public void look() {
    if (!direction.speaking() || direction.agreement() < BELIEVED) return;
    double heard = direction.azimuth();
    if (!Double.isNaN(azimuth) && Math.abs(apart(heard, azimuth)) <= SAME_DEGREES) {
      azimuth = wrapped(azimuth + EAGERNESS * apart(heard, azimuth));
      others = 0;
      return;
    }
    if (others > 0 && Math.abs(apart(heard, other)) <= SAME_DEGREES) {
      other = wrapped(other + apart(heard, other) / ++others);
    } else {
      other = heard;
      others = 1;
    }
    if (others >= patience) {
      azimuth = other;
      others = 0;
    }
  }

  /** In degrees, or NaN as long as nobody has been heard. */
  public double azimuth() {
    return azimuth;
  }

  /** From the second to the first, the short way around. */
  private double apart(double one, double two) {
    double apart = one - two;
    if (!direction.round()) return apart;
    return apart - 360 * Math.rint(apart / 360);
  }

  private double wrapped(double degrees) {
    return direction.round() ? degrees - 360 * Math.floor(degrees / 360) : degrees;
  }
}
