package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file on the boot partition, taken in by the script of the package in a folder instead of a
 * machine. {@code systemd-creds} and {@code nmcli} write down what they are told; {@code earshot}
 * is the real one where its judgement matters.
 */
@Timeout(180)
class BootFileTest {

  private static final Path SCRIPT = Path.of("../provisioning/boot/take-in").toAbsolutePath();
  private static final String KEY = "sk-live-0123456789abcdef";
  private static final String PASSPHRASE = "correct\\\\horse";
  private static final String PLAIN_PASSPHRASE = "correct\\horse";

  private static final String GOOD =
      """
      # for the kitchen
      [wifi]
      ssid = "Küche; oben"
      passphrase = "%s"   # of the house
      country = "DE"

      [board]
      name = "voice-hat"

      [service]
      key = "%s"
      instructions = \"""
      Be brief.
      key = "is a word here"
      \"""
      """
          .formatted(PASSPHRASE, KEY);

  @TempDir Path directory;

  private Path root;
  private Path boot;
  private Path programs;
  private Path calls;

  private record Ran(int code, String said) {}

  @BeforeEach
  void aMachine() throws IOException {
    root = directory.resolve("root");
    boot = Files.createDirectories(root.resolve("boot/firmware"));
    programs = Files.createDirectories(directory.resolve("programs"));
    calls = directory.resolve("calls");
    Files.writeString(calls, "");
    program("systemd-creds", "echo \"systemd-creds $*\" >>" + calls + "\ntr a-z n-za-m >\"$4\"");
    program("nmcli", "echo \"nmcli $*\" >>" + calls);
    program("earshot", "exit 0");
  }

  private void program(String name, String does) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + does + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void theRealProgram() throws IOException {
    String line =
        Program.virtualMachine().stream().map(w -> "'" + w + "'").collect(Collectors.joining(" "));
    program("earshot", "exec " + line + " earshot.Main \"$@\"");
  }

  private Path drop(String text) throws IOException {
    return Files.writeString(boot.resolve("earshot.toml"), text);
  }

