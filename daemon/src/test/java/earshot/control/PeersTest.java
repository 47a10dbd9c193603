package earshot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.control.Peers.Right;
import earshot.hal.Clock;
import earshot.telemetry.Journal;
import earshot.telemetry.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what with a running daemon, told apart by the kernel. */
@Timeout(120)
class PeersTest {

  /** Says one line to a socket and prints what comes back. */
  private static final String SAYS =
      "my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or do { print \"closed\"; exit };"
          + " $SIG{PIPE} = 'IGNORE'; print $s \"$ARGV[1]\\n\"; $s->flush; print scalar <$s>;";

  @TempDir Path directory;

  private final PretendControls controls = new PretendControls();

  @Test
  void rootOwnerAndGroupActReadersReadAndOthersDoNeither() throws IOException {
    Path groups = directory.resolve("group");
    Files.writeString(groups, "earshot:x:900:anna,otto\nadm:x:4:rita\nempty:x:5:\n");
    var peers =
        new Peers("daemon", "earshot", List.of("user:nagios", "group:adm", "group:empty"), groups);
    assertEquals(Right.ACTING, peers.right("root", "root"));
    assertEquals(Right.ACTING, peers.right("daemon", "daemon"));
    assertEquals(Right.ACTING, peers.right("otto", "users"));
    assertEquals(Right.ACTING, peers.right("carl", "earshot"));
    assertEquals(Right.READING, peers.right("nagios", "users"));
    assertEquals(Right.READING, peers.right("rita", "users"));
    assertEquals(Right.READING, peers.right("fred", "adm"));
    for (String stranger : List.of("", "nobody", "anna,otto", "group:adm", "ann")) {
      assertEquals(Right.NOTHING, peers.right(stranger, "users"), stranger);
    }
    Files.delete(groups);
    assertEquals(Right.NOTHING, peers.right("otto", "users"));
  }

  @Test
  void lookingIsToldFromActing() {
    for (String looks : List.of("ping", "status", "usage", "wait", "metrics", "events", "volume")) {
      assertFalse(Requests.acts(Wire.object().put("do", looks)), looks);
    }
    for (String acts :
        List.of(
            "press", "release", "ask", "attach", "stop", "mute", "say", "reload", "alarms",
            "new")) {
      assertTrue(Requests.acts(Wire.object().put("do", acts)), acts);
    }
    assertTrue(Requests.acts(Wire.object().put("do", "volume").put("to", 1)));
    assertFalse(Requests.acts(Wire.object().put("do", "alarms").put("act", "list")));
  }

  @Test
  void anotherUserIsRefusedAndAReaderMayLookOnly() throws Exception {
    assumeTrue(isRoot() && there("setpriv") && there("perl"), "needs root, setpriv and perl");
    // Whoever comes must be able to reach the socket, so that it is the daemon that refuses.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    for (Path at = directory; at.getParent() != null; at = at.getParent()) {
      assumeTrue(
          PosixFilePermissions.toString(Files.getPosixFilePermissions(at)).endsWith("x")
              || PosixFilePermissions.toString(Files.getPosixFilePermissions(at)).endsWith("t"),
          "another user can reach " + at);
    }
    assertEquals("closed", asNobody(List.of(), "status"), "the mode of the socket keeps him out");
    String member = as(List.of("--groups=0"), List.of(), "status");
    assertTrue(member.contains("\"state\":\"idle\""), "one of its group in no file: " + member);
    String stranger = asNobody(List.of("user:somebody"), "status");
    assertTrue(stranger.contains("\"exit\":77"), stranger);
    String reader = asNobody(List.of("user:" + name()), "status");
    assertTrue(reader.contains("\"state\":\"idle\""), reader);
    String acting = asNobody(List.of("user:" + name()), "press");
    assertTrue(acting.contains("\"exit\":77") && acting.contains("may look"), acting);
    assertEquals(List.of(), List.copyOf(controls.asked));
  }

  private static final String NOBODY = "65534";

  private static boolean isRoot() throws IOException {
    return Files.getOwner(Path.of("/proc/self")).getName().equals("root");
  }

  private static boolean there(String program) {
    return Files.isExecutable(Path.of("/usr/bin", program));
  }

  private static String name() throws IOException {
    for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
      String[] fields = line.split(":", -1);
      if (fields.length > 2 && fields[2].equals(NOBODY)) return fields[0];
    }
    return NOBODY;
  }

  private String asNobody(List<String> readers, String request) throws Exception {
    return as(List.of("--clear-groups"), readers, request);
  }

  private String as(List<String> groups, List<String> readers, String request) throws Exception {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY));
    line.addAll(groups);
    line.addAll(List.of("perl", "-MIO::Socket::UNIX", "-e", SAYS));
    Path socket = directory.resolve("control.sock");
    line.addAll(List.of(socket.toString(), "{\"do\":\"" + request + "\"}"));
    try (var _ =
        ControlServer.open(
            socket,
            controls,
            new Journal(Clock.system(), 10),
            new Metrics(),
            "1.2.3",
            ControlServer.Bounds.USUAL.with(readers, 0))) {
      Process perl = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(perl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(perl.waitFor(60, TimeUnit.SECONDS));
      return said;
    }
  }
}
