package earshot.realtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound on its way out: fifty messages a second, for as long as somebody talks. */
class AppendTest {

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void theBytesAreExact(String name) {
    short[] samples = {7, 1, 2, -1, Short.MIN_VALUE, Short.MAX_VALUE, 7};
    assertEquals(
        "{\"type\":\"input_audio_buffer.append\",\"audio\":\"AQACAP//AID/fw==\"}",
        new String(Dialect.named(name).append(samples, 1, 5), US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void itIsWhatTheJdkMakesOfAnySound(String name) {
    var random = new Random(20261121);
    Dialect dialect = Dialect.named(name);
    for (int count = 0; count < 1_000; count++) {
      int at = random.nextInt(10);
      short[] samples = new short[at + count + random.nextInt(10)];
      for (int i = 0; i < samples.length; i++) samples[i] = (short) random.nextInt();
      byte[] bytes = new byte[2 * count];
      Pcm.toBytes(samples, at, bytes, 0, count);
      assertEquals(
          "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
              + Base64.getEncoder().encodeToString(bytes)
              + "\"}",
          new String(dialect.append(samples, at, count), US_ASCII));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void whatIsSentIsHeard(String name) throws MalformedEvent {
    var random = new Random(20261121);
    short[] samples = new short[Pcm.FRAME];
    for (int i = 0; i < samples.length; i++) samples[i] = (short) random.nextInt();
    Dialect dialect = Dialect.named(name);
    String said = new String(dialect.append(samples, 0, samples.length), US_ASCII);
    // The same sound, as the service would say it, in either order of its members.
    for (String form :
        new String[] {
          "{\"type\":\"response.output_audio.delta\",%s}", "{%s,\"type\":\"response.audio.delta\"}"
        }) {
      String audio = said.substring(said.indexOf("\"audio\""), said.length() - 1);
      String members = "\"response_id\":\"r\",\"item_id\":\"i\"," + audio.replace("audio", "delta");
      var heard = (ServerEvent.AudioDelta) dialect.read(form.formatted(members).getBytes(US_ASCII));
      assertTrue(Arrays.equals(samples, heard.samples()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void samplesThatAreNotThereAreOurMistake(String name) {
    Dialect dialect = Dialect.named(name);
    short[] samples = new short[480];
    assertThrows(IndexOutOfBoundsException.class, () -> dialect.append(samples, 1, 480));
    assertThrows(IndexOutOfBoundsException.class, () -> dialect.append(samples, -1, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> dialect.append(samples, 0, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void nothingIsAllocatedButTheMessage(String name) throws JMException {
    Dialect dialect = Dialect.named(name);
    short[] samples = new short[Pcm.FRAME];
    int calls = 5_000;
    long length = 0;
    long before = 0;
    for (int i = -calls; i < calls; i++) {
      if (i == 0) before = allocatedBytes();
      length = dialect.append(samples, 0, samples.length).length;
    }
    long each = (allocatedBytes() - before) / calls;
    assertEquals(45 + 1280 + 2, length);
    // The head of an array, and what it is rounded up to.
    assertTrue(each < length + 32, each + " bytes for a message of " + length);
  }

  /** By name, for the module has no other use for its type. */
  private static long allocatedBytes() throws JMException {
    var threading = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
    var server = ManagementFactory.getPlatformMBeanServer();
    return (Long) server.getAttribute(threading, "CurrentThreadAllocatedBytes");
  }
}
