package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.document.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;

/**
 * The script that installs the package, in a folder instead of a machine: {@code apt-get} and
 * {@code dpkg} are stand-ins. And the lines for {@code config.txt} in its README, which {@code
 * -Dearshot.write=true} writes anew.
 */
class InstallTest {

  private static final Path PROVISIONING = Path.of("../provisioning").toAbsolutePath();
  private static final Path README = PROVISIONING.resolve("README.md");
  private static final Path BOARDS = Path.of("src/main/resources/earshot/boards");
  private static final Document TABLE =
      new Document(README, "<!-- config.txt -->\n", "<!-- end -->\n");

  @TempDir Path directory;

  private Path programs;
  private Path calls;
  private Path config;

  private record Ran(int code, String said) {}

  @BeforeEach
  void aMachine() throws IOException {
    programs = Files.createDirectories(directory.resolve("programs"));
    calls = Files.writeString(directory.resolve("calls"), "");
    Files.createDirectories(directory.resolve("machine/usr"));
    Path boot = Files.createDirectories(directory.resolve("machine/boot/firmware"));
    config = Files.writeString(boot.resolve("config.txt"), "dtparam=i2s=on\n");
    Files.createDirectories(directory.resolve("machine/etc"));
    release("13");
    Files.writeString(directory.resolve("earshot.deb"), "");
    program("df", "printf 'Filesystem\\nx 1 1 900000 1 /\\n'");
    program("id", "echo 0");
    program("dpkg", "[ \"$1\" != --print-architecture ] || echo arm64; [ \"$3\" != gt ]");
    program(
        "dpkg-deb",
        "case $3 in Package) echo earshot ;; Architecture) echo arm64 ;; Version) echo 2 ;; esac");
    program("dpkg-query", "exit 1");
    program("apt-get", "echo \"apt-get $*\" >>" + calls);
    program("earshot", "cat '" + BOARDS.toAbsolutePath() + "'/\"$2\".toml");
  }

  private void release(String version) throws IOException {
    Files.writeString(
        directory.resolve("machine/etc/os-release"), "VERSION_ID=\"" + version + "\"\n");
  }

  private void program(String name, String does) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + does + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ran install(String... words) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("sh", PROVISIONING.resolve("install.sh").toString()));
    line.addAll(List.of(words));
    line.add(directory.resolve("earshot.deb").toString());
    Path said = directory.resolve("said");
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("EARSHOT_ROOT", directory.resolve("machine").toString());
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(said.toFile());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), Files.readString(said));
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    Ran ran = install("--dry-run", "--yes", "--board", "respeaker-2mic");
    assertEquals(0, ran.code(), ran::said);
    assertTrue(ran.said().contains("would run: env"), ran::said);
    assertTrue(ran.said().contains("\ndtoverlay=respeaker-2mic-v1_0\n"), ran::said);
    assertEquals("", Files.readString(calls));
    assertEquals("dtparam=i2s=on\n", Files.readString(config));
  }

  @Test
  void itInstallsAndAddsOnceWhatIsMissing() throws Exception {
    Ran ran = install("--yes", "--board", "respeaker-2mic");
    assertEquals(0, ran.code(), ran::said);
    assertTrue(Files.readString(calls).contains("earshot.deb"), ran::said);
    String added = Files.readString(config);
    assertTrue(added.endsWith("\ndtoverlay=respeaker-2mic-v1_0\n"), added);
    assertEquals(2, added.split("dtparam=i2s=on", -1).length, added);
    assertTrue(Files.exists(config.resolveSibling("config.txt.before-earshot")));
    program("dpkg-query", "echo installed 2");
    Files.writeString(calls, "");
    assertTrue(install("--yes", "--board", "respeaker-2mic").said().contains("installed already"));
    assertEquals("", Files.readString(calls));
    assertEquals(added, Files.readString(config));
  }

  @Test
  void withoutATerminalItAsksNothingAndLeavesTheBootFile() throws Exception {
    Files.createDirectories(directory.resolve("machine/etc/earshot"));
    Files.writeString(
        directory.resolve("machine/etc/earshot/earshot.toml"), "[board]\nname = \"voice-hat\"\n");
    Ran ran = install();
    assertEquals(0, ran.code(), ran::said);
    assertTrue(ran.said().contains("dtoverlay=googlevoicehat-soundcard"), ran::said);
    assertFalse(ran.said().contains("[y/N]"), ran::said);
    assertEquals("dtparam=i2s=on\n", Files.readString(config));
  }

  @Test
  void whatCannotBeSaysWhyWithACodeOfItsOwn() throws Exception {
    assertEquals(2, install("--no-such").code());
    release("12");
    Ran old = install();
    assertEquals(69, old.code(), old::said);
    assertTrue(old.said().contains("Debian 13"), old::said);
    release("13");
    program("id", "echo 1000");
    program("sudo", "exit 1");
    assertEquals(77, install().code());
    program("id", "echo 0");
    program("apt-get", "exit 100");
    assertEquals(1, install().code());
  }

  @Test
  void theReadmeHasTheLinesOfEveryProfile() throws Exception {
    StringBuilder table = new StringBuilder("| board | lines | driver |\n|---|---|---|\n");
    try (Stream<Path> files = Files.list(BOARDS)) {
      for (Path file : files.sorted().toList()) table.append(row(file));
    }
    TABLE.says(table.toString(), InstallTest.class);
  }

  private static String row(Path file) throws IOException {
    TomlParseResult profile = Toml.parse(file);
    TomlArray overlay = profile.getArrayOrEmpty("facts.overlay");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < overlay.size(); i++) lines.add("`" + overlay.getString(i) + "`");
    return "| `%s` | %s | %s |%n"
        .formatted(
            Pattern.compile("\\.toml$").matcher("" + file.getFileName()).replaceAll(""),
            lines.isEmpty() ? "none" : String.join("<br>", lines),
            profile.getString("facts.driver"));
  }
}
