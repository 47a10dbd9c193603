package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.document.Document;
import earshot.hal.sim.SimTime;
import earshot.link.LinkState;
import earshot.protocol.PublishedProtocol;
import earshot.realtime.Provider;
import earshot.simulator.ErrorForms;
import earshot.simulator.ErrorForms.Form;
import earshot.simulator.ErrorForms.Place;
import earshot.simulator.ErrorForms.Words;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import earshot.telemetry.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the device does with every way in which a service says no: the table in ERRORS.md is what
 * happens here. {@code -Dearshot.write=true} writes it anew.
 */
class ErrorsTableTest {

  private static final Document DOCUMENT =
      new Document(Path.of("ERRORS.md"), "<!-- errors -->\n", "<!-- end -->\n");
  private static final String ANSWER = "the answer";

  /** A tenth of a second is too little to be known by. */
  private static final int LEAST = 2_400;

  private static final Prompts PROMPTS =
      new Prompts("en", Path.of("there-is-no-such-place"), new Journal(new SimTime(0, 0), 10));

  private static final Map<String, short[]> KNOWN = known();

  private static Map<String, short[]> known() {
    Map<String, short[]> known = new LinkedHashMap<>();
    known.put(ANSWER, Voices.clip("weather"));
    known.put(ANSWER + " ", Voices.clip("greeting"));
    for (Prompt each : Prompt.values()) known.put("*" + each.id() + "*", PROMPTS.samples(each));
    return known;
  }

  @Test
  void theDocumentSaysWhatHappens() throws Exception {
    String table =
        "| where | the service says | the device | the listener hears | status |\n"
            + "|---|---|---|---|---|\n"
            + ErrorForms.all().stream().map(ErrorsTableTest::row).collect(Collectors.joining());
    DOCUMENT.says(table, ErrorsTableTest.class);
    assertFalse(table.contains("stuck"), "no error leaves it stuck");
  }

  @Test
  void everyPublishedFormIsOneOfThem() {
    List<Form> left = new ArrayList<>(ErrorForms.all());
    for (JsonNode row : PublishedProtocol.find().read("errors.json")) {
      Optional<Form> form = left.stream().filter(each -> says(each.words(), row)).findFirst();
      assertTrue(form.isPresent(), () -> "no form, or not one of its own, is " + row);
      left.remove(form.orElseThrow());
    }
  }

  private static boolean says(Words words, JsonNode row) {
    return Objects.equals(words.code(), row.path("code").textValue())
        && Objects.equals(words.type(), row.path("type").textValue())
        && words.http() == row.path("http").asInt()
        && (!row.path("param").isTextual() || row.path("param").asText().equals(words.param()))
        && (!row.path("message").isTextual()
            || words.message() != null
                && words.message().matches(verbatim(row.path("message").asText())));
  }

  /** Letter by letter, but for what stands for something, or was left out. */
  private static String verbatim(String message) {
    var pattern = new StringBuilder();
    Matcher open = Pattern.compile("<[a-z]+>|resp_X|\\.\\.\\.").matcher(message);
    int from = 0;
    for (; open.find(); from = open.end()) {
      pattern.append(Pattern.quote(message.substring(from, open.start()))).append(".*");
    }
    return pattern + Pattern.quote(message.substring(from));
  }

