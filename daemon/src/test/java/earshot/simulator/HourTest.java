package earshot.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** An hour of talk: the same each time, and cheap enough to be run often. */
class HourTest {

  private static final int FRAMES = 180_000;

  @Test
  void anHourRepeatsItselfByteForByte() throws Exception {
    byte[] first = hour(11);
    assertArrayEquals(first, hour(11));
    assertTrue(!java.util.Arrays.equals(first, hour(12)), "another seed is another hour");
  }

  /** An hour at one connection, both sides talking all the time; what came, digested. */
  private static byte[] hour(long seed) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    var counts = new long[2];
    var time = new SimTime(0, 0);
    var delivery = Delivery.USUAL.withPace(1).withDelta(20).withThought(100);
    Script script = Script.answering(Answer.sound(20)).with(delivery);
    var service = new SimulatedService(script, time, seed);
    var client =
        new Client() {
          @Override
          public void text(byte[] message) {
            digest.update(message);
            String head = new String(message, 0, 40, StandardCharsets.UTF_8);
            if (head.contains("audio.delta")) counts[0]++;
            if (head.contains("\"error\"")) counts[1]++;
          }

          @Override
          public void close(int code, String reason) {
            digest.update((byte) code);
          }
        };
    Session session = service.connect(TestClient.GA, client);
    time.runFor(TestClient.SECOND);
    say(
        session,
        "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':null}}}}");
    byte[][] frames = frames();
    for (int i = 0; i < FRAMES - 100; i++) {
      session.text(frames[i % frames.length]);
      time.runFor(Pcm.FRAME_NANOS);
      if (i % 1050 == 1049) {
        say(session, "{'type':'input_audio_buffer.commit'}");
        say(session, "{'type':'response.create'}");
      }
    }
    assertTrue(counts[0] > 165_000, counts[0] + " pieces of sound");
    assertEquals(0, counts[1]);
    return digest.digest();
  }

  private static byte[][] frames() {
    short[] sound = Voices.babble(2, 1);
    var frames = new byte[100][];
    for (int i = 0; i < frames.length; i++) {
      byte[] bytes = Sound.PCM.encode(sound, i * Pcm.FRAME, Pcm.FRAME);
      String audio = Base64.getEncoder().encodeToString(bytes);
      frames[i] = json("{'type':'input_audio_buffer.append','audio':'" + audio + "'}");
    }
    return frames;
  }

  private static void say(Session session, String event) {
    session.text(json(event));
  }

  private static byte[] json(String event) {
    return event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
