package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.hal.Pcm;
import earshot.realtime.ServiceError;
import earshot.simulator.Answer;
import earshot.simulator.Delivery;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long talk on virtual time: repeatable to the byte, whole at every pace. */
class LongTalkTest {

  private static final List<String> QUESTIONS =
      List.of("question-weather", "question-timer", "question-story", "question-hello");

  /** What an hour leaves behind: everything on the wire, everything heard. */
  private record Hour(
      long wire, long messages, long sound, long turns, int connections, List<String> complaints) {}

  private static Hour hour(long seed) {
    var plan = new House.Plan();
    plan.seed = seed;
    plan.keep = false;
    plan.log = false;
    var wire = new CRC32C();
    var counts = new long[2];
    var judge = new Wiretap("ga");
    try (House house = new House(plan)) {
      var sound = new CRC32C();
      var bytes = new byte[2 * Pcm.FRAME];
      house.listen(
          (samples, at, count, wanted) -> {
            Pcm.toBytes(samples, at, bytes, 0, count);
            sound.update(bytes, 0, 2 * count);
          });
      house
          .stage
          .wire()
          .tap(
              (fromClient, message) -> {
                judge.passed(fromClient, message);
                wire.update(message);
                counts[0]++;
              });
      var random = new Random(seed);
      house.reach("idle", 10);
      while (house.time.nanos() < 3600 * House.SECOND) {
        house.hold(Voices.clip(QUESTIONS.get(random.nextInt(QUESTIONS.size()))));
        house.reach("speaking", 20);
        counts[1]++;
        if (random.nextInt(3) == 0) house.time.runFor(random.nextInt(3000) * House.MILLIS);
        else house.reach("idle", 30);
      }
      return new Hour(
          wire.getValue(),
          counts[0],
          sound.getValue(),
          counts[1],
          house.stage.service().connections(),
          house.complaints.stream().map(ServiceError::code).toList());
    }
  }

  @Test
  void anHourOfTalkRepeatsByteForByte() {
    long before = System.nanoTime();
    Hour first = hour(7);
    double seconds = (System.nanoTime() - before) / 1e9;
    System.out.printf(
        "one simulated hour: %.2f s, %.0f times as fast as life; %s%n",
        seconds, 3600 / seconds, first);
    assertEquals(first, hour(7));
    assertTrue(first.turns > 300, first.toString());
    assertEquals(List.of(), first.complaints, "the session is replaced before its hour is over");
    assertEquals(2, first.connections, "and not before it has to be");
    assertTrue(first.sound != hour(8).sound, "another seed is another hour");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 4, 20})
  void aLongAnswerIsHeardByteForByteAtAnyPaceAndThroughStalls(double pace) {
    var random = new Random((long) pace);
    List<Delivery.Stall> stalls = new ArrayList<>();
    for (int ms = 1000; ms < 29_000; ms += 1000 + random.nextInt(3000)) {
      stalls.add(new Delivery.Stall(0, ms, 50 + random.nextInt(751)));
    }
    var plan = new House.Plan();
    plan.script =
        Script.answering(Answer.sound(30)).with(Delivery.USUAL.withPace(pace).withStalls(stalls));
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      house.hold(Voices.clip("question-story"));
      house.reach("speaking", 10);
      house.reach("idle", 90);
      short[] said = house.said().getFirst();
      assertEquals(30 * Pcm.RATE, said.length);
      assertArrayEquals(said, house.wanted.all());
      var playout = house.stage.appliance().playout();
      System.out.printf(
          "30 s at %.0fx with %d stalls: %d underruns, %d ms of silence filled in%n",
          pace, stalls.size(), playout.underruns(), Pcm.millis(playout.underrunSamples()));
      if (pace == 1) assertTrue(playout.underruns() > 0, "stalls at 1x must be heard");
      int madeUp = 0;
      for (short sample : house.madeUp.all()) if (sample != 0) madeUp++;
      assertTrue(madeUp <= playout.underruns() * 240, "10 ms of soft ends for each pause");
    }
  }
}
