package earshot.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Clock;
import earshot.hal.Wav;
import earshot.simulator.Answer;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import earshot.simulator.wire.SimulatorServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process in real time over TLS: questions by voice and in writing, interruptions, cuts,
 * doors slammed and sessions that end, without a pause. One of each among the other tests, as long
 * as one likes with {@code -Dearshot.soak.minutes} ({@code provisioning/soak}).
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class LongRunTest {

  private static final int MINUTES = Integer.getInteger("earshot.soak.minutes", 0);
  private static final long LENGTH_NANOS = (MINUTES == 0 ? 20 : 60L * MINUTES) * 1_000_000_000L;
  private static final int SAMPLES = MINUTES == 0 ? 4 : 30;

  /** Far below the half hour of a real one, so that many are replaced. */
  private static final long SESSION_MILLIS = MINUTES == 0 ? 25_000 : 90_000;

  @TempDir Path directory;
  private final Clock clock = Clock.system();
  private final Random random = new Random(20261121);
  private int questions;
  private int whileTroubled;

  @Test
  void talkAndTroubleWithoutEndLeaveNothingBehind() throws Exception {
    Script script =
        Script.answering(Answer.sound(MINUTES == 0 ? 0.5 : 1))
            .with(Script.usual().delivery().withPace(20).withThought(10))
            .with(Script.usual().terms().withSessionMillis(SESSION_MILLIS));
    try (var service = SimulatorServer.listen("localhost", 0, true, script);
        Relay relay = Relay.to(service.port())) {
      Path ca = Files.writeString(directory.resolve("ca.pem"), service.pem());
      try (var program =
          new Program.Plan(directory, "run", "--board", "sim")
              .set("board.mic", microphone())
              .set("service.provider", "simulator")
              .set("service.url", relay.url("wss", "localhost"))
              .set("service.ca", ca)
              .start()
              .up()) {
        program.reach("ready");
        List<Footprint> footprints = new ArrayList<>();
        long start = clock.nanos();
        while (footprints.size() < SAMPLES) {
          talk(program, relay);
          long due = start + LENGTH_NANOS / SAMPLES * (footprints.size() + 1);
          if (clock.nanos() >= due) footprints.add(Footprint.of(program));
        }
        judge(footprints);
        calm(program, footprints);
        long answers = counted(program, "answers");
        long sessions = counted(program, "connects");
        System.out.printf(
            "%d s: %d questions, %d of them in trouble; %d answers, %d sessions; threads %d,"
                + " handles %d, heap %.1f MB, resident %.1f MB%n",
            (clock.nanos() - start) / 1_000_000_000L,
            questions,
            whileTroubled,
            answers,
            sessions,
            footprints.getLast().threads(),
            footprints.getLast().handles(),
            footprints.getLast().heapKilobytes() / 1024.0,
            footprints.getLast().residentKilobytes() / 1024.0);
        assertTrue(sessions > 2, "sessions are replaced and lost in it: " + sessions);
        assertEquals(0, counted(program, "mic_lost"));
        assertTrue(program.terminatedAfterMillis() < 10_000);
        assertEquals(0, program.process.exitValue(), program::errNow);
      }
    }
  }

  private Path microphone() throws Exception {
    Path file = directory.resolve("question.wav");
    short[] question = Voices.clip("question-weather");
    try (var wav = new Wav.Writer(file)) {
      wav.write(question, 0, question.length);
    }
    return file;
  }

  private static long counted(Program program, String name) throws Exception {
    String all = program.call("metrics").path("text").asText();
    var line = Pattern.compile("(?m)^earshot_" + name + "_total (\\d+)").matcher(all);
    assertTrue(line.find(), all);
    return Long.parseLong(line.group(1));
  }

  /** Some turns, of which each is answered, and one in trouble that ends all the same. */
  private void talk(Program program, Relay relay) throws Exception {
    long before = counted(program, "answers");
    question(program);
    assertTrue(program.call("ask", "text", "And in writing?").path("ok").asBoolean());
    program.reach("idle");
    questions++;
    assertEquals(before + 2, counted(program, "answers"), program::errNow);

    program.call("press");
    program.reach("listening");
    rest(300);
    switch (MINUTES == 0 ? whileTroubled % 4 : random.nextInt(4)) {
      case 0 -> relay.cut();
      case 1 -> {
        relay.manner(Relay.Manner.SLAM);
        relay.cut();
        rest(1_500);
        relay.manner(Relay.Manner.PASS);
      }
      case 2 -> {
        long answers = counted(program, "answers");
        program.call("release");
        untilItSpeaks(program, answers);
        // Interrupted: silence first, and then a question of its own.
        program.call("press");
        program.reach("listening");
      }
      default -> {
        long answers = counted(program, "answers");
        program.call("release");
        untilItSpeaks(program, answers);
        relay.cut();
      }
    }
    rest(300);
    program.call("release");
    program.reach("ready");
    program.reach("idle");
    questions++;
    whileTroubled++;
  }

  private void question(Program program) throws Exception {
    program.call("press");
    program.reach("listening");
    rest(500);
    long answers = counted(program, "answers");
    program.call("release");
    untilItSpeaks(program, answers);
    program.reach("idle");
    questions++;
  }

  /** Whether or not all of its answer has come by then; a busy machine may look when it is over. */
  private static void untilItSpeaks(Program program, long before) throws Exception {
    Await.until(
        "it speaks",
        () -> {
          String state = program.call("status").path("state").asText();
          return state.equals("speaking")
              || state.equals("finishing")
              || counted(program, "answers") > before;
        });
  }

  private void rest(long millis) throws Exception {
    long until = clock.nanos() + millis * 1_000_000L;
    Await.until("a moment has passed", () -> clock.nanos() >= until);
  }

  /** A second connection may be on its way or about to end: that passes, a leak does not. */
  private static void calm(Program program, List<Footprint> all) throws Exception {
    int third = all.size() / 3;
    long threads = median(all.subList(third, 2 * third), Footprint::threads) + 2;
    long handles = median(all.subList(third, 2 * third), Footprint::handles) + 2;
    Await.until(
        "there are " + threads + " threads and " + handles + " handles at most: " + all,
        () -> Footprint.threads(program) <= threads && Footprint.handles(program) <= handles);
  }

  /** The last third against the one before; the first is for warming up. */
  private static void judge(List<Footprint> all) {
    flat("heap", all, Footprint::heapKilobytes, 1_024, 1.1);
    // A young process still compiles itself.
    if (MINUTES > 0) flat("resident", all, Footprint::residentKilobytes, 1_024, 1.1);
  }

  private static void flat(
      String what,
      List<Footprint> all,
      ToLongFunction<Footprint> of,
      long allowance,
      double factor) {
    int third = all.size() / 3;
    long before = median(all.subList(third, 2 * third), of);
    long after = median(all.subList(2 * third, all.size()), of);
    assertTrue(
        after <= factor * before + allowance,
        () -> what + ": " + all.stream().mapToLong(of).boxed().toList());
  }

  private static long median(List<Footprint> some, ToLongFunction<Footprint> of) {
    return some.stream().mapToLong(of).sorted().skip(some.size() / 2).findFirst().orElseThrow();
  }
}
