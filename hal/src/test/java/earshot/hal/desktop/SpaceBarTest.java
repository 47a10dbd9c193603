package earshot.hal.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.hal.Await;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.HalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The space bar in a terminal that {@code script} makes, as a person has one. */
@Timeout(120)
class SpaceBarTest {

  @TempDir private Path folder;

  /** A shell in a terminal of its own, with what it says. */
  private static final class Session implements AutoCloseable {
    final Process process;
    private final StringBuffer said = new StringBuffer();

    Session(String shell) throws IOException {
      process =
          new ProcessBuilder("script", "-qfec", shell, "/dev/null")
              .redirectErrorStream(true)
              .start();
      Thread.ofPlatform().daemon().start(this::listen);
    }

    private void listen() {
      try (InputStream in = process.getInputStream()) {
        int c;
        while ((c = in.read()) >= 0) said.append((char) c);
      } catch (IOException e) {
        said.append(e);
      }
    }

    void type(String keys) throws IOException {
      OutputStream out = process.getOutputStream();
      out.write(keys.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    /** Waits until it has been said this often. */
    void heard(String what, int times) {
      boolean heard =
          Await.within(40_000_000_000L, () -> said.toString().split(what, -1).length > times);
      assertTrue(heard, () -> "not " + times + " times " + what + ": " + said);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static boolean aTerminalCanBeMade() throws IOException {
    try {
      Process script =
          new ProcessBuilder("script", "--quiet", "--return", "--command", "stty -a", "/dev/null")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      script.getOutputStream().close();
      return script.waitFor(10, TimeUnit.SECONDS) && script.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private Session session(int edges) throws IOException {
    assumeTrue(aTerminalCanBeMade(), "script cannot make a terminal on this machine");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String shell =
        "trap : INT; stty -a >%s; %s -XX:+UseSerialGC -Xmx64m -cp '%s' %s %d; stty -a >%s; echo '<end>'"
            .formatted(
                folder.resolve("before"),
                java,
                System.getProperty("java.class.path"),
                SpaceBarRun.class.getName(),
                edges,
                folder.resolve("after"));
    return new Session(shell);
  }

  private void restored(Session session) throws IOException {
    session.heard("<end>", 1);
    String before = Files.readString(folder.resolve("before"));
    assertTrue(before.contains(" echo "), before);
    assertEquals(before, Files.readString(folder.resolve("after")));
  }

  @Test
  void tapsAndHoldsAreToldAndTheTerminalIsPutBack() throws IOException {
    try (Session session = session(4)) {
      session.heard("<ours true>", 1);
      session.heard("<ready>", 1);
      session.type("x\u001b[A ");
      session.heard("<down>", 1);
      Await.pass(400);
      session.type(" ");
      session.heard("<up>", 1);
      for (int i = 0; i < 12; i++) {
        session.type("  ");
        Await.pass(40);
      }
      session.heard("<down>", 2);
      session.heard("<up>", 2);
      session.heard("<alive false failures 0>", 1);
      restored(session);
      assertFalse(session.said.toString().contains("x"), "no echo: " + session.said);
    }
  }

  @Test
  void controlCStillEndsTheProgramAndTheTerminalIsPutBack() throws IOException {
    try (Session session = session(4)) {
      session.heard("<ready>", 1);
      session.type(" ");
      session.heard("<down>", 1);
      session.type("\u0003");
      restored(session);
      assertFalse(session.said.toString().contains("<alive"), session.said.toString());
    }
  }

  @Test
  void theForegroundIsReadFromTheKernelsLine() {
    assertTrue(Terminal.foreground("17 (java) S 1 17 17 34816 17 4194304 1"));
    assertTrue(Terminal.foreground("17 (a) b (c) S 1 17 17 34816 17 4194304 1"));
    assertFalse(Terminal.foreground("17 (java) S 1 17 17 34816 99 4194304 1"));
    assertFalse(Terminal.foreground("17 (java) S 1 17 17 0 -1 4194304 1"));
    assertFalse(Terminal.foreground("what is this"));
  }

  @Test
  void withoutATerminalItSaysWhatToTry() {
    assumeFalse(Terminal.ours(), "the tests run in a terminal, so there is one");
    try (var space = new SpaceBar(Clock.system())) {
      var edges =
          new Button.Edges() {
            @Override
            public void edge(boolean down, long atNanos) {}

            @Override
            public void failed(HalException reason) {}
          };
      var refused = assertThrows(HalException.class, () -> space.open(edges));
      assertTrue(String.valueOf(refused.getMessage()).contains("earshot press"));
    }
  }
}
