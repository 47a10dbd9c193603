package earshot.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.hal.PcmRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of the microphones' sound reaches the service. */
class UplinkTest {

  private final PcmRing ring = new PcmRing(8 * Pcm.RATE);
  private final Uplink uplink = new Uplink(ring);
  private final Socket socket = new Socket();
  private short next;

  private static final class Socket implements Uplink.Sink {
    final List<short[]> messages = new ArrayList<>();
    boolean open = true;

    @Override
    public boolean open() {
      return open;
    }

    @Override
    public void append(short[] samples, int at, int count) {
      messages.add(Arrays.copyOfRange(samples, at, at + count));
    }

    short[] all() {
      int n = messages.stream().mapToInt(m -> m.length).sum();
      short[] all = new short[n];
      int at = 0;
      for (short[] m : messages) {
        System.arraycopy(m, 0, all, at, m.length);
        at += m.length;
      }
      return all;
    }
  }

  private void hear(int samples) {
    short[] frame = new short[samples];
    for (int i = 0; i < samples; i++) frame[i] = next++;
    ring.overwrite(frame, 0, samples);
  }

  private static short[] counting(int from, int count) {
    short[] expected = new short[count];
    for (int i = 0; i < count; i++) expected[i] = (short) (from + i);
    return expected;
  }

  @Test
  void whatWasSaidBeforeThePressGoesOutFirst() {
    for (int i = 0; i < 50; i++) hear(480);
    uplink.open(ring.written() - 7200);
    uplink.pump(socket, false);
    assertArrayEquals(counting(50 * 480 - 7200, 7200), socket.all());
  }

  @Test
  void whatWasForgottenIsInNoPreroll() {
    for (int i = 0; i < 50; i++) hear(480);
    uplink.forget(ring.written() - 480);
    uplink.open(ring.written() - 7200);
    uplink.pump(socket, false);
    assertArrayEquals(counting(49 * 480, 480), socket.all());
  }

  @Test
  void aSlowLinkGetsTheSameSoundInFewerMessages() {
    uplink.open(0);
    socket.open = false;
    for (int i = 0; i < 25; i++) {
      hear(480);
      uplink.pump(socket, false);
    }
    assertEquals(0, socket.messages.size());
    socket.open = true;
    uplink.pump(socket, false);
    assertEquals(3, socket.messages.size());
    assertArrayEquals(counting(0, 25 * 480), socket.all());
  }

  @Test
  void everySampleBeforeTheEndGoesOutAndNoneAfterIt() {
    uplink.open(0);
    hear(480);
    hear(480);
    uplink.pump(socket, false);
    uplink.end(1111);
    assertFalse(uplink.pump(socket, false), "the rest has not been heard yet");
    hear(480);
    assertTrue(uplink.pump(socket, false));
    assertFalse(uplink.pump(socket, false), "told once");
    assertArrayEquals(counting(0, 1111), socket.all());
  }

  @Test
  void aNewSessionGetsTheUtteranceFromItsBeginning() {
    uplink.open(0);
    hear(480);
    uplink.pump(socket, false);
    uplink.end(480);
    assertTrue(uplink.pump(socket, false));
    socket.messages.clear();
    uplink.replay();
    assertTrue(uplink.pump(socket, false));
    assertArrayEquals(counting(0, 480), socket.all());
    assertEquals(480, uplink.sent());
  }

  @Test
  void aDroppedUtteranceIsNotSentAgain() {
    uplink.open(0);
    hear(480);
    uplink.drop();
    uplink.replay();
    uplink.pump(socket, false);
    assertEquals(0, socket.messages.size());
  }

  @Test
  void soundThatTheRingNoLongerHoldsIsCounted() {
    uplink.open(0);
    socket.open = false;
    for (int i = 0; i < 1000; i++) {
      hear(480);
      uplink.pump(socket, false);
    }
    socket.open = true;
    uplink.pump(socket, false);
    assertEquals(1000 * 480, uplink.lost() + uplink.sent(), 480, "but for the odd rest");
    assertTrue(uplink.lost() > 0);
  }
}
