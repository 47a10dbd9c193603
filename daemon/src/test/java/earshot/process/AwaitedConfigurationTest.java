package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.simulator.Answer;
import earshot.simulator.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that nobody has configured yet: it waits, says what for, and takes it in. And one whose
 * configuration names what is not there.
 */
@Timeout(120)
class AwaitedConfigurationTest {

  @TempDir Path directory;

  private Program start(String... more) throws Exception {
    var plan = new Program.Plan(directory, "run").config(directory.resolve("earshot.toml"));
    for (String word : more) plan.word(word);
    return plan.start();
  }

  private void write(String text) throws Exception {
    // All of it at once, for it is being looked at.
    Path made = Files.writeString(directory.resolve("made"), text);
    Files.move(made, directory.resolve("earshot.toml"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void itWaitsSaysWhatForAndTakesItIn() throws Exception {
    write("# nothing yet\n");
    try (var service = Service.playing(Script.answering(Answer.sound(1)));
        var program = start("--wait")) {
      Await.until("it says so", () -> program.err().contains("service.key"));
      Await.until("it waits", () -> program.err().contains("Waiting for a configuration"));
      write("[board]\nname = \"simm\"\n");
      Await.until("it says what is wrong now", () -> program.err().contains("simm"));
      write(
          """
          [board]
          name = "sim"
          [service]
          provider = "simulator"
          url = "%s"
          """
              .formatted(service.url()));
      program.up().reach("idle");
      assertEquals(3, program.err().split("service.key", -1).length, program::errNow);
      assertTrue(program.process.isAlive());
    }
  }

  @Test
  void withoutBeingToldToWaitItEnds() throws Exception {
    write("# nothing yet\n");
    try (var program = start()) {
      assertEquals(78, program.end(), program::errNow);
    }
  }

  @Test
  void aLineThatIsNotThereIsToldAndIsNoBug() throws Exception {
    write(
        """
        [board]
        name = "pi-generic"
        button_line = "NO-SUCH-LINE"
        [service]
        provider = "simulator"
        """);
    try (var program = start()) {
      assertEquals(1, program.end(), program::errNow);
      assertTrue(program.err().contains("could not "), program::errNow);
      assertFalse(program.err().contains("\tat "), program::errNow);
    }
  }
}
