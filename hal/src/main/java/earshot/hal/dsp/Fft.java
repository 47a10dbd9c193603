package earshot.hal.dsp;

/**
 * A complex Fourier transform in place, of a length that is a power of two. Tables are made once;
 * transforming allocates nothing. One thread at a time.
 */
public final class Fft {

  private final int size;
  private final float[] cos;
  private final float[] sin;
  private final int[] swapped;

  public Fft(int size) {
    if (Integer.bitCount(size) != 1 || size < 2) {
      throw new IllegalArgumentException("a power of two, not " + size);
    }
    this.size = size;
    cos = new float[size / 2];
    sin = new float[size / 2];
    for (int i = 0; i < size / 2; i++) {
      cos[i] = (float) Math.cos(2 * Math.PI * i / size);
      sin[i] = (float) Math.sin(2 * Math.PI * i / size);
    }
    int unused = Integer.numberOfLeadingZeros(size) + 1;
    swapped = new int[size];
    for (int i = 0; i < size; i++) swapped[i] = Integer.reverse(i) >>> unused;
  }

  public int size() {
    return size;
  }

  /** The sum over n of x[n] exp(-2 pi i k n / size). */
  public void forward(float[] re, float[] im) {
    for (int i = 0; i < size; i++) {
      int j = swapped[i];
      if (j > i) {
        float a = re[i];
        re[i] = re[j];
        re[j] = a;
        float b = im[i];
        im[i] = im[j];
        im[j] = b;
      }
    }
    for (int half = 1, step = size / 2; half < size; half *= 2, step /= 2) {
      for (int start = 0; start < size; start += 2 * half) {
        for (int k = 0, t = 0; k < half; k++, t += step) {
          int even = start + k;
          int odd = even + half;
          float r = re[odd] * cos[t] + im[odd] * sin[t];
          float i = im[odd] * cos[t] - re[odd] * sin[t];
          re[odd] = re[even] - r;
          im[odd] = im[even] - i;
          re[even] += r;
          im[even] += i;
        }
      }
    }
  }

  /** The same with the other sign; a transform and its inverse multiply by the size. */
  public void inverse(float[] re, float[] im) {
    forward(im, re);
  }
}
