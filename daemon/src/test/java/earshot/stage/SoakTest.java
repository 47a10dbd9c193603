package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.link.LinkState;
import earshot.realtime.AudioFormat;
import earshot.realtime.SessionSpec;
import earshot.realtime.SessionSpec.Tool;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import earshot.simulator.Script.Cue;
import earshot.simulator.Terms;
import earshot.simulator.Voices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Days and weeks of talk on virtual time: what rotates, what goes wrong, and what must not grow.
 */
class SoakTest {

  private static final long HOUR = 3600 * House.SECOND;
  private static final ObjectMapper JSON = new ObjectMapper();

  private int results;

  private House house(long sessionMillis, long seed) {
    List<House> houses = new ArrayList<>();
    var plan = new House.Plan();
    plan.seed = seed;
    plan.keep = false;
    plan.log = false;
    Terms terms = Terms.USUAL;
    plan.script =
        Script.usual()
            .with(Cue.on("time", Answer.call("get_time", "{}")))
            .with(Cue.after("get_time", Answer.say("The tool says {input}.")))
            .with(
                new Terms(
                    terms.keys(),
                    terms.models(),
                    terms.beta(),
                    sessionMillis,
                    terms.latencyMillis(),
                    0,
                    0));
    // As the device is delivered: without it a day would be one long bill.
    plan.details =
        new SessionSpec.Details(
            null,
            false,
            AudioFormat.PCM,
            AudioFormat.PCM,
            new SessionSpec.Truncation.Retaining(0.5, 8_000),
            null,
            null,
            null,
            null,
            List.of());
    plan.offered = List.of(new Tool("get_time", "The time.", "{\"type\":\"object\"}"));
    plan.tools =
        (callId, name, arguments, done) -> {
          String result = "number " + ++results;
          houses.getFirst().time.after(House.SECOND, () -> done.accept(callId, result));
        };
    houses.add(new House(plan));
    return houses.getFirst();
  }

  /** What the client has told each session, as it stands there. */
  private static final class Told implements SimWire.Tap {
    private StringBuilder items = new StringBuilder();

    @Override
    public void passed(boolean fromClient, byte[] message) {
      if (!fromClient || message.length > 4000) return;
      try {
        JsonNode event = JSON.readTree(message);
        String type = event.path("type").asText();
        // A new session begins with its settings.
        if (type.equals("session.update")) items = new StringBuilder();
        if (type.equals("conversation.item.create")) items.append(event.path("item")).append('\n');
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    String items() {
      return items.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60})
  void aDayOfTalkCrossesEverySessionLimitUnnoticed(int minutes) {
    try (House house = house(minutes * 60_000L, minutes)) {
      var told = new Told();
      house.stage.wire().tap(told);
      var random = new Random(minutes);
      house.reach("idle", 10);
      int questions = 0;
      int rotations = 0;
      while (house.time.nanos() < 24 * HOUR) {
        boolean tool = questions % 4 == 0;
        int before = house.assistantSaid.size();
        if (tool) house.stage.ask("What time is it?", "ask" + questions);
        else house.hold(Voices.clip("question-weather"));
        house.reach("speaking", 20);
        if (house.takenOverAtNanos.size() > rotations) {
          rotations = house.takenOverAtNanos.size();
          String last = "number " + (tool ? results - 1 : results);
          assertTrue(told.items().contains(last), "the new session knows of " + last);
        }
        house.reach("idle", 30);
        assertEquals(before + 1, house.assistantSaid.size(), "one answer for each question");
        house.assistantSaid.clear();
        house.userSaid.clear();
        questions++;
        house.time.runFor((1 + random.nextInt(20)) * House.SECOND);
      }
      System.out.printf(
          "24 hours with sessions of %d min: %,d questions, %d rotations, %d times without a session%n",
          minutes, questions, rotations, house.lostAtNanos.size());
      // A session is replaced at nine tenths of its life, at the next pause.
      assertTrue(rotations >= 24 * 60 / minutes && rotations <= 24 * 60 / minutes * 1.2);
      assertEquals(List.of(), house.lostAtNanos, "there is no gap at all");
      assertEquals(List.of(), house.complaints);
      assertEquals(List.of(), house.notes);
    }
  }

  /** In a Java of its own, so that nothing but the month is in its heap. */
  @Test
  void aMonthWithRandomFaultsNeedsNobody() throws Exception {
    Process month =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Month.class.getName())
            .inheritIO()
            .start();
    try {
      assertTrue(month.waitFor(15, TimeUnit.MINUTES), "it does not end");
      assertEquals(0, month.exitValue());
    } finally {
      month.destroyForcibly();
    }
  }