  private Ran takeIn() throws Exception {
    Path said = directory.resolve("said");
    var builder = new ProcessBuilder("sh", SCRIPT.toString());
    builder.environment().put("EARSHOT_ROOT", root.toString());
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().remove("OPENAI_API_KEY");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), Files.readString(said));
  }

  private String text(String name) throws IOException {
    return Files.readString(root.resolve(name));
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** What {@link #GOOD} becomes, and nothing beside it. */
  private void assertTakenIn() throws IOException {
    assertEquals(
        List.of(
            "etc/NetworkManager/system-connections/earshot.nmconnection",
            "etc/credstore.encrypted/earshot.openai-key",
            "etc/earshot/earshot.toml"),
        files());
    assertEquals("fx-yvir-0123456789nopqrs", text("etc/credstore.encrypted/earshot.openai-key"));
    assertEquals("rw-------", mode("etc/credstore.encrypted/earshot.openai-key"));
    String network = text("etc/NetworkManager/system-connections/earshot.nmconnection");
    assertTrue(network.contains("\nssid=75;195;188;99;104;101;59;32;111;98;101;110;\n"), network);
    assertTrue(network.contains("\npsk=correct\\\\horse\n"), network);
    assertEquals("rw-------", mode("etc/NetworkManager/system-connections/earshot.nmconnection"));
    String configuration = text("etc/earshot/earshot.toml");
    assertTrue(configuration.contains("\nkey = \"credential:earshot.openai-key\"\n"));
    assertTrue(configuration.contains("\nkey = \"is a word here\"\n"));
    assertFalse(configuration.contains("wifi"), configuration);
    assertEquals("rw-r--r--", mode("etc/earshot/earshot.toml"));
  }

  private static void assertNoSecret(String where, String text) {
    for (String secret : List.of(KEY, PASSPHRASE, PLAIN_PASSPHRASE)) {
      assertFalse(text.contains(secret), where + ": " + text);
    }
  }

  @Test
  void aGoodFileIsTakenInAndWiped() throws Exception {
    theRealProgram();
    drop(GOOD);
    Ran ran = takeIn();
    assertEquals(0, ran.code(), ran::said);
    assertTakenIn();
    assertNoSecret("said", ran.said());
    String told = Files.readString(calls);
    assertNoSecret("command lines", told);
    assertTrue(told.contains("systemd-creds encrypt --name=earshot.openai-key - "), told);
    assertTrue(told.contains("nmcli connection load "), told);
    assertEquals(0, takeIn().code(), "nothing to do");
  }

  @Test
  void aFileFromAnotherSystemsEditorIsTakenIn() throws Exception {
    drop("\uFEFF" + GOOD.replace("\n", "\r\n"));
    Ran ran = takeIn();
    assertEquals(0, ran.code(), ran::said);
    assertTakenIn();
  }

  @Test
  void aBadFileStaysAndTheReportHasNoSecret() throws Exception {
    theRealProgram();
    String former = "[board]\nname = \"sim\"\n";
    Files.createDirectories(root.resolve("etc/earshot"));
    Files.writeString(root.resolve("etc/earshot/earshot.toml"), former);
    String bad = GOOD.replace("voice-hat", "voice-hut").replace("country", "county");
    drop(bad);
    Ran ran = takeIn();
    assertEquals(1, ran.code(), ran::said);
    assertEquals(
        List.of(
            "boot/firmware/earshot-problems.txt",
            "boot/firmware/earshot.toml",
            "etc/earshot/earshot.toml"),
        files());
    assertEquals(bad, text("boot/firmware/earshot.toml"));
    assertEquals(former, text("etc/earshot/earshot.toml"));
    String report = text("boot/firmware/earshot-problems.txt");
    assertTrue(report.contains("earshot.toml:8: board.name"), report);
    assertTrue(report.contains("\"voice-hat\""), report);
    assertTrue(report.contains("line 5: [wifi] has ssid"), report);
    assertNoSecret("report", report);
    assertNoSecret("said", ran.said());
    assertEquals("", Files.readString(calls), "before anything was handed over");

    drop(GOOD);
    assertEquals(0, takeIn().code(), "mended");
    assertEquals(former, text("etc/earshot/earshot.toml.old"));
    assertFalse(files().contains("boot/firmware/earshot-problems.txt"));
  }

  @Test
  void whatEverAProgramSaysSecretsAreCovered() throws Exception {
    program("earshot", "cat \"$3\"; exit 78");
    drop("[service]\nkey = " + KEY + " # unquoted\n[wifi]\npassphrase = \"" + PASSPHRASE + "\"\n");
    Ran ran = takeIn();
    assertEquals(1, ran.code());
    String report = text("boot/firmware/earshot-problems.txt");
    assertTrue(report.contains("***") && report.contains("needs ssid"), report);
    assertNoSecret("report", report);
    assertNoSecret("said", ran.said());
  }

  @Test
  void withoutEncryptionRootAloneReadsTheKey() throws Exception {
    program("systemd-creds", "exit 1");
    drop(GOOD);
    Ran ran = takeIn();
    assertEquals(0, ran.code(), ran::said);
    assertTrue(ran.said().contains("could not encrypt"), ran::said);
    assertEquals(KEY, text("etc/credstore/earshot.openai-key"));
    assertEquals("rw-------", mode("etc/credstore/earshot.openai-key"));
    assertNoSecret("said", ran.said());
  }

  @Test
  void onlyWifiLeavesTheConfigurationAlone() throws Exception {
    program("earshot", "exit 78");
    drop("[wifi]\nssid = \"open house\"\n");
    Ran ran = takeIn();
    assertEquals(0, ran.code(), ran::said);
    assertEquals(List.of("etc/NetworkManager/system-connections/earshot.nmconnection"), files());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsReportedAndNothingIsLost() throws Exception {
    program("mv", "case $* in *earshot.toml.boot*) exit 1 ;; esac\nexec /bin/mv \"$@\"");
    drop(GOOD);
    assertEquals(1, takeIn().code());
    assertEquals(GOOD, text("boot/firmware/earshot.toml"));
    assertTrue(text("boot/firmware/earshot-problems.txt").contains("could not be written"));
  }

  /** The script is killed at each program that it starts, in turn; the next run ends well. */
  @Test
  void wheneverItIsInterruptedTheNextRunEndsWell() throws Exception {
    int steps = 0;
    boolean killed = true;
    while (killed) {
      steps++;
      aMachine();
      Path left = Files.writeString(directory.resolve("left"), steps + "\n");
      String countdown =
          "read -r n <%1$s; echo $((n - 1)) >%1$s; [ $n != 1 ] || kill -9 $PPID\n".formatted(left);
      for (String name : List.of("mkdir", "chmod", "sync", "mv", "rm", "dd", "cp", "cat")) {
        program(name, countdown + "exec /bin/" + name + " \"$@\"");
      }
      for (String name : List.of("systemd-creds", "nmcli", "earshot")) {
        Path file = programs.resolve(name);
        program(name, countdown + Files.readString(file));
      }
      drop(GOOD);
      killed = takeIn().code() == 137;
      String where = "killed at step " + steps;
      if (killed && !Files.exists(boot.resolve("earshot.toml"))) {
        assertTrue(Files.exists(root.resolve("etc/earshot/earshot.toml")), where);
      }
      aMachine();
      for (String name : List.of("mkdir", "chmod", "sync", "mv", "rm", "dd", "cp", "cat")) {
        Files.delete(programs.resolve(name));
      }
      Ran again = takeIn();
      assertEquals(0, again.code(), where + again.said());
      assertTakenIn();
      assertTrue(steps < 100);
      for (String file : files()) Files.delete(root.resolve(file));
    }
    assertTrue(steps > 20, "only " + steps + " steps");
  }
}
