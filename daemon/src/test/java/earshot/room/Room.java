package earshot.room;

import earshot.hal.dsp.Geometry;
import earshot.hal.dsp.Geometry.Place;

/**
 * A box with six walls that all reflect alike, by the method of image sources: each reflection is a
 * source of its own in a mirrored room. Sizes in metres.
 *
 * @param reverberation seconds until sound has fallen by 60 dB
 */
record Room(double width, double depth, double height, double reverberation) {

  static final Room LIVING = new Room(5.2, 4.1, 2.6, 0.35);

  /** Half the length of the filter that puts a reflection between two samples. */
  private static final int HALF = 16;

  /** Between two samples there are so many places: nearer than a thousandth of one is not heard. */
  private static final int FINE = 512;

  private static final float[][] BETWEEN = between();

  private static float[][] between() {
    float[][] filters = new float[FINE][2 * HALF];
    for (int fine = 0; fine < FINE; fine++) {
      for (int tap = 0; tap < 2 * HALF; tap++) {
        double x = tap - HALF + 1 - (double) fine / FINE;
        double window = 0.5 + 0.5 * Math.cos(Math.PI * x / (HALF + 0.5));
        double sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
        filters[fine][tap] = (float) (window * sinc);
      }
    }
    return filters;
  }

  private double reflection() {
    double volume = width * depth * height;
    double surface = 2 * (width * depth + width * height + depth * height);
    // Eyring: what the walls must swallow for the wanted reverberation.
    double swallowed = 1 - Math.exp(-0.161 * volume / (surface * reverberation));
    return Math.sqrt(1 - swallowed);
  }

  /** What comes to a microphone of one click of a source. */
  float[] response(Place from, Place to, int rate) {
    double longest = reverberation * 0.7 * Geometry.SPEED_OF_SOUND;
    float[] response = new float[(int) (longest / Geometry.SPEED_OF_SOUND * rate) + 2 * HALF];
    double[] walls = new double[200];
    for (int b = 0; b < walls.length; b++) walls[b] = Math.pow(reflection(), b);
    int nx = (int) (longest / (2 * width)) + 1;
    int ny = (int) (longest / (2 * depth)) + 1;
    int nz = (int) (longest / (2 * height)) + 1;
    for (int x = -nx; x <= nx; x++) {
      for (int y = -ny; y <= ny; y++) {
        for (int z = -nz; z <= nz; z++) {
          for (int mirror = 0; mirror < 8; mirror++) {
            int mx = mirror & 1;
            int my = mirror >> 1 & 1;
            int mz = mirror >> 2;
            double dx = (1 - 2 * mx) * from.x() + 2 * x * width - to.x();
            double dy = (1 - 2 * my) * from.y() + 2 * y * depth - to.y();
            double dz = (1 - 2 * mz) * from.z() + 2 * z * height - to.z();
            double distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
            if (distance > longest) continue;
            int bounces =
                Math.abs(x - mx)
                    + Math.abs(x)
                    + Math.abs(y - my)
                    + Math.abs(y)
                    + Math.abs(z - mz)
                    + Math.abs(z);
            add(
                response,
                distance / Geometry.SPEED_OF_SOUND * rate,
                walls[bounces] / Math.max(distance, 0.1));
          }
        }
      }
    }
    return response;
  }

  private static void add(float[] response, double at, double gain) {
    long fine = Math.round(at * FINE);
    float[] filter = BETWEEN[(int) (fine % FINE)];
    int first = (int) (fine / FINE) - HALF + 1;
    int end = Math.min(2 * HALF, response.length - first);
    for (int tap = Math.max(0, -first); tap < end; tap++) {
      response[first + tap] += (float) gain * filter[tap];
    }
  }
}
