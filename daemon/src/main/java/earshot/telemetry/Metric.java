package earshot.telemetry;

import java.util.Locale;

/** Every metric, one row each. A counter only grows; a gauge is set. */
public enum Metric {
  PRESSES(Kind.COUNTER, "presses of the button that counted as one"),
  TURNS(Kind.COUNTER, "utterances committed to the service"),
  TEXT_TURNS(Kind.COUNTER, "text turns asked"),
  ANSWERS(Kind.COUNTER, "answers that came to their end"),
  INTERRUPTIONS(Kind.COUNTER, "answers cut short by the user"),
  VOICE_DUCKS(
      Kind.COUNTER, "times an answer was softened, because somebody seemed to talk over it"),
  VOICE_CUTS(Kind.COUNTER, "answers cut short by a voice that the device heard itself"),
  WHILE_SPEAKING(
      Kind.GAUGE,
      "2 when it listens while it speaks, 1 when only a clear voice interrupts, 0 when a press"),
  OWN_INTERRUPTIONS(Kind.COUNTER, "answers that were cut, and then nobody said anything"),
  ECHO_LOSS_DECIBELS(Kind.GAUGE, "how much softer the echo of the last answer was than it"),
  ECHO_REDUCED_DECIBELS(Kind.GAUGE, "how much of the last answer's echo was taken out"),
  ECHO_MARGIN_DECIBELS(Kind.GAUGE, "how far a voice stands out of what is left of the echo"),
  ECHO_DELAY_MILLIS(Kind.GAUGE, "how late the echo of the last answer was, -1 when not known"),
  TOO_SHORT(Kind.COUNTER, "presses too short to say anything"),
  CONNECTS(Kind.COUNTER, "sessions begun"),
  CONNECT_FAILURES(Kind.COUNTER, "connections that did not become a session"),
  DISCONNECTS(Kind.COUNTER, "sessions lost"),
  EVENTS_UNKNOWN(Kind.COUNTER, "messages ignored: of a type not known, or no events"),
  ERRORS_IN(Kind.COUNTER, "errors reported by the service"),
  HOSTED_TOOLS_FAILED(
      Kind.COUNTER, "hosted tools and servers of tools that failed or were refused"),
  RATE_LIMITED(Kind.COUNTER, "times the service wanted us to wait before it answered"),
  TOKENS_LEFT(Kind.GAUGE, "tokens left of the service's limit, as it last said"),
  REQUESTS_LEFT(Kind.GAUGE, "requests left of the service's limit, as it last said"),
  MIC_SAMPLES(Kind.COUNTER, "samples read from the microphone, at 24 kHz"),
  MIC_LOST(Kind.COUNTER, "samples of utterances that waited too long to be sent"),
  MIC_PERCENT(Kind.GAUGE, "what the microphone gave of late of what it should have, in percent"),
  MIC_DECIBELS(Kind.GAUGE, "how loud the microphone was of late, in decibels below full scale"),
  MIC_PEAK(Kind.GAUGE, "the largest sample of late, without its sign"),
  MIC_OFFSET_PERMILLE(Kind.GAUGE, "where the middle of the sound lies, in permille of full scale"),
  MIC_CLIPPED_PERMILLE(Kind.GAUGE, "how many samples of late were as large as can be, in permille"),
  MIC_REOPENED(Kind.COUNTER, "times the microphone was opened again"),
  SPEAKER_PERCENT(Kind.GAUGE, "what the speaker took of late of what it should have, in percent"),
  SPEAKER_REOPENED(Kind.COUNTER, "times the speaker was opened again"),
  REPLY_SAMPLES(Kind.COUNTER, "samples of answers received"),
  HEARD_SAMPLES(Kind.COUNTER, "samples of answers that left the sound card"),
  UNDERRUNS(Kind.COUNTER, "times an answer paused because nothing more had come"),
  UNDERRUN_SAMPLES(Kind.COUNTER, "silence put in where an answer paused, in samples"),
  HEAD_START_MILLIS(
      Kind.GAUGE,
      "sound gathered before an answer begins, as the link has lately needed it, in ms"),
  REPLY_STORE_SAMPLES(Kind.GAUGE, "samples waiting to be heard"),
  TOKENS_IN(Kind.COUNTER, "tokens charged for what was sent"),
  TOKENS_OUT(Kind.COUNTER, "tokens charged for answers"),
  TOKENS_CACHED(Kind.COUNTER, "tokens charged at the lower price of what was sent before"),
  LOOP_STALLS(Kind.COUNTER, "times the loop was busy for more than 20 ms"),
  LOOP_LONGEST_MICROS(Kind.GAUGE, "the longest the loop was busy, in microseconds"),
  LOOP_LATEST_MICROS(Kind.GAUGE, "the latest the loop came to a look at itself, in microseconds"),
  REAL_TIME_THREADS(Kind.GAUGE, "threads of this process that go before all others"),
  MEMORY_LOCKED(Kind.GAUGE, "1 while no memory that this process uses is swapped out"),
  QUEUE_FULL(Kind.COUNTER, "events for the loop that found no room"),
  CONTROL_CLIENTS(Kind.GAUGE, "clients of the control socket"),
  CONTROL_REQUESTS(Kind.COUNTER, "requests on the control socket"),
  CONTROL_REFUSED(Kind.COUNTER, "requests and clients of the control socket that were refused"),
  CONTROL_EVENTS_DROPPED(Kind.COUNTER, "journal entries that a slow client did not get"),
  LINK_READY(Kind.GAUGE, "1 while there is a session");

  public enum Kind {
    COUNTER,
    GAUGE
  }

  private final Kind kind;
  private final String help;

  Metric(Kind kind, String help) {
    this.kind = kind;
    this.help = help;
  }

  public Kind kind() {
    return kind;
  }

  public String help() {
    return help;
  }

  /** The name outside: {@code earshot_heard_samples_total}. */
  public String exposedName() {
    String name = "earshot_" + name().toLowerCase(Locale.ROOT);
    return kind == Kind.COUNTER ? name + "_total" : name;
  }
}
