package earshot.realtime;

import earshot.realtime.ClientEvent.ResponseSpec;
import earshot.realtime.Item.Part;
import earshot.realtime.Item.PartKind;
import earshot.realtime.Item.Role;
import earshot.realtime.SessionSpec.ByRelease;
import earshot.realtime.SessionSpec.BySemantics;
import earshot.realtime.SessionSpec.ByServer;
import earshot.realtime.SessionSpec.Details;
import earshot.realtime.SessionSpec.Mcp;
import earshot.realtime.SessionSpec.NoiseReduction;
import earshot.realtime.SessionSpec.Prompt;
import earshot.realtime.SessionSpec.Tool;
import earshot.realtime.SessionSpec.Tracing;
import earshot.realtime.SessionSpec.Transcription;
import earshot.realtime.SessionSpec.Truncation;
import earshot.realtime.SessionSpec.TurnDetection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Anything that we might say, by seed: every event, with every member there or not, within what the
 * configuration allows.
 */
final class RandomClientEvents {

  private static final int KINDS = ClientEvent.class.getPermittedSubclasses().length;

  private final Random random;

  RandomClientEvents(long seed) {
    random = new Random(seed);
  }

  ClientEvent event() {
    return switch (random.nextInt(KINDS)) {
      case 0 -> new ClientEvent.UpdateSession(session());
      case 1 -> new ClientEvent.CommitInput();
      case 2 -> new ClientEvent.ClearInput();
      case 3 -> new ClientEvent.CreateItem(item(), perhaps(this::id));
      case 4 -> new ClientEvent.TruncateItem(id(), random.nextInt(3), random.nextInt(100_000));
      case 5 -> new ClientEvent.DeleteItem(id());
      case 6 -> new ClientEvent.RetrieveItem(id());
      case 7 ->
          new ClientEvent.CreateResponse(
              new ResponseSpec(
                  perhaps(this::text),
                  perhaps(random::nextBoolean),
                  perhaps(this::toolChoice),
                  perhaps(() -> 1 + random.nextInt(32_000)),
                  texts()));
      default -> new ClientEvent.CancelResponse(perhaps(this::id));
    };
  }

  SessionSpec session() {
    return new SessionSpec(
        perhaps(() -> "a-model"),
        random.nextBoolean(),
        perhaps(() -> either("marin", "alloy", "one of tomorrow")),
        perhaps(this::text),
        detection(),
        perhaps(this::transcription),
        perhaps(() -> either(NoiseReduction.values())),
        perhaps(() -> between(0.25, 1.5)),
        perhaps(() -> between(0.6, 1.2)),
        perhaps(() -> random.nextInt(5) == 0 ? SessionSpec.UNBOUNDED : 1 + random.nextInt(32_000)),
        perhaps(() -> either("minimal", "low", "medium", "high", "xhigh")),
        tools(),
        details());
  }

  private Details details() {
    return new Details(
        perhaps(() -> "voice_1234"),
        random.nextBoolean(),
        either(AudioFormat.values()),
        either(AudioFormat.values()),
        perhaps(this::truncation),
        perhaps(() -> new Tracing(perhaps(this::text), perhaps(this::text), texts())),
        perhaps(() -> new Prompt("pmpt_1", perhaps(() -> "2"), texts())),
        perhaps(this::toolChoice),
        perhaps(random::nextBoolean),
        mcp());
  }

  private Truncation truncation() {
    return switch (random.nextInt(3)) {
      case 0 -> new Truncation.Auto();
      case 1 -> new Truncation.Disabled();
      default -> new Truncation.Retaining(between(0, 1), perhaps(() -> random.nextInt(30_000)));
    };
  }

  private String toolChoice() {
    return either("auto", "none", "required", "function:tool_1");
  }

  private List<Mcp> mcp() {
    List<Mcp> servers = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      boolean connector = random.nextBoolean();
      boolean asks = random.nextBoolean();
      servers.add(
          new Mcp(
              "server_" + i,
              connector ? null : "https://host/mcp",
              connector ? "connector_gmail" : null,
              perhaps(this::text),
              list(),
              asks ? "always" : "never",
              asks ? list() : List.of(),
              texts(),
              perhaps(() -> "a secret")));
    }
    return List.copyOf(servers);
  }

  private List<String> list() {
    return random.nextBoolean() ? List.of() : List.of("one", "two");
  }

  private Map<String, String> texts() {
    return random.nextBoolean() ? Map.of() : Map.of("a", text(), "b", "2");
  }

  private TurnDetection detection() {
    return switch (random.nextInt(3)) {
      case 0 -> new ByRelease();
      case 1 ->
          new ByServer(
              between(0, 1),
              random.nextInt(1000),
              random.nextInt(3000),
              random.nextBoolean(),
              random.nextBoolean(),
              perhaps(() -> 5_000 + random.nextInt(25_001)));
      default ->
          new BySemantics(
              either("low", "medium", "high", "auto"), random.nextBoolean(), random.nextBoolean());
    };
  }

  private Transcription transcription() {
    return new Transcription(
        perhaps(() -> either("whisper-1", "gpt-transcribe")),
        perhaps(() -> either("en", "de")),
        perhaps(this::text),
        list(),
        list(),
        perhaps(() -> either("minimal", "xhigh")));
  }

  private List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tools.add(
          new Tool(
              "tool_" + i,
              text(),
              either(
                  "{}",
                  "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}},\"required\":[\"a\"]}")));
    }
    return List.copyOf(tools);
  }

  Item item() {
    String id = perhaps(this::id);
    String status = perhaps(() -> either("completed", "incomplete"));
    return switch (random.nextInt(3)) {
      case 0 ->
          new Item(
              id,
              Item.Kind.MESSAGE,
              either(Role.values()),
              status,
              parts(),
              null,
              null,
              null,
              null,
              null);
      case 1 ->
          new Item(
              id,
              Item.Kind.FUNCTION_CALL,
              null,
              status,
              List.of(),
              id(),
              "tool_1",
              text(),
              null,
              null);
      default ->
          new Item(
              id,
              Item.Kind.FUNCTION_CALL_OUTPUT,
              null,
              status,
              List.of(),
              id(),
              null,
              null,
              text(),
              null);
    };
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      parts.add(
          random.nextInt(4) == 0
              ? new Part(PartKind.INPUT_IMAGE, null, "data:image/png;base64,AAAA")
              : new Part(either(PartKind.values()), perhaps(this::text)));
    }
    return List.copyOf(parts);
  }

  /** The longest that a service takes, now and then. */
  private String id() {
    return "id_" + "x".repeat(random.nextInt(30));
  }

  /** With all that JSON and UTF-8 make special, and half a surrogate pair. */
  private String text() {
    return either(
        "", "Good morning.", "\"\\/\b\f\n\r\t\0\u007f\u2028", "Grüße 世界 🎤", "cut \ud83c", "{}");
  }

  private double between(double least, double most) {
    return least + random.nextDouble() * (most - least);
  }

  private <T> @Nullable T perhaps(Supplier<T> made) {
    return random.nextBoolean() ? made.get() : null;
  }

  @SafeVarargs
  private <T> T either(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
