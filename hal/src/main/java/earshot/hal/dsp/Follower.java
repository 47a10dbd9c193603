package earshot.hal.dsp;

/**
 * Where the beam should point: it follows a voice that moves, goes to another voice when that has
 * been heard for a while, and stays where it is between words. Allocates nothing; one thread.
 */
public final class Follower {

  /** How much of the spectrum has to agree for a new direction to be believed. */
  private static final double BELIEVED = 0.05;

  /** And of that which only confirms where the voice is. */
  private static final double LIKELY = 0.02;

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
    if (!direction.speaking()) return;
    double heard = direction.azimuth();
    if (!Double.isNaN(azimuth) && Math.abs(apart(heard, azimuth)) <= SAME_DEGREES) {
      if (direction.agreement() < LIKELY) return;
      azimuth = wrapped(azimuth + EAGERNESS * apart(heard, azimuth));
      others = 0;
      return;
    }
    // The first voice has none to be taken away from.
    if (direction.agreement() < (Double.isNaN(azimuth) ? LIKELY : BELIEVED)) return;
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
