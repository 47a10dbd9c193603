package earshot.stage;

import earshot.hal.Pcm;
import earshot.simulator.Voices;
import java.util.ArrayList;
import java.util.List;

/**
 * The demonstration's plot: who does what, and when the next thing happens. Every act waits for
 * what the audience should see first, so the story holds at any speed. Runs on virtual time.
 */
final class Story {

  private static final long MILLIS = 1_000_000L;
  private static final long POLL = 20 * MILLIS;

  /** Something that a narrator says before it happens. */
  interface Narrator {
    void tell(String what);
  }

  private final Stage stage;
  private final Narrator narrator;
  private final List<Act> acts = new ArrayList<>();
  private int next;
  private boolean over;

  private record Act(String until, long thenNanos, Runnable act) {}

  Story(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
    when("idle", 200, "Somebody holds the button and asks.", () -> hold("question-weather"));
    when("speaking", 0, "The answer starts at once.", () -> {});
    when("idle", 200, "Another question, for a longer answer.", () -> hold("question-story"));
    when(
        "speaking",
        2200,
        "A press in the middle: silence first, then the service is told what was heard.",
        () -> hold("question-timer"));
    when("listening", 0, "", () -> {});
    when("speaking", 0, "The new answer. The old one never comes back.", () -> {});
    when(
        "idle", 300, "The network fails, and somebody asks all the same.", this::askWithoutNetwork);
    when("speaking", 0, "The question was kept, sent again, and answered.", () -> {});
    when("idle", 300, "That was Earshot.", () -> over = true);
  }

  private void when(String state, long afterMillis, String words, Runnable act) {
    acts.add(
        new Act(
            state,
            afterMillis * MILLIS,
            () -> {
              if (!words.isEmpty()) narrator.tell(words);
              act.run();
            }));
  }

  void begin() {
    stage.time().after(POLL, this::look);
  }

  boolean over() {
    return over;
  }

  private void look() {
    if (over || next == acts.size()) return;
    Act act = acts.get(next);
    if (stage.appliance().loop().turnState().name().equals(act.until)) {
      next++;
      stage
          .time()
          .after(
              act.thenNanos,
              () -> {
                act.act.run();
                stage.time().after(POLL, this::look);
              });
    } else {
      stage.time().after(POLL, this::look);
    }
  }

  /** The word is out 300 ms before the button is down, as with people. */
  private void hold(String question) {
    short[] speech = Voices.clip(question);
    stage.board().microphones().say(speech);
    stage.time().after(300 * MILLIS, () -> stage.board().button().press());
    long end = speech.length * 1_000_000_000L / Pcm.RATE;
    stage.time().after(end + 150 * MILLIS, () -> stage.board().button().release());
  }

  private void askWithoutNetwork() {
    stage.wire().unplug();
    stage.time().after(300 * MILLIS, () -> hold("question-hello"));
    stage.time().after(2200 * MILLIS, stage.wire()::plug);
  }
}
