package earshot.realtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The messages of a translation session: sound goes in without pause, and its translation comes
 * out. There are no turns, items or responses in it; what would speak of them is not written.
 */
record TranslationDialect(String language) implements Dialect {

  private static final byte[] BEFORE_SOUND =
      "{\"type\":\"session.input_audio_buffer.append\",\"audio\":\""
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER_SOUND = "\"}".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String name() {
    return "translation";
  }

  @Override
  public Kind kind() {
    return new Kind.Translation(language);
  }

  @Override
  public ServerEvent read(byte[] message) throws MalformedEvent {
    return TranslationReader.read(message);
  }

  @Override
  public byte[] write(ClientEvent event, String eventId) {
    if (!(event instanceof ClientEvent.UpdateSession(SessionSpec spec))) {
      throw new IllegalArgumentException("a translation knows no " + event.getClass());
    }
    ObjectNode out = EventWriter.object().put("event_id", eventId).put("type", "session.update");
    ObjectNode audio = out.putObject("session").putObject("audio");
    ObjectNode input = audio.putObject("input");
    // What is not wanted is said too: the service has defaults of its own.
    if (spec.transcription() == null || spec.transcription().model() == null) {
      input.putNull("transcription");
    } else {
      input.putObject("transcription").put("model", spec.transcription().model());
    }
    if (spec.noiseReduction() == null) input.putNull("noise_reduction");
    else input.set("noise_reduction", EventWriter.noiseReduction(spec.noiseReduction()));
    audio.putObject("output").put("language", language);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] append(short[] samples, int at, int count) {
    byte[] sound = new byte[2 * count];
    Pcm.toBytes(samples, at, sound, 0, count);
    byte[] base64 = Base64.getEncoder().encode(sound);
    return ByteBuffer.allocate(BEFORE_SOUND.length + base64.length + AFTER_SOUND.length)
        .put(BEFORE_SOUND)
        .put(base64)
        .put(AFTER_SOUND)
        .array();
  }
}
