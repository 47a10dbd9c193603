package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.link.ConnectProxy;
import earshot.link.ConnectProxy.Manner;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real process on a way that is not straight, or not taken yet; over TLS. */
@Timeout(200)
class RoadsTest {

  private static final String NAME = "device:canary-proxy";

  private static final Script USUAL =
      Script.answering(Answer.sound(1))
          .with(Script.usual().delivery().withPace(20).withThought(10));

  @TempDir Path directory;

  private Program.Plan daemon(Service service) throws IOException {
    return new Program.Plan(directory, "run", "--board", "sim")
        .set("service.provider", "custom")
        .set("service.url", service.url())
        .set("service.ca", Files.writeString(directory.resolve("ca.pem"), service.server.pem()))
        .set("service.key", "file:" + secret("key", "sk-canary"));
  }

  private Path secret(String name, String value) throws IOException {
    Path file = Files.writeString(directory.resolve(name), value + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Program.Plan behind(ConnectProxy proxy, Service service) throws IOException {
    return daemon(service)
        .set("link.proxy", proxy.uri())
        .set("link.proxy_credential", "file:" + secret("proxy", "device:wrong"));
  }

  private void answered(Program program) throws IOException {
    JsonNode answer = program.call("ask", "text", "Hello?");
    assertTrue(answer.path("complete").asBoolean(), () -> answer + "\n" + program.errNow());
  }

  /**
   * A password of the proxy that is wrong waits for another one; with the right one all is well.
   */
  @Test
  void behindAProxyThatAsksAllGoesThroughItAndAWrongPasswordIsTold() throws Exception {
    try (var service = Service.playing(USUAL, true);
        var proxy = new ConnectProxy(new Manner.Demand(NAME));
        var program = behind(proxy, service).start().up()) {
      program.reach("parked");
      String status = program.call("status").toString();
      assertTrue(status.contains("proxy-refused"), status);
      secret("proxy", NAME);
      assertTrue(program.call("reload").path("ok").asBoolean());
      program.reach("ready");
      answered(program);
      proxy.manner(Manner.refuse(502));
      proxy.cut();
      Await.until(
          "the proxy is blamed",
          () -> program.call("status").path("troubles").toString().contains("proxy-failed"));
      proxy.manner(new Manner.Demand(NAME));
      answered(program);
      String after = program.call("status").path("troubles").toString();
      assertFalse(after.contains("proxy"), after);
      String all = program.err() + program.call("status") + program.call("metrics");
      assertFalse(all.contains("canary"), all);
      assertFalse(String.join("", proxy.requests()).contains("canary"));
    }
  }

  /** The same for requests, each of which is a connection of its own kind. */
  @Test
  void behindAProxyThatAsksATalkTurnByTurnGoesThroughItToo() throws Exception {
    try (var service = Service.playing(USUAL, true);
        var proxy = new ConnectProxy(new Manner.Demand(NAME));
        var program =
            behind(proxy, service)
                .set("service.transport", "turns")
                .set("service.model", "gpt-audio-1.5")
                .start()
                .up()) {
      program.reach("parked");
      String status = program.call("status").toString();
      assertTrue(status.contains("proxy-refused"), status);
      secret("proxy", NAME);
      assertTrue(program.call("reload").path("ok").asBoolean());
      program.reach("ready");
      answered(program);
      assertTrue(proxy.requests().stream().allMatch(each -> each.startsWith("CONNECT ")));
    }
  }

  /** At rest it is well, and takes no connection; a press makes one, and loses no word by it. */
  @Test
  void onDemandItRestsUntilAPressAndIsAnswered() throws Exception {
    try (var service = Service.playing(USUAL, true);
        var program = daemon(service).set("link.dial", "on_press").start().up()) {
      JsonNode status = program.reach("resting");
      assertEquals("idle", status.path("state").asText(), status::toString);
      assertEquals(0, status.path("troubles").size(), status::toString);
      assertTrue(program.call("time").path("ok").asBoolean());
      assertEquals(0, service.connections());
      assertTrue(program.call("hold", "millis", 700).path("ok").asBoolean());
      program.reach("ready");
      program.reach("idle");
      Await.until("it was answered", () -> service.soundSaid().length > 0);
      int millis = service.soundHeard().length / 2 / 24;
      assertTrue(millis >= 700, () -> millis + " ms were heard of a press of 700");
      answered(program);
      assertEquals(1, service.connections());
    }
  }
}
