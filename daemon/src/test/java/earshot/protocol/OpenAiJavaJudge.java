package earshot.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Other people's models of the same protocol, openai-java's, strictly: each frame is of the kind
 * that it says it is, has all that they require, and nothing that they do not know.
 */
public final class OpenAiJavaJudge implements FrameJudge {

  private static final ObjectMapper THEIRS = ObjectMappers.jsonMapper();

  /** Their model of the beta is older than its last specification, and the examples. */
  public static final Set<String> BETA_IS_OLDER_THAN =
      Set.of("Response.max_output_tokens", "Session.include", "Session.prompt");

  /** What services say, and the specification has, and they have no member for. */
  private static final Set<String> BEYOND_THEM =
      Set.of(
          "RealtimeSessionCreateRequest.id",
          "RealtimeSessionCreateRequest.object",
          "RealtimeSessionCreateRequest.expires_at",
          "Session.object",
          "Session.expires_at",
          "InputTokenDetails.image_tokens",
          "InputTokenDetails.cached_tokens_details",
          // To them it is not in the body, but which of two methods is called.
          "Body.stream");

  /** A function's parameters are a schema that its owner chooses. */
  private static final String CHOSEN = "FunctionParameters.";

  @Override
  public List<String> faults(Frame frame) throws Exception {
    List<String> faults = new ArrayList<>();
    Object theirs = THEIRS.treeToValue(withAKnownModel(frame), model(frame));
    try {
      theirs.getClass().getMethod("validate").invoke(theirs);
    } catch (java.lang.reflect.InvocationTargetException e) {
      if (!(e.getCause() instanceof OpenAIInvalidDataException)) throw e;
      faults.add(String.valueOf(e.getCause().getMessage()));
    }
    if (!frame.dialect().equals("chat")) {
      String kind = kind(frame.body());
      if (!kind.equals(OpenAiJavaModel.kind(theirs))) faults.add("no " + kind + " to them");
    }
    for (String unknown : OpenAiJavaModel.unknown(theirs)) {
      if (excused(frame, unknown)) continue;
      faults.add("they do not know " + unknown);
    }
    return faults;
  }

  /** A deployment has any name, and there are models that are younger than they. */
  private static JsonNode withAKnownModel(Frame frame) {
    String known =
        switch (frame.dialect()) {
          case "beta" -> "gpt-4o-realtime-preview";
          case "chat" -> "gpt-4o-audio-preview";
          default -> "gpt-realtime";
        };
    JsonNode body = frame.body().deepCopy();
    for (String at : List.of("", "/session", "/response")) {
      if (body.at(at) instanceof ObjectNode of && of.path("model").isTextual()) {
        of.put("model", known);
      }
    }
    return body;
  }

  private static boolean excused(Frame frame, String unknown) {
    return BEYOND_THEM.contains(unknown)
        || unknown.startsWith(CHOSEN)
        || frame.dialect().equals("beta") && BETA_IS_OLDER_THAN.contains(unknown);
  }

  private static Class<?> model(Frame frame) {
    if (!frame.dialect().equals("chat")) return model(frame.dialect(), frame.fromClient());
    return switch (frame.chatKind()) {
      case "request" -> ChatCompletionCreateParams.Body.class;
      case "chunk" -> ChatCompletionChunk.class;
      default -> ChatCompletion.class;
    };
  }

  /** Their class for one side of a dialect, "ga", "beta" or an early beta. */
  public static Class<?> model(String dialect, boolean client) {
    if (dialect.startsWith("beta")) {
      return client
          ? com.openai.models.beta.realtime.RealtimeClientEvent.class
          : com.openai.models.beta.realtime.RealtimeServerEvent.class;
    }
    return client
        ? com.openai.models.realtime.RealtimeClientEvent.class
        : com.openai.models.realtime.RealtimeServerEvent.class;
  }

  /** "response.output_audio.delta" as they write it: ResponseOutputAudioDelta. */
  public static String kind(JsonNode event) {
    var kind = new StringBuilder();
    for (String word : event.path("type").asText().split("[._]")) {
      kind.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return kind.toString();
  }
}
