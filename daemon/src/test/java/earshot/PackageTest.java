package earshot;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.hal.Boards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Debian packages are made of, as far as it can be judged without building them. */
class PackageTest {

  private static final Path ROOT = Path.of("..");
  private static final Path DEB = ROOT.resolve("provisioning/deb");
  private static final Path UNITS = ROOT.resolve("systemd");

  @TempDir Path directory;

  private record Ran(int code, String said) {}

  private Ran run(String... line) throws Exception {
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), Files.readString(said));
  }

  private static boolean has(String program) {
    for (String place : List.of("/usr/bin", "/bin")) {
      if (Files.isExecutable(Path.of(place, program))) return true;
    }
    return false;
  }

  /** The configuration that comes with the package, with its comment signs taken away. */
  private String uncommented() throws IOException {
    String text = Files.readString(DEB.resolve("earshot.toml"));
    return Pattern.compile("^# (?=\\[|[a-z_]+ = )", Pattern.MULTILINE).matcher(text).replaceAll("");
  }

  @Test
  void theConfigurationOfThePackageWaitsToBeOne() throws Exception {
    var reader = new ConfigReader(Boards.all(), name -> null);
    var asItIs = reader.read(new Sources(DEB.resolve("earshot.toml"), null, List.of()));
    var problems = assertInstanceOf(Reading.Bad.class, asItIs).problems();
    assertEquals(List.of("service.key"), problems.stream().map(p -> p.key()).toList());
    Path taken = Files.writeString(directory.resolve("earshot.toml"), uncommented());
    assertTrue(Files.readString(taken).contains("\nkey = \"credential:earshot."), "uncommented");
    assertInstanceOf(Reading.Good.class, reader.read(new Sources(taken, null, List.of())));
  }

  @Test
  void everyLibraryHasItsLicence() throws IOException {
    String copyright = Files.readString(DEB.resolve("copyright"));
    List<String> missing = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("runtime-dependencies.txt"))) {
      String library = line.strip().split(":", -1).length < 3 ? "" : line.strip().split(":", -1)[1];
      if (!library.isEmpty() && !copyright.contains("/" + library + "-")) missing.add(library);
    }
    assertEquals(List.of(), missing);
  }

  @ParameterizedTest
  @CsvSource({
    "earshot.service,/usr/bin/earshot run --wait",
    "earshot-boot-file.service,/usr/lib/earshot/take-in"
  })
  void theServiceManagerUnderstandsTheUnits(String name, String started) throws Exception {
    assumeTrue(has("systemd-analyze"), "systemd is not installed here");
    // It looks for the program that is started, which is not installed here.
    String unit = Files.readString(UNITS.resolve(name));
    assertTrue(unit.contains("\nExecStart=" + started + "\n"), unit);
    Path here = directory.resolve(name);
    Files.writeString(here, unit.replace(started, "/bin/true"));
    Ran ran = run("systemd-analyze", "verify", "--man=no", here.toString());
    List<String> about =
        ran.said()
            .lines()
            .filter(line -> line.contains(name))
            // The systemd of Debian 12 is older than the one the unit is for.
            .filter(
                line ->
                    !line.matches(
                        ".*Unknown key (name )?'(RestartSteps|RestartMaxDelaySec|"
                            + "ImportCredential)'.*"))
            .toList();
    assertEquals(List.of(), about);
  }

  @Test
  void theUserComesFromTheTableOfUsers() throws Exception {
    assumeTrue(has("systemd-sysusers"), "systemd is not installed here");
    String table = UNITS.resolve("earshot.sysusers").toString();
    Ran ran = run("systemd-sysusers", "--dry-run", "--root=" + directory, table);
    assertTrue(!ran.said().contains("earshot.sysusers:"), ran::said);
  }

  @Test
  void everyGroupOfTheUnitIsInTheTableOfUsers() throws IOException {
    String unit = Files.readString(UNITS.resolve("earshot.service"));
    var groups = Pattern.compile("^SupplementaryGroups=(.*)$", Pattern.MULTILINE).matcher(unit);
    assertTrue(groups.find());
    String users = Files.readString(UNITS.resolve("earshot.sysusers"));
    for (String group : groups.group(1).split(" ", -1)) {
      assertTrue(users.contains("\nm earshot " + group + "\n"), group);
    }
  }

  @Test
  void thePackageInstallsAndEnablesEveryUnit() throws IOException {
    String pack = Files.readString(ROOT.resolve("provisioning/package"));
    String after = Files.readString(DEB.resolve("postinst"));
    String purge = Files.readString(DEB.resolve("postrm"));
    for (String unit : List.of("earshot.service", "earshot-boot-file.service")) {
      assertTrue(pack.contains("$into/usr/lib/systemd/system/" + unit), unit);
      assertTrue(after.contains(" " + unit), unit);
      assertTrue(purge.contains(" " + unit), unit);
    }
    assertTrue(pack.contains("put 755 \"$root/provisioning/boot/take-in\" \"$app/take-in\""));
  }

  /** From source it is linked with them; the package's copy asks for none of them any more. */
  @Test
  void whatTheEchoCancellerIsLinkedWithIsNotNeededByThePackage() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    var needed = Pattern.compile("it needs the Debian packages `([^`]+)`").matcher(readme);
    assertTrue(needed.find());
    var without =
        Pattern.compile("(?m)^never_called='([^']+)'$")
            .matcher(Files.readString(ROOT.resolve("provisioning/package")));
    assertTrue(without.find());
    Set<String> packages =
        Arrays.stream(without.group(1).split(" ", -1))
            .map(library -> library.toLowerCase(Locale.ROOT))
            .map(library -> library.replaceFirst("(?<=\\d)\\.so\\.", "-"))
            .map(library -> library.replaceFirst("\\.so\\.", ""))
            .collect(toSet());
    assertEquals(Set.of(needed.group(1).split(" ", -1)), packages);
  }

  @Test
  void theScriptsOfThePackageAreScripts() throws Exception {
    for (Path script :
        List.of(
            DEB.resolve("postinst"),
            DEB.resolve("prerm"),
            DEB.resolve("postrm"),
            ROOT.resolve("provisioning/boot/take-in"),
            ROOT.resolve("provisioning/install.sh"),
            ROOT.resolve("provisioning/package"),
            ROOT.resolve("provisioning/virtual-device"),
            ROOT.resolve("provisioning/arm64-device"),
            ROOT.resolve("provisioning/virtual/arm64-root"),
            ROOT.resolve("provisioning/virtual/arm64-guest"),
            ROOT.resolve("provisioning/virtual/guest"))) {
      Ran ran = run("sh", "-n", script.toString());
      assertEquals(0, ran.code(), ran::said);
      assertTrue(Files.readString(script).startsWith("#!/bin/sh\n"), script::toString);
    }
  }
}
