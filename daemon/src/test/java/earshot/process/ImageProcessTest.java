package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.simulator.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code earshot ask --image} as a person has it: one process asks another. */
@Timeout(180)
class ImageProcessTest {

  private static final Script QUICK =
      Script.usual().with(Script.usual().delivery().withThought(10).withPace(20));

  @TempDir Path directory;

  private Program.Plan run(Service service, String dialect) {
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.provider", "simulator")
        .set("service.url", service.url())
        .set("service.dialect", dialect);
  }

  private Program ask(Path image) throws Exception {
    return new Program.Plan(
            directory, "ask", "--image", image.toString(), "What", "is", "the", "weather", "here?")
        .start();
  }

  private static byte[] picture(int length) {
    var bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 0, bytes, 0, 8);
    return bytes;
  }

  private Path file(String name, byte[] bytes) throws Exception {
    return Files.write(directory.resolve(name), bytes);
  }

  @Test
  void aPictureIsShownAnsweredAndCharged() throws Exception {
    byte[] picture = picture(200_000);
    try (var service = Service.playing(QUICK);
        var daemon = run(service, "ga").start().up()) {
      daemon.reach("ready");
      try (var asking = ask(file("a.png", picture))) {
        assertEquals(0, asking.end(), asking::errNow);
        assertTrue(Files.readString(asking.out).contains("sunny"), asking::errNow);
      }
      JsonNode shown = null;
      for (JsonNode each : service.said(true)) {
        for (JsonNode part : each.at("/item/content")) {
          if (part.path("type").asText().equals("input_image")) shown = part;
        }
      }
      String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
      assertTrue(shown != null && url.equals(shown.path("image_url").asText()));
      JsonNode turn = daemon.call("usage").at("/sums/turn");
      assertTrue(turn.path("image").asDouble() > 0, turn.toString());
    }
  }

  @Test
  void whatCannotBeShownIsToldWithWhatCan() throws Exception {
    try (var service = Service.playing(QUICK);
        var daemon = run(service, "beta").set("service.voice", "alloy").start().up()) {
      daemon.reach("ready");
      try (var asking = ask(file("a.png", picture(1000)))) {
        assertEquals(69, asking.end(), asking::errNow);
        assertTrue(asking.err().contains("beta"), asking::errNow);
        assertTrue(asking.err().contains("gpt-realtime"), asking::errNow);
      }
      try (var asking =
          ask(file("a.txt", "no picture".getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
        assertEquals(2, asking.end(), asking::errNow);
        assertTrue(asking.err().contains("neither PNG nor JPEG"), asking::errNow);
      }
      try (var asking = ask(file("b.png", picture(2_000_000)))) {
        assertEquals(2, asking.end(), asking::errNow);
        assertTrue(asking.err().contains("larger than 1024 kB"), asking::errNow);
      }
      assertTrue(service.types(true).stream().noneMatch("response.create"::equals));
    }
  }
}
