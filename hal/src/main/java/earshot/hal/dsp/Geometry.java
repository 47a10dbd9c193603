package earshot.hal.dsp;

import java.util.List;

/**
 * Where the microphones of an array are, in metres, seen from its middle: x to the right, y to the
 * front, z up. A direction is an azimuth in degrees: 0 along x, 90 along y. Pure.
 */
public final class Geometry {

  public static final double SPEED_OF_SOUND = 343.0;

  /** Off the line by less than this is on it. */
  private static final double SAME_LINE_METRES = 0.002;

  /** One microphone; read as three numbers. */
  public record Place(double x, double y, double z) {

    double to(Place other) {
      return Math.hypot(Math.hypot(x - other.x, y - other.y), z - other.z);
    }
  }

  private final List<Place> places;

  /** Moves them so that their middle is at zero. */
  public Geometry(List<Place> places) {
    if (places.isEmpty()) throw new IllegalArgumentException("an array has a microphone");
    double x = places.stream().mapToDouble(Place::x).average().orElse(0);
    double y = places.stream().mapToDouble(Place::y).average().orElse(0);
    double z = places.stream().mapToDouble(Place::z).average().orElse(0);
    this.places = places.stream().map(p -> new Place(p.x - x, p.y - y, p.z - z)).toList();
  }

  public int microphones() {
    return places.size();
  }

  public List<Place> places() {
    return places;
  }

  /** How much sooner than in the middle sound from there is at this microphone, in seconds. */
  public double lead(int microphone, double azimuth) {
    Place p = places.get(microphone);
    double a = Math.toRadians(azimuth);
    return (p.x * Math.cos(a) + p.y * Math.sin(a)) / SPEED_OF_SOUND;
  }

  public double distance(int one, int other) {
    return places.get(one).to(places.get(other));
  }

  /** The longest way between two of them, in metres. */
  public double span() {
    double span = 0;
    for (Place one : places) for (Place other : places) span = Math.max(span, one.to(other));
    return span;
  }

  /** Whether a direction can be told at all: two microphones apart, seen from above. */
  public boolean hearsDirections() {
    return flatSpan() > SAME_LINE_METRES;
  }

  private double flatSpan() {
    double span = 0;
    for (Place one : places) {
      for (Place other : places)
        span = Math.max(span, Math.hypot(one.x - other.x, one.y - other.y));
    }
    return span;
  }

  /** The line that they are all on, as an azimuth; NaN if they are on none. */
  public double axis() {
    Place a = places.getFirst();
    Place far = a;
    for (Place p : places) if (a.to(p) > a.to(far)) far = p;
    double dx = far.x - a.x;
    double dy = far.y - a.y;
    double length = Math.hypot(dx, dy);
    if (length < SAME_LINE_METRES) return 0;
    for (Place p : places) {
      if (Math.abs((p.x - a.x) * dy - (p.y - a.y) * dx) / length > SAME_LINE_METRES)
        return Double.NaN;
    }
    double axis = Math.toDegrees(Math.atan2(dy, dx));
    // A line has no sense: between -90 and 90.
    return axis > 90 ? axis - 180 : axis <= -90 ? axis + 180 : axis;
  }

  /**
   * From text: places in millimetres such as {@code "-29 0, 29 0"}, {@code "line 50"} (so far
   * apart, along x) or {@code "circle 46"} (of this radius, the first along x, then
   * counter-clockwise).
   *
   * @throws IllegalArgumentException in words
   */
  public static Geometry parse(String text, int microphones) {
    String[] words = text.strip().split("\\s+");
    List<Place> places =
        switch (words[0]) {
          case "line" -> {
            double apart = millimetres(words, 1, 2);
            yield count(microphones, i -> new Place((i - (microphones - 1) / 2.0) * apart, 0, 0));
          }
          case "circle" -> {
            double radius = millimetres(words, 1, 2);
            yield count(
                microphones,
                i -> {
                  double a = 2 * Math.PI * i / microphones;
                  return new Place(radius * Math.cos(a), radius * Math.sin(a), 0);
                });
          }
          default -> List.of(text.split(",")).stream().map(Geometry::place).toList();
        };
    if (places.size() != microphones) {
      throw new IllegalArgumentException(
          "these are " + places.size() + " places for " + microphones + " microphones");
    }
    return new Geometry(places);
  }

  private static List<Place> count(int n, java.util.function.IntFunction<Place> place) {
    return java.util.stream.IntStream.range(0, n).mapToObj(place).toList();
  }

  private static Place place(String text) {
    String[] words = text.strip().split("\\s+");
    if (words.length < 2 || words.length > 3) {
      throw new IllegalArgumentException("\"" + text.strip() + "\" is no place such as \"-29 0\"");
    }
    return new Place(
        millimetres(words, 0, words.length),
        millimetres(words, 1, words.length),
        words.length < 3 ? 0 : millimetres(words, 2, words.length));
  }

  private static double millimetres(String[] words, int at, int length) {
    if (words.length != length) {
      throw new IllegalArgumentException("\"" + String.join(" ", words) + "\" is no place");
    }
    try {
      double value = Double.parseDouble(words[at]) / 1000;
      if (Math.abs(value) <= 2) return value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + words[at] + "\" is no number of millimetres", e);
    }
    throw new IllegalArgumentException(words[at] + " mm is more than 2 m");
  }
}
