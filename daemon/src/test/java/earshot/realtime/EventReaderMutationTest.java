package earshot.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import earshot.fuzz.BrokenFrames;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever arrives, a value comes of it or a {@link MalformedEvent}, and nothing else ever. {@code
 * -Dearshot.seed} chooses other mischief.
 */
class EventReaderMutationTest {

  private static final long SEED = Long.getLong("earshot.seed", 20261121);
  private static final int MUTATIONS = 10_000;

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void spoiltEventsAreReadOrRefused(String name) {
    Dialect dialect = Dialect.named(name);
    List<byte[]> pool = BrokenFrames.whole(name);
    var random = new Random(SEED);
    var broken = new BrokenFrames(SEED);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] message = broken.broken(pool.get(random.nextInt(pool.size())));
      try {
        assertNotNull(dialect.read(message));
      } catch (MalformedEvent e) {
        refused++;
        assertTrue(String.valueOf(e.getMessage()).length() < 200, e::getMessage);
      } catch (RuntimeException | StackOverflowError e) {
        int shown = Math.min(message.length, 2_000);
        fail("seed " + SEED + ", " + HexFormat.of().formatHex(message, 0, shown), e);
      }
    }
    // Were nearly all refused, or none, there would be little that was tried.
    assertTrue(refused > MUTATIONS / 10 && refused < MUTATIONS * 9 / 10, refused + " refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "[]",
        "null",
        "7",
        "{",
        "{}",
        "{\"type\":7}",
        "{\"type\":null}",
        "{\"type\":\"error\"} {}",
        "{\"type\":\"response.done\"}",
        "{\"type\":\"response.done\",\"response\":[]}",
        "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA\"}",
        "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\"}",
        "{\"type\":\"response.audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"A\"}",
        "{\"delta\":\"A!\",\"response_id\":\"r\",\"item_id\":\"i\",\"type\":\"response.audio.delta\"}",
        "{\"type\":\"conversation.item.added\"}",
        "{\"type\":\"conversation.item.added\",\"item\":\"item_1\"}"
      })
  void whatIsNoEventIsRefused(String message) {
    assertThrows(MalformedEvent.class, () -> Dialect.named("ga").read(message.getBytes(UTF_8)));
  }

  /** Names that differ at every place, as no service has them, fill no table for ever. */
  @Test
  void aMessageOfAHundredThousandNamesIsReadOrRefused() {
    var message = new StringBuilder("{\"type\":\"error\"");
    for (int i = 0; i < 100_000; i++) message.append(",\"").append(i * 31).append("\":0");
    byte[] bytes = message.append('}').toString().getBytes(UTF_8);
    try {
      assertNotNull(Dialect.named("ga").read(bytes));
    } catch (MalformedEvent e) {
      assertNotNull(e.getMessage());
    }
  }

  @Test
  void aHugeMessageIsRefusedOrRead() throws MalformedEvent {
    String half =
        "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",";
    byte[] sixteen = (half + "\"delta\":\"" + "A".repeat(16 << 20) + "\"}").getBytes(UTF_8);
    var delta = (ServerEvent.AudioDelta) Dialect.named("ga").read(sixteen);
    assertTrue(delta.samples().length == (16 << 20) / 4 * 3 / 2);
    byte[] forty = (half + "\"x\":\"" + "A".repeat(40 << 20) + "\"}").getBytes(UTF_8);
    assertThrows(MalformedEvent.class, () -> Dialect.named("ga").read(forty));
  }

  /** What stands in a message is not for the journal. */
  @Test
  void aComplaintDoesNotQuoteTheMessage() {
    String secret = "{\"type\":\"error\",\"secret\":hunter2}";
    var e =
        assertThrows(MalformedEvent.class, () -> Dialect.named("ga").read(secret.getBytes(UTF_8)));
    assertTrue(!String.valueOf(e.getMessage()).contains("hunter2") && e.getCause() == null);
  }

  /** A type of which a journal would be full. */
  @Test
  void aTypeNobodyKnowsIsNamedInAFewCharacters() throws MalformedEvent {
    String type = "x".repeat(1 << 20);
    byte[] message = ("{\"type\":\"" + type + "\"}").getBytes(UTF_8);
    var unknown = (ServerEvent.Unknown) Dialect.named("ga").read(message);
    assertTrue(unknown.type().length() < 200, unknown.type().length() + " characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"response_id", "item_id"})
  void anIdThatIsNoIdIsRefused(String name) {
    String event =
        "{\"type\":\"response.output_audio.done\",\"response_id\":\"r\",\"item_id\":\"i\"}";
    String broken = event.replaceFirst(name + "\":\"", name + "\":\"" + "x".repeat(1_000));
    assertThrows(MalformedEvent.class, () -> Dialect.named("ga").read(broken.getBytes(UTF_8)));
  }

  @Test
  void aTreeOfMillionsOfNothingsIsRefusedEarly() {
    byte[] message =
        ("{\"type\":\"error\",\"x\":[" + "[],".repeat(1 << 20) + "0]}").getBytes(UTF_8);
    assertThrows(MalformedEvent.class, () -> Dialect.named("ga").read(message));
  }

  private static long allocatedBytes() throws JMException {
    var server = ManagementFactory.getPlatformMBeanServer();
    var threading = new ObjectName("java.lang:type=Threading");
    return (Long) server.getAttribute(threading, "CurrentThreadAllocatedBytes");
  }

  /** Whatever stands in a message, it costs a few times its size: nothing in it multiplies. */
  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void aSpoiltEventCostsNoMoreThanAFewTimesItsSize(String name) throws JMException {
    Dialect dialect = Dialect.named(name);
    List<byte[]> pool = BrokenFrames.whole(name);
    var random = new Random(SEED);
    var broken = new BrokenFrames(SEED);
    for (int i = 0; i < 2_000; i++) {
      byte[] message = broken.broken(pool.get(random.nextInt(pool.size())));
      long before = allocatedBytes();
      try {
        assertNotNull(dialect.read(message));
      } catch (MalformedEvent e) {
        assertNotNull(e.getMessage());
      }
      long bytes = allocatedBytes() - before;
      long most = 200_000 + 40L * message.length;
      assertTrue(bytes <= most, "seed " + SEED + ", event " + i + ": " + bytes + " bytes");
    }
  }
}
