package earshot;

import earshot.hal.HalException;
import earshot.link.Transport;
import earshot.realtime.ServerEvent;

/** Everything that other threads tell the loop. {@code number} names the connection attempt. */
public sealed interface Input {

  record ButtonEdge(boolean down, long atNanos) implements Input {}

  record MuteEdge(boolean down, long atNanos) implements Input {}

  record Opened(int number) implements Input {}

  record Received(int number, ServerEvent event) implements Input {}

  /** A message that was no event. */
  record Garbled(int number, String reason) implements Input {}

  record Ponged(int number) implements Input {}

  record DialFailed(int number, Transport.Failure failure) implements Input {}

  record Closed(int number, int code, String reason) implements Input {}

  record ToolAnswered(String callId, String output) implements Input {}

  record MicrophonesEnded() implements Input {}

  record DeviceFailed(Device device, HalException reason) implements Input {}

  enum Device {
    MICROPHONES,
    SPEAKER,
    BUTTON
  }

  /** Something to do on the loop: the control socket's and the configuration's way in. */
  record Act(Runnable act) implements Input {}
}
