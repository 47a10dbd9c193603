package earshot.realtime;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a translation session says beside what every session says: the translation's sound and
 * words, and the words of the speaker. Pure.
 */
final class TranslationReader {

  private TranslationReader() {}

  static ServerEvent read(byte[] message) throws MalformedEvent {
    String type = type(message);
    if (type == null) return EventReader.read(message, AudioFormat.PCM);
    return switch (type) {
      case "session.output_audio.delta",
          "session.output_transcript.delta",
          "session.input_transcript.delta" ->
          delta(type, tree(message));
      case "session.closed" -> new ServerEvent.Noted(type);
      default -> EventReader.read(message, AudioFormat.PCM);
    };
  }

  private static ServerEvent delta(String type, ObjectNode event) throws MalformedEvent {
    JsonNode delta = event.path("delta");
    if (!delta.isTextual()) throw wrong("delta is missing");
    JsonNode elapsed = event.path("elapsed_ms");
    Long elapsedMillis = elapsed.isNumber() ? (Long) elapsed.longValue() : null;
    return switch (type) {
      case "session.output_audio.delta" ->
          new ServerEvent.TranslationSpoken(samples(event, delta), elapsedMillis);
      case "session.output_transcript.delta" ->
          new ServerEvent.TranslationWorded(delta.textValue(), elapsedMillis);
      default -> new ServerEvent.SpeakerWorded(delta.textValue(), elapsedMillis);
    };
  }

  /** Sound in another form than the one there is would be noise. */
  private static short[] samples(ObjectNode event, JsonNode delta) throws MalformedEvent {
    boolean ours =
        event.path("sample_rate").asInt(Pcm.RATE) == Pcm.RATE
            && event.path("channels").asInt(1) == 1
            && event.path("format").asText("pcm16").matches("pcm16|null");
    if (!ours) throw wrong("its sound is not 24 kHz, mono, 16 bit");
    try {
      byte[] bytes = EventReader.BASE64.decode(delta.textValue());
      short[] samples = new short[bytes.length / 2];
      Pcm.toSamples(bytes, 0, samples, 0, samples.length);
      return samples;
    } catch (IllegalArgumentException e) {
      throw wrong("delta is not base64");
    }
  }

  /** The type, without reading more than there is before it; null if that is not to be had. */
  private static @Nullable String type(byte[] message) {
    try (JsonParser parser = EventReader.MAPPER.createParser(message)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) return null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean here = parser.currentName().equals("type");
        JsonToken value = parser.nextToken();
        if (here) return value == JsonToken.VALUE_STRING ? parser.getText() : null;
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  private static ObjectNode tree(byte[] message) throws MalformedEvent {
    try (JsonParser parser = EventReader.MAPPER.createParser(message)) {
      if (EventReader.MAPPER.readTree(parser) instanceof ObjectNode event
          && parser.nextToken() == null) return event;
      throw wrong("something follows the JSON object");
    } catch (IOException e) {
      // Jackson's message would show the text; its place is enough.
      throw wrong("it is not readable JSON: " + e.getClass().getSimpleName());
    }
  }

  private static MalformedEvent wrong(String why) {
    return new MalformedEvent("a message that is no event: " + why);
  }
}
