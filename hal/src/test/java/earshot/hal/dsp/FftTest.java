package earshot.hal.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {

  private static float[] noise(Random random, int size) {
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) samples[i] = (float) random.nextGaussian();
    return samples;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 64, 512})
  void itIsTheSumThatItShouldBeAndItsInverseGoesBack(int size) {
    var random = new Random(size);
    float[] re = noise(random, size);
    float[] im = noise(random, size);
    float[] toRe = re.clone();
    float[] toIm = im.clone();
    var fft = new Fft(size);
    fft.forward(toRe, toIm);
    for (int k = 0; k < size; k++) {
      double r = 0;
      double i = 0;
      for (int n = 0; n < size; n++) {
        double a = -2 * Math.PI * k * n / size;
        r += re[n] * Math.cos(a) - im[n] * Math.sin(a);
        i += re[n] * Math.sin(a) + im[n] * Math.cos(a);
      }
      assertEquals(r, toRe[k], 1e-4 * size);
      assertEquals(i, toIm[k], 1e-4 * size);
    }
    fft.inverse(toRe, toIm);
    for (int n = 0; n < size; n++) {
      assertEquals(re[n], toRe[n] / size, 1e-5);
      assertEquals(im[n], toIm[n] / size, 1e-5);
    }
  }

  @Test
  void otherLengthsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Fft(960));
  }
}
