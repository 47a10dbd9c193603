package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.link.LinkState;
import earshot.realtime.Provider;
import earshot.simulator.ErrorForms;
import earshot.simulator.ErrorForms.Form;
import earshot.simulator.ErrorForms.Place;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the device does with every way in which a service says no: the table in ERRORS.md is what
 * happens here. {@code -Dearshot.write=true} writes it anew.
 */
class ErrorsTableTest {

  private static final Path DOCUMENT = Path.of("ERRORS.md");
  private static final String BEGIN = "<!-- errors -->\n";
  private static final String END = "<!-- end -->\n";

  @Test
  void theDocumentSaysWhatHappens() throws Exception {
    String table =
        "| where | the service says | the device | the listener hears | status |\n|---|---|---|---|---|\n"
            + ErrorForms.all().stream().map(ErrorsTableTest::row).collect(Collectors.joining());
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    if (Boolean.getBoolean("earshot.write")) {
      Files.writeString(DOCUMENT, document.substring(0, begin) + table + document.substring(end));
    } else {
      assertEquals(
          document.substring(begin, end),
          table,
          "write it anew: mvn -pl hal,daemon test -Dtest=ErrorsTableTest -Dearshot.write=true"
              + " -Dsurefire.failIfNoSpecifiedTests=false");
    }
    assertFalse(table.contains("stuck"), "no error leaves it stuck");
  }

  private static String row(Form form) {
    var plan = new House.Plan();
    plan.script = form.in(Script.usual());
    plan.turns = form.place() == Place.CHAT;
    boolean azure = form.name().startsWith("azure");
    plan.provider = azure ? Provider.AZURE : Provider.OPENAI;
    if (azure) plan.azureResource = "name";
    plan.key = "sk-test";
    try (House house = new House(plan)) {
      house.time.runFor(3 * House.SECOND);
      house.hold(Voices.clip("question-weather"));
      long asked = house.time.nanos();
      int whole = Voices.clip("weather").length;
      while (house.wanted.size() < whole && house.time.nanos() - asked < 90 * House.SECOND) {
        house.time.runFor(100 * House.MILLIS);
      }
      boolean heard = house.wanted.size() >= whole;
      long begun = (house.time.nanos() - asked) / House.SECOND - whole / earshot.hal.Pcm.RATE;
      boolean parked = house.stage.appliance().loop().linkState() instanceof LinkState.Parked;
      // Whatever it was, the next question is answered, or a person is told what to mend.
      house.wanted.clear();
      house.time.runFor(120 * House.SECOND);
      house.hold(Voices.clip("question-weather"));
      house.time.runFor(60 * House.SECOND);
      boolean answered = house.wanted.size() >= whole;
      assertTrue(answered || parked, form.name() + ": " + house.state() + house.notes);
      return "| "
          + form.place().name().toLowerCase(java.util.Locale.ROOT)
          + " | "
          + form.name()
          + " | "
          + does(house, parked)
          + " | "
          + (heard ? begun > 2 ? "the answer, late" : "the answer" : "nothing")
          + " | "
          + status(house)
          + " |\n";
    }
  }

  private static String does(House house, boolean parked) {
    if (parked) return "parks until the configuration changes";
    if (!house.troubles.isEmpty()) return "connects again";
    if (house.notes.stream().anyMatch(n -> n.startsWith("AGAIN_LATER"))) {
      return "waits, and asks again";
    }
    if (house.notes.stream().anyMatch(n -> n.startsWith("FAILED"))) return "gives this answer up";
    if (!house.notes.isEmpty()) return house.notes.getFirst().replaceFirst(":.*", "");
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
