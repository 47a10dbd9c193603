package earshot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.config.Config.EchoName;
import earshot.hal.BoardSettings;
import earshot.hal.Boards;
import earshot.hal.Clock;
import earshot.hal.dsp.MicArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Boards that are known by name, and a user's own. */
class ProfilesTest {

  @TempDir Path directory;

  private final ConfigReader reader =
      new ConfigReader(Boards.all(), Map.of("OPENAI_API_KEY", "k")::get);

  private Reading read(String text, String... sets) throws IOException {
    Path file = Files.writeString(directory.resolve("earshot.toml"), text);
    return reader.read(new Sources(file, null, List.of(sets)));
  }

  private Reading.Good good(String text, String... sets) throws IOException {
    Reading reading = read(text, sets);
    return assertInstanceOf(Reading.Good.class, reading, reading::toString);
  }

  private String bad(String text) throws IOException {
    Reading reading = read(text);
    return assertInstanceOf(Reading.Bad.class, reading, reading::toString).problems().toString();
  }

  static List<String> builtIn() {
    return Profiles.BUILT_IN;
  }

  private Path own(String name, String text) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("boards"));
    return Files.writeString(folder.resolve(name + ".toml"), text);
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void eachThatComesWithTheProgramIsWhole(String name) throws IOException {
    Reading.Good good = good("board.name = \"" + name + "\"");
    var board = good.config().board();
    assertEquals(name, board.name());
    assertNotNull(Boards.named(board.parts()));
    // What it says of its channels is possible.
    var array =
        MicArray.of(
            new BoardSettings(
                name,
                board.options(),
                Clock.system(),
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream()));
    Object channels = board.options().get("mic_channels");
    if (channels != null) assertTrue(array.leastChannels() <= ((Number) channels).intValue());
    Profile profile = new Profiles(directory).named(name);
    if (profile == null) throw new AssertionError(name);
    assertFalse(profile.facts().tried(), "nobody has tried it yet");
    assertTrue(profile.text().lines().findFirst().orElse("").startsWith("# "), "says what it is");
    assertTrue(profile.text().contains("ot tried on hardware"));
    assertFalse(profile.facts().sources().isEmpty());
    assertFalse(profile.facts().driver().isBlank());
    for (String line : profile.facts().overlay()) assertTrue(line.matches("dt\\w+=\\S+"), line);
    assertEquals("reference".equals(profile.facts().echo()), array.reference() >= 0);
  }

  @Test
  void theUsersOwnSettingsWinAndEachValueSaysWhereItCameFrom() throws IOException {
    Reading.Good good =
        good("board.name = \"respeaker-2mic\"\nboard.mic_bits = 16\n", "board.led_line=GPIO12");
    Map<String, Object> options = good.config().board().options();
    assertEquals("seeed2micvoicec", options.get("mic_card"));
    assertEquals("steer", options.get("mic_array"));
    assertEquals(16L, options.get("mic_bits"));
    String shown = ConfigPrinter.toml(good.settings(), false);
    assertTrue(shown.contains("mic_card = \"seeed2micvoicec\"  # board respeaker-2mic:"), shown);
    assertTrue(shown.contains("mic_bits = 16  # " + directory), shown);
    assertTrue(shown.contains("led_line = \"GPIO12\"  # --set:1"), shown);
    // What is shown is a configuration, and the same one.
    assertEquals(good.config(), good(shown).config());
  }

  @Test
  void aBoardThatTakesItsEchoOutItselfNeedsNoCancellerOfOursUnlessSomebodyWantsIt()
      throws IOException {
    for (String board : List.of("respeaker-xvf3800", "respeaker-lite", "usb-speakerphone")) {
      assertEquals(EchoName.HARDWARE, echo(board, ""));
      assertEquals(EchoName.HARDWARE, echo(board, "microphones.echo = \"auto\"\n"));
      assertEquals(EchoName.ON, echo(board, "microphones.echo = \"on\"\n"));
    }
    assertEquals(EchoName.AUTO, echo("respeaker-2mic", ""));
    String shown = ConfigPrinter.toml(good("board.name = \"respeaker-lite\"").settings(), false);
    assertTrue(shown.contains("echo = \"hardware\"  # board respeaker-lite"), shown);
  }

  private EchoName echo(String board, String more) throws IOException {
    return good("board.name = \"" + board + "\"\n" + more).config().microphones().echo();
  }

  @Test
  void aChannelThatWasChosenIsChosenAgainstTheArray() throws IOException {
    var options = good("board.name = \"respeaker-6mic\"\nboard.mic_channel = 3").config().board();
    assertFalse(options.options().containsKey("mic_array"));
  }

  @Test
  void anUnknownBoardIsToldWithTheNearestName() throws IOException {
    String problems = bad("board.name = \"respeaker-2mics\"");
    assertTrue(problems.contains("\"respeaker-2mic\""), problems);
  }

  @Test
  void aUsersOwnFileIsABoardAndWinsOverOneOfTheSameName() throws IOException {
    own(
        "porch",
        """
        summary = "eight in a ring"
        [board]
        mic_card = "Porch"
        mic_used = "0-7"
        mic_array = "steer"
        mic_geometry = "circle 50"
        button_line = "GPIO5"
        [facts]
        overlay = ["dtoverlay=porch"]
        """);
    Path voice = own("voice-hat", "parts = \"desktop\"\n[board]\nmic_card = \"Mine\"\n");
    var board = good("board.name = \"porch\"").config().board();
    assertEquals("pi-generic", board.parts());
    assertEquals("Porch", board.options().get("mic_card"));
    Reading.Good mine = good("board.name = \"voice-hat\"");
    assertEquals("desktop", mine.config().board().parts());
    assertEquals(Map.of("mic_card", "Mine"), mine.config().board().options());
    String shown = ConfigPrinter.toml(mine.settings(), false);
    assertTrue(shown.contains("# " + voice + ":3"), shown);
  }

  @Test
  void mistakesInAUsersFileAreToldWithTheirPlaceAllAtOnce() throws IOException {
    Path file =
        own(
            "porch",
            """
            sumary = "ring"
            [board]
            mic_crad = "Porch"
            mic_rate = "fast"
            [facts]
            overlays = []
            echo = "perhaps"
            mixer = "loud"
            """);
    String problems = bad("board.name = \"porch\"");
    for (String one :
        List.of(
            file + ":1: sumary: a board's file has no such key. Try: summary",
            file + ":3: board.mic_crad: board porch has no such option. Try: board.mic_card",
            file + ":4: board.mic_rate: \"fast\" is text",
            file + ":6: facts.overlays: a board's file has no such key. Try: facts.overlay",
            file + ":7: facts.echo: no such word. Try: none, reference, hardware",
            file + ":8: facts.mixer: this is no list")) {
      assertTrue(problems.contains(one), one + " is not in " + problems);
    }
    own("porch", "parts = \"pi-genric\"\n");
    problems = bad("board.name = \"porch\"");
    assertTrue(problems.contains("porch.toml:1: parts: there is no board \"pi-genric\""), problems);
    own("porch", "summary = \n");
    problems = bad("board.name = \"sim\"");
    assertTrue(problems.contains(file + ":1: "), problems);
  }

  @Test
  void theyStandInTheTableOfBoardsForHelpAndSchema() {
    String help = ConfigPrinter.help(reader.boards());
    String schema = ConfigPrinter.schema(reader.boards()).toString();
    for (String name : Profiles.BUILT_IN) {
      assertTrue(help.contains("      " + name + ": "), help);
      assertTrue(schema.contains("\"" + name + "\""));
      assertTrue(String.valueOf(reader.profile(name)).contains("[facts]"));
    }
    assertTrue(help.contains("the options of pi-generic"), help);
  }
}
