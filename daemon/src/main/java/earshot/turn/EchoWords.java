package earshot.turn;

import earshot.hal.dsp.EchoReading;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was measured of the echo, and what follows from it, for people. Pure. */
public final class EchoWords {

  private EchoWords() {}

  /** What it does now while it speaks. */
  public static String sentence(Duplex duplex) {
    return switch (duplex.manner()) {
      case FULL -> "It listens while it speaks.";
      case HALF ->
          "While it speaks the service hears nothing; a voice that is clear interrupts, or a"
              + " press.";
      case BUTTON -> "While it speaks it is deaf; a press interrupts.";
    };
  }

  /** Why it does not listen as ever. */
  public static String why(Duplex duplex, @Nullable EchoReading reading) {
    String because =
        switch (duplex.why()) {
          case UNMEASURED -> "Nothing was measured yet.";
          case MEASURED -> "So it was measured.";
          case INTERRUPTED_ITSELF -> "It interrupted itself.";
        };
    return sentence(duplex) + " " + because + (reading == null ? "" : " " + measured(reading));
  }

  /** The figures. */
  public static String measured(EchoReading reading) {
    return String.format(
        Locale.ROOT,
        "Its echo comes %.0f dB softer than it is played%s, %.0f dB of it are taken out, and a"
            + " voice stands %.0f dB out of what is left.",
        reading.lossDb(),
        reading.delayMillis() < 0 ? "" : " after some " + reading.delayMillis() + " ms",
        reading.reducedDb(),
        reading.marginDb());
  }
}
