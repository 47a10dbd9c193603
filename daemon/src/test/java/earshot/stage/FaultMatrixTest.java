package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.alarm.AlarmEvent;
import earshot.audio.Prompt;
import earshot.audio.Prompts;
import earshot.config.Config.Mode;
import earshot.document.Document;
import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import earshot.link.LinkState;
import earshot.memory.Ledger;
import earshot.realtime.SessionSpec.Tool;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.Script.Cue;
import earshot.simulator.Voices;
import earshot.telemetry.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault in every state of the conversation, in both dialects, on virtual time: it ends in a
 * working conversation without help, the right words were said about it, and nothing was heard
 * twice.
 */
class FaultMatrixTest {

  /** Where the conversation stands when the fault begins. */
  private enum Standing {
    UNAVAILABLE,
    IDLE,
    LISTENING,
    WAITING,
    SPEAKING,
    FINISHING,
    WORKING
  }

  /** What is answered later than this is answered too late. */
  private static final long LATEST_NANOS = 31 * House.SECOND;

  private static final short[] QUESTION = Voices.clip("question-weather");

  private static final Map<Prompt, short[]> WORDS = new EnumMap<>(Prompt.class);

  private static final Prompts PROMPTS =
      new Prompts("en", Path.of("there-is-no-such-place"), new Journal(new SimTime(0, 0), 10));

  static {
    for (Prompt each : Prompt.values()) WORDS.put(each, PROMPTS.samples(each));
  }

  /**
   * @param answered whether the question that was asked while it lasted was answered
   */
  private record Cell(boolean answered, List<String> told, long backMillis) {}

  private static final Document DOCUMENT = document("FAULTS.md");
  private static final Document README = document("../README.md");

  private static Document document(String file) {
    return new Document(Path.of(file), "<!-- faults -->", "<!-- end -->");
  }