  private static String row(Form form) {
    var plan = new House.Plan();
    plan.script = form.in(Script.usual());
    plan.dialect = form.dialect();
    plan.turns = form.place() == Place.CHAT;
    plan.prompts = PROMPTS;
    boolean azure = form.name().startsWith("azure");
    plan.provider = azure ? Provider.AZURE : Provider.OPENAI;
    if (azure) plan.azureResource = "name";
    plan.key = "sk-test";
    try (House house = new House(plan)) {
      house.time.runFor(3 * House.SECOND);
      before(house, form.place());
      house.wanted.clear();
      long asked = ask(house, form.place());
      List<String> heard = heard(house);
      int soFar = 0;
      while (!heard.contains(ANSWER) && house.time.nanos() - asked < 90 * House.SECOND) {
        house.time.runFor(250 * House.MILLIS);
        if (house.wanted.size() != soFar) heard = heard(house);
        soFar = house.wanted.size();
      }
      int whole = Voices.clip(clip(form.place())).length;
      long begun = (house.time.nanos() - asked) / House.SECOND - whole / earshot.hal.Pcm.RATE;
      String told = heard.isEmpty() ? "nothing" : String.join(", ", heard);
      if (heard.contains(ANSWER) && begun > 2) told += ", late";
      // Whatever it was, the next question is answered, or a person is told what to mend.
      boolean parked = house.stage.appliance().loop().linkState() instanceof LinkState.Parked;
      boolean pausing = house.stage.appliance().loop().linkState() instanceof LinkState.Pausing;
      String does = does(house, parked, pausing);
      String status = status(house);
      house.time.runFor((pausing ? 660 : 120) * House.SECOND);
      house.wanted.clear();
      house.hold(Voices.clip("question-weather"));
      house.time.runFor(60 * House.SECOND);
      boolean answered = heard(house).contains(ANSWER);
      assertTrue(answered || parked, form.name() + ": " + house.state() + house.notes);
      return "| %s | %s | %s | %s | %s |\n"
          .formatted(form.place().name().toLowerCase(Locale.ROOT), form.name(), does, told, status);
    }
  }

  /** What there has to be before it can be refused. */
  private static void before(House house, Place place) {
    switch (place) {
      case INTERRUPTION -> {
        house.hold(Voices.clip("question-story"));
        house.reach("speaking", 10);
        house.time.runFor(House.SECOND);
      }
      case RETELLING -> {
        house.hold(Voices.clip("question-timer"));
        house.reach("speaking", 10);
        house.reach("idle", 20);
        house.stage.wire().unplug();
        house.stage.wire().mend();
        house.time.runFor(10 * House.SECOND);
        house.troubles.clear();
      }
      default -> {}
    }
  }

  /** When it was asked. */
  private static long ask(House house, Place place) {
    if (place == Place.WRITING) house.stage.ask("hello", "a1");
    else house.hold(Voices.clip("question-weather"));
    return house.time.nanos();
  }

  private static String clip(Place place) {
    return place == Place.WRITING ? "greeting" : "weather";
  }

  /** Everything that was heard, by its name, in order. */
  private static List<String> heard(House house) {
    short[] all = house.wanted.all();
    List<String> names = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      String name = "";
      int longest = 0;
      for (var each : KNOWN.entrySet()) {
        int same = same(all, at, each.getValue());
        if (same <= longest) continue;
        longest = same;
        boolean whole = same == each.getValue().length;
        name = whole ? each.getKey().strip() : "a part of " + each.getKey().strip();
      }
      // A tail of what was cut off has no name, and little of it is left.
      if (longest >= LEAST) names.add(name);
      at += Math.max(1, longest);
    }
    return names;
  }

  private static int same(short[] all, int at, short[] sound) {
    int length = Math.min(all.length - at, sound.length);
    int mismatch = Arrays.mismatch(all, at, at + length, sound, 0, length);
    return mismatch < 0 ? length : mismatch;
  }

  private static String does(House house, boolean parked, boolean pausing) {
    if (parked) return "parks until the configuration changes";
    if (pausing) return "waits, and connects again";
    if (!house.troubles.isEmpty()) return "connects again";
    for (String note : house.notes) {
      switch (note.replaceFirst(":.*", "")) {
        case "AGAIN_LATER" -> {
          return "waits, and asks again";
        }
        case "FAILED" -> {
          return "gives this answer up";
        }
        case "TOO_SHORT" -> {
          return "takes it for no question";
        }
        default -> {}
      }
    }
    return "goes on";
  }

  private static String status(House house) {
    var all = new LinkedHashSet<>(house.troubles);
    for (String note : house.notes) {
      if (note.startsWith("AGAIN_LATER")) all.add("again-later");
      if (note.startsWith("FAILED")) all.add("answer-failed");
    }
    return String.join(", ", all);
  }
}
