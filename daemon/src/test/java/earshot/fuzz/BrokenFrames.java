package earshot.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.protocol.PublishedProtocol;
import earshot.realtime.ServerEventsByHand;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Server events with one to four things wrong with them: in the tree of the JSON, or in its bytes.
 * The same seed gives the same wrongs.
 */
public final class BrokenFrames {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Random random;

  public BrokenFrames(long seed) {
    random = new Random(seed);
  }

  /** What a service of this dialect may say: by hand, and the published examples if at hand. */
  public static List<byte[]> whole(String dialect) {
    List<byte[]> events = new ArrayList<>();
    boolean ga = dialect.equals("ga");
    for (String event : ga ? ServerEventsByHand.GA : ServerEventsByHand.BETA) {
      if (!event.isBlank()) events.add(event.getBytes(UTF_8));
    }
    PublishedProtocol.ifAtHand()
        .ifPresent(
            published -> {
              for (JsonNode event : published.examples(dialect, "server")) {
                events.add(event.toString().getBytes(UTF_8));
              }
            });
    return events;
  }

  public byte[] broken(byte[] event) {
    try {
      JsonNode tree = JSON.readTree(event);
      for (int i = random.nextInt(4); i > 0 && tree instanceof ObjectNode; i--) wrongInside(tree);
      byte[] bytes = JSON.writeValueAsBytes(tree);
      return random.nextInt(3) == 0 ? wrongBytes(bytes) : bytes;
    } catch (JsonProcessingException e) {
      return wrongBytes(event);
    } catch (IOException e) {
      return wrongBytes(event);
    }
  }

  // --- in the tree

  /** Goes down into the tree by chance, and spoils one thing there. */
  private void wrongInside(JsonNode tree) {
    JsonNode at = tree;
    while (true) {
      JsonNode next = at.isEmpty() ? null : child(at, random.nextInt(at.size()));
      if (next == null || !next.isContainerNode() || random.nextInt(4) == 0) break;
      at = next;
    }
    if (at instanceof ObjectNode object) spoil(object);
    else if (at instanceof ArrayNode array) spoil(array);
  }

  private static JsonNode child(JsonNode parent, int index) {
    int i = 0;
    for (JsonNode child : parent) if (i++ == index) return child;
    return NODES.missingNode();
  }

  private void spoil(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(6)) {
      case 0 -> object.remove(name);
      case 1 -> object.set("unknown_" + random.nextInt(), wrongValue());
      case 2 -> object.set(names.isEmpty() ? "y" : names.getFirst(), object.path(name).deepCopy());
      default -> object.set(name, wrongValue());
    }
  }

  private void spoil(ArrayNode array) {
    if (array.isEmpty() || random.nextBoolean()) array.add(wrongValue());
    else array.set(random.nextInt(array.size()), wrongValue());
  }

  private JsonNode wrongValue() {
    return switch (random.nextInt(20)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.numberNode(-1);
      case 3 -> NODES.numberNode(Long.MIN_VALUE);
      case 4 -> NODES.numberNode(Long.MAX_VALUE);
      case 5 -> NODES.numberNode(new BigInteger("9".repeat(1 + random.nextInt(100))));
      case 6 -> NODES.numberNode(random.nextBoolean() ? 1e308 : -1e-308);
      case 7 -> NODES.numberNode(random.nextInt());
      case 8 -> NODES.textNode("");
      case 9 -> NODES.textNode("not base64 at all!");
      case 10 -> NODES.textNode("AAA=AAAA");
      case 11 -> NODES.textNode("A".repeat(random.nextInt(9)));
      case 12 -> NODES.textNode("x".repeat(1 << random.nextInt(18)));
      case 13 -> NODES.textNode("\u0000\u001b[2J\n\ud800\uffff\u202e");
      case 14 -> NODES.textNode("" + random.nextInt());
      case 15 -> NODES.arrayNode();
      case 16 -> NODES.arrayNode().add(1).add("a").addNull().add(NODES.objectNode());
      case 17 -> NODES.objectNode();
      case 18 -> deep(1 + random.nextInt(2_000));
      default -> NODES.objectNode().put("id", 1).put("type", "message").put("content", "a");
    };
  }

  private static JsonNode deep(int levels) {
    JsonNode node = NODES.textNode("deep");
    for (int i = 0; i < levels; i++) {
      node = i % 2 == 0 ? NODES.arrayNode().add(node) : NODES.objectNode().set("type", node);
    }
    return node;
  }

  // --- in the bytes

  private byte[] wrongBytes(byte[] bytes) {
    if (bytes.length == 0) return new byte[] {'{'};
    byte[] mutant = bytes.clone();
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(10)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> new byte[0];
      case 2 -> {
        mutant[at] = (byte) random.nextInt(256);
        yield mutant;
      }
      // Not UTF-8, in the middle of it.
      case 3 -> {
        mutant[at] = (byte) (0x80 + random.nextInt(0x80));
        yield mutant;
      }
      case 4 -> with(bytes, 1, "\"type\":\"response.done\",\"delta\":\"AAAA\",");
      case 5 -> with(bytes, bytes.length - 1, ",\"type\":\"response.audio.delta\",\"delta\":7");
      case 6 -> with(bytes, 1, "\"type\":\"unknown." + random.nextInt() + "\",");
      case 7 -> with(bytes, bytes.length, new String(bytes, UTF_8));
      case 8 -> with(with(bytes, 0, "["), bytes.length + 1, "]");
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
}
