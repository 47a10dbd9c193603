package earshot.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.hal.Pcm;
import earshot.simulator.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** Reads what a translator sent, apart from the reader that is tested. */
final class Translations {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Translations() {}

  static short[] samples(Exchange exchange) {
    try {
      JsonNode event = JSON.readTree(exchange.bytes());
      if (!event.path("type").asText().equals("session.output_audio.delta")) return new short[0];
      byte[] bytes = Base64.getDecoder().decode(event.path("delta").asText());
      var samples = new short[bytes.length / 2];
      Pcm.toSamples(bytes, 0, samples, 0, samples.length);
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