  private final List<String> rows = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> everyFaultInEveryStateEndsInAConversation() {
    return Stream.concat(
        Fault.all().stream()
            .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> everywhere(fault))),
        Stream.of(DynamicTest.dynamicTest("and the documents say so", this::theDocumentsSaySo)));
  }

  private void everywhere(Fault fault) throws Exception {
    List<Callable<Cell>> trials = new ArrayList<>();
    for (Talk talk : Talk.values()) {
      for (Standing standing : Standing.values()) trials.add(() -> cell(fault, standing, talk));
    }
    List<Cell> cells = new ArrayList<>();
    // Each has a time of its own.
    try (var two = Executors.newFixedThreadPool(2)) {
      for (Future<Cell> cell : two.invokeAll(trials)) cells.add(cell.get());
    }
    var told = new TreeSet<String>();
    cells.forEach(cell -> told.addAll(cell.told()));
    long longest = cells.stream().mapToLong(Cell::backMillis).max().orElseThrow();
    rows.add(
        "| %s | %s | %d of %d | %s | %d s |%n"
            .formatted(
                fault.name(),
                fault.sentence(),
                cells.stream().filter(Cell::answered).count(),
                cells.size(),
                String.join(", ", told),
                (longest + 999) / 1000));
    System.out.print(rows.getLast());
  }

  private void theDocumentsSaySo() throws IOException {
    int states = Talk.values().length * Standing.values().length;
    String counts =
        "%d faults, each in %d states and ways to talk: %,d conversations that end as they should."
            .formatted(rows.size(), states, rows.size() * states);
    System.out.println(counts);
    README.says(counts, FaultMatrixTest.class);
    DOCUMENT.says(
        "\n"
            + counts
            + "\n\n"
            + "| fault | what happens | answered | the device says | back after |\n"
            + "|---|---|---|---|---|\n"
            + String.join("", rows),
        FaultMatrixTest.class);
  }

  /** Ways to talk in which each fault is tried. */
  private enum Talk {
    BUTTON_GA("ga", Mode.HOLD),
    BUTTON_BETA("beta", Mode.HOLD),
    OPEN_GA("ga", Mode.OPEN);

    final String dialect;
    final Mode mode;

    Talk(String dialect, Mode mode) {
      this.dialect = dialect;
      this.mode = mode;
    }
  }

  private static House.Plan plan(Talk talk, List<House> houses) {
    var plan = new House.Plan();
    plan.dialect = talk.dialect;
    plan.mode = talk.mode;
    plan.prompts = PROMPTS;
    plan.script =
        Script.answering(
                IntStream.range(0, 50)
                    .mapToObj(
                        i ->
                            new Answer(
                                List.of(
                                    new Answer.Say(
                                        "Answer " + i + ", which is long.", List.of(), 5))))
                    .toArray(Answer[]::new))
            .with(Delivery.USUAL.withPace(3))
            .with(Cue.on("timer", Answer.call("get_time", "{}")))
            .with(Cue.on("minutes", Answer.call("get_time", "{}")))
            .with(Cue.after("get_time", Answer.say("The tool says {input}, and that is all.")));
    plan.offered = List.of(new Tool("get_time", "The time.", "{\"type\":\"object\"}"));
    var calls = new int[1];
    plan.tools =
        (callId, name, arguments, done) -> {
          String result = "number " + ++calls[0];
          houses.getFirst().time.after(1500 * House.MILLIS, () -> done.accept(callId, result));
        };
    return plan;
  }

  private static Cell cell(Fault fault, Standing standing, Talk talk) {
    String where =
        fault.name() + " while " + standing.name().toLowerCase(Locale.ROOT) + ", " + talk;
    List<House> houses = new ArrayList<>();
    try (House house = new House(plan(talk, houses))) {
      houses.add(house);
      house.reach("idle", 5);
      bring(house, talk, standing);
      fault.begin(house);
      house.time.runFor(House.SECOND);
      boolean held = talk.mode == Mode.HOLD && standing == Standing.LISTENING;
      if (held) house.stage.board().button().release();
      house.time.runFor(3 * House.SECOND);
      int answers = house.spokeAtNanos.size();
      int notes = house.notes.size();
      house.stage.alarms().wish(new AlarmEvent.TimerSet(3 * 3_600_000L, "kept"));
      ask(house, talk, QUESTION);
      long asked = house.time.nanos();
      house.time.runFor(4 * House.SECOND);
      boolean stops = house.state().equals("waiting");
      boolean works = linked(house) && house.stage.appliance().loop().hearsAndSpeaks();
      if (talk.mode == Mode.OPEN && !works && !stops) press(house);
      house.time.runFor(12 * House.SECOND);
      fault.end(house);
      long ended = house.time.nanos();
      long back = comesBack(house, where) - ended;
      // Words that an open microphone has kept are on their way to a service that hears the end.
      if (talk.mode == Mode.OPEN) house.time.runFor(8 * House.SECOND);
      boolean answered = house.spokeAtNanos.size() > answers;
      // Nobody here knows that somebody spoke into an open microphone, unless the service hears it.
      boolean unknown =
          talk.mode == Mode.OPEN
              && (ended + back - asked > 25 * House.SECOND || fault.concerns("microphones"));
      boolean noted = house.notes.size() > notes;
      if (answered && talk.mode == Mode.HOLD) {
        long late = house.spokeAtNanos.get(answers) - asked;
        assertTrue(late <= LATEST_NANOS, where + ": answered after " + late / House.MILLIS + " ms");
      }
      int heardBefore = house.assistantSaid.size();
      ask(house, talk, QUESTION);
      assertTrue(
          house.stage.runUntil("speaking", 20 * House.SECOND),
          where + ": no answer; " + state(house));
      assertTrue(
          house.stage.runUntil("idle", 20 * House.SECOND), where + ": no end; " + state(house));
      assertEquals(heardBefore + 1, house.assistantSaid.size(), where + " " + house.assistantSaid);
      var heard = new Heard(house.said(), house.wanted.all(), WORDS);
      assertEquals(List.of(), heard.twice(), where);
      assertTrue(house.time.pending() < 100, where + ": " + house.time.pending() + " things to do");
      everythingIsKept(house, fault, where);
      List<String> told = heard.prompts();
      assertTrue(
          answered || unknown || noted || !told.isEmpty(),
          where + ": neither answered nor declined");
      assertTrue(
          answered || unknown || !told.isEmpty() || fault.concerns("speaker"),
          where + ": declined without a word; " + state(house));
      boolean heardNothingOfIt = talk.mode == Mode.OPEN && (answered || unknown);
      assertTrue(
          fault.prompts().isEmpty()
              || heardNothingOfIt
              || fault.prompts().stream().anyMatch(told::contains),
          where + ": told " + told);
      return new Cell(answered, told, back / House.MILLIS);
    }
  }

  /** What was asked for and what was charged while it lasted is there for the next process. */
  private static void everythingIsKept(House house, Fault fault, String where) {
    SimDisk disk = house.stage.disk();
    assertEquals(1, disk.book().countdowns().size(), where);
    long charged =
        disk.lines().stream()
            .mapToLong(line -> line instanceof Ledger.Line.Charged c ? c.sum().responses() : 0)
            .sum();
    assertEquals(house.used.size(), charged, where);
    assertEquals(
        fault.around() != null && fault.around().equals("disk"), disk.refused() > 0, where);
  }

  private static long comesBack(House house, String where) {
    long limit = house.time.nanos() + 180 * House.SECOND;
    while (!house.state().equals("idle")
        || !linked(house)
        || !house.stage.appliance().loop().hearsAndSpeaks()) {
      assertTrue(house.time.runNext(limit), where + ": not back by itself; " + state(house));
    }
    return house.time.nanos();
  }

  private static boolean linked(House house) {
    return house.stage.appliance().loop().linkState() instanceof LinkState.Ready;
  }

  private static String state(House house) {
    return house.stage.appliance().loop().turnState()
        + ", "
        + house.stage.appliance().loop().linkState()
        + ", complaints "
        + house.complaints
        + ", notes "
        + house.notes
        + ", ignored "
        + house.ignored;
  }

  private static void ask(House house, Talk talk, short[] question) {
    if (talk.mode == Mode.HOLD) {
      house.hold(question);
      return;
    }
    house.stage.board().microphones().say(question);
    house.time.runFor(question.length * 1_000_000_000L / Pcm.RATE);
  }

  private static void press(House house) {
    house.stage.board().button().press();
    house.time.runFor(100 * House.MILLIS);
    house.stage.board().button().release();
  }

  private static void bring(House house, Talk talk, Standing standing) {
    switch (standing) {
      case UNAVAILABLE -> {
        house.stage.wire().unplug();
        house.time.runFor(2 * House.SECOND);
        house.stage.wire().plug();
      }
      case IDLE -> {}
      case LISTENING -> {
        house.stage.board().microphones().say(QUESTION);
        house.time.runFor(200 * House.MILLIS);
        if (talk.mode == Mode.HOLD) house.stage.board().button().press();
        house.time.runFor(700 * House.MILLIS);
      }
      case WAITING -> {
        ask(house, talk, QUESTION);
        house.reach("waiting", 2);
      }
      case SPEAKING -> {
        ask(house, talk, QUESTION);
        house.reach("speaking", 10);
        house.time.runFor(300 * House.MILLIS);
      }
      case FINISHING -> {
        ask(house, talk, QUESTION);
        house.reach("finishing", 10);
      }
      case WORKING -> {
        ask(house, talk, Voices.clip("question-timer"));
        house.reach("working", 10);
      }
    }
    assertEquals(standing.name().toLowerCase(Locale.ROOT), house.state());
  }
}
