package earshot.hal.dsp;

import java.util.Arrays;

/**
 * Takes the linear part of an echo away and nothing of a voice: a Kalman filter in the frequency
 * domain, in parts of 10 ms, that learns as much from each block as the voice in it leaves to be
 * learned. What a distorting speaker adds stays for others. Allocates nothing; one thread at a
 * time.
 */
public final class EchoFilter {

  private static final int HOP = Cleaner.BLOCK;
  private static final int SIZE = 512;
  private static final int BINS = SIZE / 2 + 1;

  /** How sure it is from one block to the next that the room is the same one. */
  private static final float SAME = 0.998f * 0.998f;

  /** How far off it believes to be at first, and how far it can always be. */
  private static final float UNKNOWN = 0.1f;

  private static final float LEAST_KNOWN = 1e-6f;

  /** Rather slow than mistaken: a voice is taken for so many times as strong as it seems. */
  private static final float CAUTION = 4;

  /** Parts that are kept to their length in each block; the next block the next ones. */
  private static final int TRIMMED = 2;

  /** When for so long more comes out than goes in, it starts afresh. */
  private static final int WORSE_BLOCKS = 50;

  private final int parts;
  private final Fft fft = new Fft(SIZE);
  private final float[][] weightRe;
  private final float[][] weightIm;
  private final float[][] doubt;
  private final float[][] farRe;
  private final float[][] farIm;
  private final float[] far = new float[SIZE];
  private final float[] voice = new float[BINS];
  private final float[] weighed = new float[BINS];
  private final float[] echoRe = new float[SIZE];
  private final float[] echoIm = new float[SIZE];
  private final float[] restRe = new float[SIZE];
  private final float[] restIm = new float[SIZE];
  private int newest;
  private int trim;
  private int worse;

  /**
   * @param millis how long after it was played an echo may come
   */
  public EchoFilter(int millis) {
    parts = millis / 10;
    weightRe = new float[parts][SIZE];
    weightIm = new float[parts][SIZE];
    doubt = new float[parts][BINS];
    farRe = new float[parts][SIZE];
    farIm = new float[parts][SIZE];
    forget();
  }

  private void forget() {
    for (int p = 0; p < parts; p++) {
      Arrays.fill(weightRe[p], 0);
      Arrays.fill(weightIm[p], 0);
      Arrays.fill(doubt[p], UNKNOWN);
    }
    Arrays.fill(voice, 1e-3f);
    worse = 0;
  }

  /** One block, in place. */
  public void clean(short[] block, short[] played) {
    take(played);
    double before = 0;
    double after = 0;
    expect();
    Arrays.fill(restRe, 0, SIZE - HOP, 0);
    Arrays.fill(restIm, 0);
    for (int i = 0; i < HOP; i++) {
      float in = block[i] / 32_768f;
      float rest = in - echoRe[SIZE - HOP + i] / SIZE;
      restRe[SIZE - HOP + i] = rest;
      before += in * in;
      after += rest * rest;
      block[i] = (short) Math.max(-32_768, Math.min(32_767, Math.round(rest * 32_768)));
    }
    worse = after > 2 * before ? worse + 1 : Math.max(0, worse - 1);
    if (worse > WORSE_BLOCKS) {
      forget();
      return;
    }
    fft.forward(restRe, restIm);
    learn();
    for (int i = 0; i < TRIMMED; i++, trim = (trim + 1) % parts) trim(trim);
  }

  private void take(short[] played) {
    System.arraycopy(far, HOP, far, 0, SIZE - HOP);
    for (int i = 0; i < HOP; i++) far[SIZE - HOP + i] = played[i] / 32_768f;
    newest = (newest + parts - 1) % parts;
    System.arraycopy(far, 0, farRe[newest], 0, SIZE);
    Arrays.fill(farIm[newest], 0);
    fft.forward(farRe[newest], farIm[newest]);
  }

  /** The echo of this block, as far as it is known: its last samples, times the size. */
  private void expect() {
    Arrays.fill(echoRe, 0);
    Arrays.fill(echoIm, 0);
    for (int p = 0; p < parts; p++) {
      float[] xr = farRe[(newest + p) % parts];
      float[] xi = farIm[(newest + p) % parts];
      float[] wr = weightRe[p];
      float[] wi = weightIm[p];
      for (int k = 0; k < BINS; k++) {
        echoRe[k] += xr[k] * wr[k] - xi[k] * wi[k];
        echoIm[k] += xr[k] * wi[k] + xi[k] * wr[k];
      }
    }
    mirror(echoRe, echoIm);
    fft.inverse(echoRe, echoIm);
  }

  private void learn() {
    float share = (float) HOP / SIZE;
    for (int k = 0; k < BINS; k++) {
      float rest = restRe[k] * restRe[k] + restIm[k] * restIm[k];
      voice[k] = 0.9f * voice[k] + 0.1f * rest;
    }
    Arrays.fill(weighed, 0);
    for (int p = 0; p < parts; p++) {
      float[] xr = farRe[(newest + p) % parts];
      float[] xi = farIm[(newest + p) % parts];
      for (int k = 0; k < BINS; k++) weighed[k] += (xr[k] * xr[k] + xi[k] * xi[k]) * doubt[p][k];
    }
    for (int k = 0; k < BINS; k++) weighed[k] = share * weighed[k] + CAUTION * voice[k] + 1e-9f;
    for (int p = 0; p < parts; p++) {
      float[] xr = farRe[(newest + p) % parts];
      float[] xi = farIm[(newest + p) % parts];
      float[] wr = weightRe[p];
      float[] wi = weightIm[p];
      float[] unsure = doubt[p];
      for (int k = 0; k < BINS; k++) {
        float gain = unsure[k] / weighed[k];
        float power = xr[k] * xr[k] + xi[k] * xi[k];
        wr[k] += gain * (xr[k] * restRe[k] + xi[k] * restIm[k]);
        wi[k] += gain * (xr[k] * restIm[k] - xi[k] * restRe[k]);
        float size = wr[k] * wr[k] + wi[k] * wi[k] + LEAST_KNOWN;
        unsure[k] =
            Math.max(1e-9f, SAME * (1 - share * gain * power) * unsure[k] + (1 - SAME) * size);
      }
    }
  }

  /** A part is no longer than a block: what lies beyond it is another part's. */
  private void trim(int part) {
    float[] wr = weightRe[part];
    float[] wi = weightIm[part];
    mirror(wr, wi);
    fft.inverse(wr, wi);
    for (int i = 0; i < HOP; i++) wr[i] /= SIZE;
    Arrays.fill(wr, HOP, SIZE, 0);
    Arrays.fill(wi, 0);
    fft.forward(wr, wi);
  }

  /** The other half of the spectrum of something real. */
  private static void mirror(float[] re, float[] im) {
    for (int k = 1; k < SIZE / 2; k++) {
      re[SIZE - k] = re[k];
      im[SIZE - k] = -im[k];
    }
    im[0] = 0;
    im[SIZE / 2] = 0;
  }
}
