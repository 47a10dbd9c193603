package earshot.hal.sim;

import earshot.hal.Board;
import earshot.hal.BoardSettings;
import earshot.hal.Clock;
import earshot.hal.Hal;
import earshot.hal.HalException;
import earshot.hal.Wav;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The simulated board. With a time of its own that follows the appliance's clock (one thread,
 * {@code sim}), it is the board that the daemon runs on without hardware; on a given time it is the
 * one that tests and the demonstration use.
 */
public final class SimBoard implements Hal {

  public static final List<Board.Option> OPTIONS =
      List.of(
          new Board.Option(
              "mic",
              Board.Kind.TEXT,
              "WAV that is said into the microphones when the turn listens"),
          new Board.Option(
              "speaker",
              Board.Kind.TEXT,
              "WAV that gets what the listener heard, silence included"),
          new Board.Option(
              "bounces", Board.Kind.NUMBER, "extra edges at each press of the button"));

  /** 80 ms, as a real card has it. */
  private static final int CARD_PERIODS = 4;

  private final SimMicrophones microphones;
  private final SimSpeaker speaker;
  private final SimButton button;
  private final SimButton mute;
  private final SimLights lights = new SimLights();
  private @Nullable Thread thread;
  private Wav.@Nullable Writer recording;

  /** On a given time, which somebody else runs. */
  public SimBoard(
      SimTime time,
      short[] whenListening,
      int bounces,
      double fastPpm,
      long seed,
      SimSpeaker.Ear ear) {
    microphones = new SimMicrophones(time, whenListening);
    speaker = new SimSpeaker(time, CARD_PERIODS, fastPpm, ear);
    button = new SimButton(time, bounces, seed);
    mute = new SimButton(time, bounces, seed + 1);
  }

  /** As a row of the table of boards: on a time of its own. */
  public static Hal parts(BoardSettings settings) {
    String mic = settings.text("mic");
    String heard = settings.text("speaker");
    short[] question = mic == null ? new short[0] : Wav.read(Path.of(mic));
    Wav.Writer recording = heard == null ? null : new Wav.Writer(Path.of(heard));
    Clock clock = settings.clock();
    SimTime time = new SimTime(clock.nanos(), clock.epochMillis());
    var board =
        new SimBoard(
            time,
            question,
            settings.number("bounces", 3),
            0,
            1,
            (samples, at, count, wanted) -> record(recording, samples, at, count));
    board.recording = recording;
    board.thread =
        Thread.ofPlatform()
            .name("sim")
            .daemon()
            .start(
                () -> {
                  try {
                    time.runPaced(clock, 1, () -> false);
                  } catch (InterruptedException e) {
                    // Closed.
                  }
                });
    return board;
  }

  private static void record(Wav.@Nullable Writer recording, short[] samples, int at, int count) {
    if (recording == null) return;
    try {
      recording.write(samples, at, count);
    } catch (IOException e) {
      throw new HalException("simulated speaker", "write what was heard", e, "free some space");
    }
  }

  @Override
  public SimMicrophones microphones() {
    return microphones;
  }

  @Override
  public SimSpeaker speaker() {
    return speaker;
  }

  @Override
  public SimButton button() {
    return button;
  }

  @Override
  public SimButton muteSwitch() {
    return mute;
  }

  @Override
  public SimLights lights() {
    return lights;
  }

  @Override
  public void close() {
    microphones.close();
    speaker.close();
    button.close();
    mute.close();
    lights.close();
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (recording != null) {
      try {
        recording.close();
      } catch (IOException e) {
        throw new HalException("simulated speaker", "finish the recording", e, "free some space");
      }
    }
  }
}
