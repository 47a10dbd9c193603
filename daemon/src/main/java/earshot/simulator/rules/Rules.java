package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.rules.Shape.Members;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one dialect: which events are well-formed, by the tables beside this class.
 * Immutable, for any thread. Does not know the state of a conversation.
 */
public final class Rules {

  private final Map<String, Members> client;
  private final Map<String, Members> server;
  private final Limits limits;

  private Rules(Map<String, Members> client, Map<String, Members> server, Limits limits) {
    this.client = client;
    this.server = server;
    this.limits = limits;
  }

  /** The rules of a dialect: "ga", "beta", or "translation", which is neither. */
  public static Rules load(String dialect) {
    Limits limits =
        switch (dialect) {
          case "ga" -> Limits.ga();
          case "beta" -> Limits.beta();
          case "translation" -> Limits.translation();
          default ->
              throw new IllegalArgumentException(
                  "no rules for the dialect '" + dialect + "': there are ga, beta and translation");
        };
    return new Rules(events(dialect, "client"), events(dialect, "server"), limits);
  }

  /** What is wrong with the shape of a client's event, or null. */
  public @Nullable Fault checkClient(JsonNode event) {
    return check(client, event);
  }

  /** What is wrong with the shape of a server's event, or null. */
  public @Nullable Fault checkServer(JsonNode event) {
    return check(server, event);
  }

  /**
   * What a real service refuses in a client's event although its shape is right, or null. To be
   * asked after {@link #checkClient}.
   */
  public @Nullable Fault checkLimits(JsonNode event) {
    return limits.check(event);
  }

  public Set<String> clientTypes() {
    return client.keySet();
  }

  public Set<String> serverTypes() {
    return server.keySet();
  }

  Map<String, Members> client() {
    return client;
  }

  Map<String, Members> server() {
    return server;
  }

  private static @Nullable Fault check(Map<String, Members> events, JsonNode event) {
    if (!event.isObject()) {
      String message = "Invalid event: expected an object, but got %s instead.";
      return new Fault(Fault.INVALID_EVENT, null, message.formatted(Diagnosis.inWords(event)));
    }
    JsonNode type = event.get("type");
    if (type == null) {
      return new Fault(Fault.INVALID_EVENT, null, "The 'type' field is missing.");
    }
    Members members = events.get(type.isTextual() ? type.textValue() : "");
    if (members == null) return Diagnosis.of(new Shape.OneOf(events.keySet()), type, "type");
    return members.accepts(event) ? null : Diagnosis.of(members, event, "");
  }

  private static Map<String, Members> events(String dialect, String side) {
    var parser = new ShapeParser();
    for (String file : new String[] {dialect + ".shapes", dialect + "-" + side + ".rules"}) {
      parser.add(file, read(file));
    }
    return parser.events();
  }

  static String read(String file) {
    try (InputStream in = Rules.class.getResourceAsStream(file)) {
      if (in == null)
        throw new IllegalStateException("the table " + file + " is not in the program");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read the table " + file, e);
    }
  }
}
