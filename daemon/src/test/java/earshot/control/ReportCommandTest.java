package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.ConfigReader;
import earshot.config.TestBoards;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A report is wanted most when something hangs. */
@Timeout(60)
class ReportCommandTest {

  @TempDir Path directory;

  @Test
  void aDaemonThatAnswersNothingIsToldInTheReportAndDoesNotHoldItUp() throws Exception {
    Path socket = directory.resolve("control.sock");
    try (var hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      hanging.bind(UnixDomainSocketAddress.of(socket));
      Map<String, String> pages = new LinkedHashMap<>();
      var command = new ReportCommand(at(socket), Duration.ofMillis(100));
      command.asked(pages);
      assertTrue(
          String.valueOf(pages.get("status.txt")).contains("has not answered"), pages.toString());
      assertEquals(java.util.List.of("status.txt"), java.util.List.copyOf(pages.keySet()));
      assertEquals("", command.events());
    }
  }

  private static Surroundings at(Path socket) {
    var nothing = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var programs =
        (Programs)
            Proxy.newProxyInstance(
                Programs.class.getClassLoader(),
                new Class<?>[] {Programs.class},
                (_, method, _) -> {
                  throw new AssertionError(method.getName());
                });
    return new Surroundings(
        programs,
        new ConfigReader(TestBoards.ALL, Map.of("EARSHOT_SOCKET", socket.toString())::get),
        nothing,
        nothing,
        "1.2.3");
  }
}
