package earshot.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import earshot.protocol.PublishedProtocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever arrives, a value comes of it or a {@link MalformedEvent}, and nothing else ever. {@code
 * -Dearshot.seed} chooses other mischief.
 */
class EventReaderMutationTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory LEAF = JsonNodeFactory.instance;
  private static final long SEED = Long.getLong("earshot.seed", 20261121);
  private static final int MUTATIONS = 10_000;

  @ParameterizedTest
  @ValueSource(strings = {"ga", "beta"})
  void spoiltEventsAreReadOrRefused(String name) throws IOException {
    Dialect dialect = Dialect.named(name);
    List<JsonNode> pool = new ArrayList<>();
    for (String said : name.equals("ga") ? ServerEventsByHand.GA : ServerEventsByHand.BETA) {
      pool.add(JSON.readTree(said));
    }
    PublishedProtocol.ifAtHand().ifPresent(data -> pool.addAll(data.examples(name, "server")));
    var random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] message = mutant(random, pool.get(random.nextInt(pool.size())));
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

  /** One to three wrongs. */
  private static byte[] mutant(Random random, JsonNode event) throws IOException {
    JsonNode tree = event;
    for (int i = random.nextInt(3); i > 0; i--) tree = treeMutant(random, tree);
    byte[] bytes = JSON.writeValueAsBytes(tree);
    return random.nextInt(3) == 0 ? bytesMutant(random, bytes) : bytes;
  }

  private static JsonNode treeMutant(Random random, JsonNode event) {
    List<String> places = List.copyOf(Leaves.of(event).keySet());
    if (places.isEmpty()) return event;
    String at = places.get(random.nextInt(places.size()));
    // Somewhere on the way to that leaf: a container is replaced as well.
    while (random.nextInt(3) == 0 && at.lastIndexOf('/') > 0) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return Leaves.with(event, at, wrong(random));
  }

  private static JsonNode wrong(Random random) {
    return switch (random.nextInt(14)) {
      case 0 -> LEAF.nullNode();
      case 1 -> LEAF.booleanNode(true);
      case 2 -> LEAF.numberNode(-1);
      case 3 -> LEAF.numberNode(Long.MIN_VALUE);
      case 4 -> LEAF.numberNode(new java.math.BigInteger("9".repeat(60)));
      case 5 -> LEAF.numberNode(1e308);
      case 6 -> LEAF.textNode("");
      case 7 -> LEAF.textNode("not base64 at all!");
      case 8 -> LEAF.textNode("AAA=AAAA");
      case 9 -> LEAF.textNode("x".repeat(100_000));
      case 10 -> LEAF.arrayNode().add(1).add("a").addNull();
      case 11 -> LEAF.objectNode();
      case 12 -> deep(1 + random.nextInt(100));
      default -> LEAF.objectNode().put("id", 1).put("type", "message").put("content", "a");
    };
  }

  private static JsonNode deep(int levels) {
    JsonNode node = LEAF.textNode("deep");
    for (int i = 0; i < levels; i++) {
      node = i % 2 == 0 ? LEAF.arrayNode().add(node) : LEAF.objectNode().set("type", node);
    }
    return node;
  }

  private static byte[] bytesMutant(Random random, byte[] bytes) {
    byte[] mutant = bytes.clone();
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        mutant[at] = (byte) random.nextInt(256);
        yield mutant;
      }
      // Not UTF-8, in the middle of it.
      case 2 -> {
        mutant[at] = (byte) (0x80 + random.nextInt(0x80));
        yield mutant;
      }
      case 3 -> with(bytes, 1, "\"type\":\"response.done\",\"delta\":\"AAAA\",");
      case 4 -> with(bytes, bytes.length - 1, ",\"type\":\"response.audio.delta\",\"delta\":7");
      default -> with(bytes, at, "{\"" + random.nextInt());
    };
  }

  private static byte[] with(byte[] bytes, int at, String inserted) {
    byte[] in = inserted.getBytes(UTF_8);
    byte[] out = Arrays.copyOf(bytes, bytes.length + in.length);
    System.arraycopy(in, 0, out, at, in.length);
    System.arraycopy(bytes, at, out, at + in.length, bytes.length - at);
    return out;
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
}
