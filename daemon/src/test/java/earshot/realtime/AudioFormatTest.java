package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The formats of telephony, with the JDK's own as a witness. */
class AudioFormatTest {

  private static byte[] everyCode() {
    byte[] codes = new byte[256];
    for (int i = 0; i < 256; i++) codes[i] = (byte) i;
    return codes;
  }

  private static Encoding theirs(AudioFormat format) {
    return format == AudioFormat.ULAW ? Encoding.ULAW : Encoding.ALAW;
  }

  @ParameterizedTest
  @EnumSource(
      value = AudioFormat.class,
      names = {"ULAW", "ALAW"})
  void everyCodeIsTheSampleThatTheJdkHears(AudioFormat format) throws IOException {
    var coded = new javax.sound.sampled.AudioFormat(theirs(format), 8000, 8, 1, 1, 8000, false);
    var linear =
        new javax.sound.sampled.AudioFormat(Encoding.PCM_SIGNED, 8000, 16, 1, 2, 8000, false);
    byte[] told;
    try (var in = new AudioInputStream(new ByteArrayInputStream(everyCode()), coded, 256);
        var converted = AudioSystem.getAudioInputStream(linear, in)) {
      told = converted.readAllBytes();
    }
    assertArrayEquals(AudioFormat.PCM.samples(told), format.samples(everyCode()));
  }

  @ParameterizedTest
  @EnumSource(
      value = AudioFormat.class,
      names = {"ULAW", "ALAW"})
  void everySampleGetsACodeThatIsNear(AudioFormat format) {
    short[] levels = format.samples(everyCode());
    for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
      int heard = levels[format.code((short) sample) & 0xff];
      // Sixteen levels to each doubling: at most half a step beside it.
      int near = Math.max(16, (Math.abs(sample) + 132) / 31);
      assertTrue(Math.abs(heard - sample) <= near, sample + " is heard as " + heard);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = AudioFormat.class,
      names = {"ULAW", "ALAW"})
  void whatIsCodedAgainIsTheSame(AudioFormat format) {
    short[] levels = format.samples(everyCode());
    for (short level : levels) {
      assertEquals(level, levels[format.code(level) & 0xff], "level " + level);
    }
  }

  @Test
  void soundIsOneByteForEachSampleAndTold() throws IOException {
    short[] samples = {0, 1000, -1000, 32_767, -32_768};
    for (String dialect : new String[] {"ga", "beta"}) {
      byte[] message = Dialect.named(dialect).append(samples, 1, 3, AudioFormat.ALAW);
      var told = new ObjectMapper().readTree(message);
      assertEquals("input_audio_buffer.append", told.path("type").asText());
      byte[] sound = Base64.getDecoder().decode(told.path("audio").asText());
      assertEquals(3, sound.length);
      assertEquals(AudioFormat.ALAW.code((short) -1000), sound[1]);
    }
    assertEquals(0, AudioFormat.ULAW.samples(new byte[] {(byte) 0xff})[0]);
    assertEquals(2, AudioFormat.PCM.samples(new byte[5]).length);
  }
}
