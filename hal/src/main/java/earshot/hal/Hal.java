package earshot.hal;

import org.jspecify.annotations.Nullable;

/** The parts of one board. Opened part by part by the wiring; closing it closes every part. */
public interface Hal extends AutoCloseable {

  Microphones microphones();

  Speaker speaker();

  /** The push-to-talk and wake button, if the board has one. */
  @Nullable Button button();

  /** The microphone mute switch, if the board has one: down means muted. */
  @Nullable Button muteSwitch();

  Lights lights();

  @Override
  void close();
}
