package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.simulator.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What looks after a device, as processes beside a running daemon: doctor, report, setup. */
@Timeout(300)
class CareProcessTest {

  private static final String KEY = "canary-key-81c2";
  private static final String WORDS = "canary-words-17d3";
  private static final String TOLD = "canary-told-59e4";

  @TempDir Path directory;

  private static Map<String, String> pages(Path zip) throws Exception {
    Map<String, String> pages = new LinkedHashMap<>();
    try (var in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        pages.put(each.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return pages;
  }

  private static String page(Map<String, String> pages, String name) {
    return pages.getOrDefault("earshot-report/" + name, "");
  }

  @Test
  void theReportOfARunningDaemonHasAllThatHelpsAndNothingPrivate() throws Exception {
    Path key = Files.writeString(directory.resolve("key"), KEY);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    try (var service = Service.playing(Script.usual())) {
      Path config =
          Files.writeString(
              directory.resolve("earshot.toml"),
              """
              [board]
              name = "sim"
              [service]
              provider = "custom"
              url = "%s"
              key = "file:%s"
              instructions = "You are %s."
              [service.transcription]
              model = "gpt-4o-mini-transcribe"
              """
                  .formatted(service.url(), key, TOLD));
      try (var daemon = new Program.Plan(directory, "run").config(config).start().up()) {
        daemon.reach("ready");
        JsonNode answer = daemon.call("ask", "text", WORDS);
        String said = answer.path("transcript").asText();
        assertFalse(said.isEmpty(), answer::toString);

        Path zip = directory.resolve("report.zip");
        try (var report =
            new Program.Plan(directory, "report", zip.toString()).config(config).start()) {
          assertEquals(0, report.end(), report::errNow);
        }
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)));
        Map<String, String> pages = pages(zip);
        for (String secret : List.of(KEY, WORDS, TOLD, said)) {
          pages.forEach(
              (name, text) -> assertFalse(text.contains(secret), name + " holds " + secret));
        }
        assertTrue(page(pages, "configuration.toml").contains("name = \"sim\""));
        assertTrue(page(pages, "events.txt").contains("Connected"));
        assertTrue(page(pages, "metrics.txt").contains("earshot_text_turns_total 1"));
        assertTrue(page(pages, "status.json").contains("\"link\" : \"ready\""));
        assertTrue(page(pages, "doctor.json").contains("board-simulated"));
        assertFalse(page(pages, "doctor.json").contains("not-running"));
        assertTrue(page(pages, "version.txt").contains("java 25"));
      }
    }
  }

  @Test
  void whatIsFoundIsSaidByTheDaemonInItsOwnWords() throws Exception {
    try (var daemon =
        new Program.Plan(directory, "run", "--board", "sim")
            .set("service.provider", "custom")
            .set("service.url", "ws://127.0.0.1:9/v1/realtime")
            .start()
            .up()) {
      Await.until("it knows", () -> daemon.call("status").path("troubles").size() > 0);
      long before = heard(daemon);
      try (var doctor = new Program.Plan(directory, "doctor", "--speak", "--no-network").start()) {
        doctor.end();
      }
      Await.until("it has been said", () -> heard(daemon) > before + 12_000);
      // That nobody answers there is no fault of the device.
      try (var health = new Program.Plan(directory, "doctor", "--health").start()) {
        assertEquals(0, health.end(), health::errNow);
      }
    }
  }

  private static long heard(Program daemon) throws Exception {
    for (String line : daemon.call("metrics").path("text").asText().lines().toList()) {
      if (line.startsWith("earshot_heard_samples_total ")) {
        return Long.parseLong(line.split(" ")[1]);
      }
    }
    return 0;
  }

  @Test
  void theDoctorTellsMachinesOneDocumentAndAWrongConfigurationByItsExitCode() throws Exception {
    Path config =
        Files.writeString(directory.resolve("earshot.toml"), "[talk]\nmode = \"shout\"\n");
    try (var doctor = new Program.Plan(directory, "doctor", "--json").config(config).start()) {
      assertEquals(78, doctor.end(), doctor::errNow);
      JsonNode document = new ObjectMapper().readTree(Files.readString(doctor.out));
      assertFalse(document.path("ok").asBoolean(true));
      assertTrue(document.toString().contains("configuration-wrong"));
      assertTrue(document.toString().contains("not-running"));
    }
  }

  @Test
  void theAnswersOfAPersonBecomeAConfigurationAndAKeyThatOnlyItsOwnerReads() throws Exception {
    Path config = directory.resolve("etc/earshot.toml");
    try (var service = Service.playing(Script.usual())) {
      String answers =
          String.join(
              "\n", "sim", "custom", service.url(), "You say \"hi\"", KEY, "never", "tap", "");
      Path in = Files.writeString(directory.resolve("answers"), answers);
      try (var setup = new Program.Plan(directory, "setup").config(config).in(in).start()) {
        setup.end();
        String said = Files.readString(setup.out);
        assertTrue(said.contains("That is none of them."), said);
        assertTrue(said.contains("Wrote " + config), said + setup.err());
        assertFalse((said + setup.err()).contains(KEY));
      }
      Path key = directory.resolve("etc/openai.key");
      assertEquals(KEY + "\n", Files.readString(key));
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
      assertFalse(Files.readString(config).contains(KEY));
      // What it wrote is what a daemon talks with; the board is known to have no button to press.
      try (var daemon = new Program.Plan(directory, "run").config(config).start().up()) {
        daemon.reach("ready");
      }
    }
  }

  @Test
  void ofABoardThatIsKnownNothingIsAskedThatIsKnown() throws Exception {
    Path config = directory.resolve("earshot.toml");
    String answers = String.join("\n", "voice-hat", "simulator", "", "hold", "");
    Path in = Files.writeString(directory.resolve("answers"), answers);
    try (var setup = new Program.Plan(directory, "setup").config(config).in(in).start()) {
      setup.end();
      assertTrue(Files.exists(config), () -> setup.errNow());
      String written = Files.readString(config);
      assertTrue(written.contains("name = \"voice-hat\""), written);
      assertFalse(written.contains("_card") || written.contains("_line"), written);
    }
  }

  @Test
  void whoStopsAnsweringOrAnswersWronglyHasChangedNothing() throws Exception {
    Path config = directory.resolve("earshot.toml");
    for (String answers : List.of("sim\ncustom\n", "sim\ncustom\nnowhere\n\n" + KEY + "\nhold\n")) {
      Path in = Files.writeString(directory.resolve("answers"), answers);
      try (var setup = new Program.Plan(directory, "setup").config(config).in(in).start()) {
        assertTrue(setup.end() > 0);
      }
      assertFalse(Files.exists(config));
      assertFalse(Files.exists(directory.resolve("openai.key")));
    }
  }

  @Test
  void whoWatchesSeesStatesAndWhatIsSaidAndOthersFindNothingOfIt() throws Exception {
    try (var service = Service.playing(Script.usual());
        var daemon =
            new Program.Plan(directory, "run", "--board", "sim")
                .set("service.provider", "custom")
                .set("service.url", service.url())
                .with(Map.of("OPENAI_API_KEY", KEY))
                .start()
                .up()) {
      daemon.reach("ready");
      try (var health = new Program.Plan(directory, "doctor", "--health").start()) {
        assertEquals(0, health.end(), health::errNow);
        assertEquals("healthy\n", Files.readString(health.out));
      }
      try (var say = new Program.Plan(directory, "say", "The", "door", "is", "open.").start()) {
        assertEquals(0, say.end(), say::errNow);
      }
      assertTrue(service.said(true).toString().contains("nothing else: The door is open."));
      try (var watch = new Program.Plan(directory, "watch").start()) {
        Await.until("it watches", () -> Files.readString(watch.out).contains("idle; link ready"));
        String said = daemon.call("ask", "text", "hello").path("transcript").asText();
        assertFalse(said.isEmpty());
        Await.until("it shows what is said", () -> Files.readString(watch.out).contains(said));
        daemon.terminatedAfterMillis();
        assertEquals(0, watch.end(), watch::errNow);
      }
      assertFalse(daemon.err().contains("assistant"));
      try (var health = new Program.Plan(directory, "doctor", "--health").start()) {
        assertEquals(64, health.end(), health::errNow);
      }
    }
  }
}