  /** What must not grow: the heap after a collection, and the things that are still to be done. */
  private record Size(long heapBytes, int pending) {
    static Size of(House house) {
      for (int i = 0; i < 3; i++) System.gc();
      Runtime runtime = Runtime.getRuntime();
      return new Size(runtime.totalMemory() - runtime.freeMemory(), house.time.pending());
    }
  }

  /** That month, by itself. */
  static final class Month {
    public static void main(String[] arguments) {
      new SoakTest().month();
    }
  }

  private void month() {
    var random = new Random(30);
    List<Fault> faults = Fault.all().stream().filter(fault -> !fault.reload()).toList();
    try (House house = house(60 * 60_000L, 30)) {
      house.reach("idle", 10);
      int asked = 0;
      int answered = 0;
      int faulty = 0;
      Size young = Size.of(house);
      for (int day = 0; day < 30; day++) {
        long begin = house.time.nanos();
        for (int turn = 0; turn < 60; turn++) {
          house.time.runUntil(begin + (long) ((turn + random.nextDouble()) * 16 * HOUR / 60));
          boolean fault = random.nextInt(3) == 0;
          Fault bad = faults.get(random.nextInt(faults.size()));
          if (fault) {
            faulty++;
            bad.begin(house);
            house.time.runFor(random.nextInt(20_000) * House.MILLIS);
          }
          int before = house.spokeAtNanos.size();
          house.hold(Voices.clip("question-weather"));
          house.time.runFor(20 * House.SECOND);
          asked++;
          if (house.spokeAtNanos.size() > before) answered++;
          else assertTrue(fault, "not answered, and nothing was wrong");
          if (fault) bad.end(house);
          String what = "day " + day + " after " + bad.name();
          assertTrue(isBack(house), () -> what + ": " + house.state() + house.notes);
          forget(house);
        }
        house.time.runUntil(begin + 24 * HOUR);
        if (day == 4) young = Size.of(house);
      }
      Size old = Size.of(house);
      System.out.printf(
          "30 days: %,d questions, %,d of them while something was wrong, %,d answered at once; heap"
              + " %.1f MB on day 5, %.1f MB on day 30; %d and %d things to do%n",
          asked,
          faulty,
          answered,
          young.heapBytes() / 1e6,
          old.heapBytes() / 1e6,
          young.pending(),
          old.pending());
      assertTrue(old.heapBytes() < young.heapBytes() + 8_000_000, young + " " + old);
      assertTrue(old.pending() < young.pending() + 50, young + " " + old);
    }
  }

  private static boolean isBack(House house) {
    long limit = house.time.nanos() + 180 * House.SECOND;
    while (!house.state().equals("idle")
        || !(house.stage.appliance().loop().linkState() instanceof LinkState.Ready)
        || !house.stage.appliance().loop().hearsAndSpeaks()) {
      if (!house.time.runNext(limit)) return false;
    }
    return true;
  }

  /** The test's own notes, which would grow. */
  private static void forget(House house) {
    house.notes.clear();
    house.complaints.clear();
    house.ignored.clear();
    house.troubles.clear();
    house.cuts.clear();
    house.userSaid.clear();
    house.assistantSaid.clear();
    house.spokeAtNanos.clear();
    house.lostAtNanos.clear();
    house.takenOverAtNanos.clear();
  }
}
