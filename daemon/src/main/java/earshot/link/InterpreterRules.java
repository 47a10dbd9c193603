package earshot.link;

import earshot.hal.Pcm;
import earshot.realtime.ClientEvent;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.Status;
import earshot.realtime.ServiceError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a translation. A translator works while it is fed and says nothing about an end, so
 * after the last word it is fed silence until it has had nothing to say for a while. With a button
 * the translation is heard from the release on; with an open microphone, as it comes.
 */
final class InterpreterRules implements SessionRules {

  private static final long TICK_NANOS = 200_000_000L;

  /** What a translator takes in at a time. */
  private static final int FRAME = Pcm.RATE / 5;

  /** So long it has said nothing: it may have come to the end. */
  private static final int QUIET_TICKS = 7;

  /** And so long after it has shown that nothing is held up on the way. */
  private static final int SURE_TICKS = 3;

  /** So long it may take for its first word. */
  private static final int WORDLESS_TICKS = 40;

  /** What was broken off comes out of the translator with this much more. */
  private static final int FLUSH = 15 * FRAME;

  /** Nobody waits longer to be told what it costs. */
  private static final long CHARGED_EVERY = 60L * Pcm.RATE;

  /** Below this it is a pause. */
  private static final double QUIET_DB = -60;

  /** Translation that waits for a release: more than anybody holds a button. */
  private static final int MOST_HELD = 600 * Pcm.RATE;

  private final boolean open;
  private final List<ServerEvent> held = new ArrayList<>();
  private int heldSamples;

  /** Sound that is only silence, which matters when something follows. */
  private final List<short[]> pause = new ArrayList<>();

  private final StringBuilder speaker = new StringBuilder();
  private boolean listening;
  private boolean questionInWriting;
  private int utterances;
  private @Nullable String response;

  /** What comes is not wanted, until there has been a while without. */
  private boolean unwanted;

  private boolean worded;
  private long sent;
  private long charged;

  /** What was said since the translator was last known to have come to an end. */
  private long behind;

  private long dropUntilMillis = -1;
  private long toPlay;
  private int quietTicks;

  /** Whether the line was asked for a sign, and how long it has been quiet since that came. */
  private boolean asked;

  private boolean answered;
  private int sureTicks;
  private int unfedTicks;
  private boolean ticking;

  /**
   * @param open whether the microphone is always open, and nobody tells the end of what is said
   */
  InterpreterRules(boolean open) {
    this.open = open;
  }

  // --- what the appliance says

  @Override
  public void said(ClientEvent event, String eventId, Desk desk) {
    switch (event) {
      case ClientEvent.UpdateSession e -> desk.send(e, eventId);
      case ClientEvent.ClearInput e -> clear(desk);
      // What comes from here on is kept until a response is asked for, which may take a moment.
      case ClientEvent.CommitInput e -> {}
      case ClientEvent.CreateResponse e -> {
        listening = false;
        utterances++;
        begin(desk);
        if (questionInWriting) {
          end(Status.FAILED, SessionRules.takesNoText("translation"), desk);
        } else {
          held.forEach(waited -> hear(waited, desk));
          letGo();
        }
        questionInWriting = false;
      }
      case ClientEvent.CancelResponse e -> {
        if (response != null) unwanted = true;
        toPlay = 0;
        end(Status.CANCELLED, null, desk);
      }
      case ClientEvent.CreateItem e -> questionInWriting |= SessionRules.isWrittenQuestion(e);
      case ClientEvent.TruncateItem e -> {}
      case ClientEvent.DeleteItem e -> {}
      case ClientEvent.RetrieveItem e -> {}
    }
  }

  /** Something new is going to be said. What has not come out yet must not come out as its. */
  private void clear(Desk desk) {
    if (open) return;
    letGo();
    speaker.setLength(0);
    listening = true;
    unwanted = false;
    if (behind == 0) return;
    feedSilence(FLUSH, desk);
    behind = 0;
    dropUntilMillis = Pcm.millis(sent);
  }

  private void letGo() {
    held.clear();
    heldSamples = 0;
  }

  @Override
  public void appended(int samples, Desk desk) {
    sent += samples;
    behind += samples;
    unfedTicks = 0;
    if (sent - charged >= CHARGED_EVERY) charge(desk);
    // A new session is told nothing before it is given what was said to the old one.
    listening |= !open && response == null;
    if (open) tick(desk);
  }

  private void feedSilence(int samples, Desk desk) {
    desk.sendSilence(samples);
    sent += samples;
  }

  private void charge(Desk desk) {
    if (sent == charged) return;
    desk.tell(new ServerEvent.SoundCharged((sent - charged) / (double) Pcm.RATE));
    charged = sent;
  }

  // --- the response that is made up

  private void begin(Desk desk) {
    end(Status.CANCELLED, null, desk);
    response = "translation_" + utterances;
    worded = false;
    toPlay = 0;
    stir();
    pause.clear();
    desk.tell(SessionRules.created(response));
    tick(desk);
  }

  private void end(Status status, @Nullable ServiceError error, Desk desk) {
    if (response == null) return;
    tellSpeaker(desk);
    charge(desk);
    pause.clear();
    desk.tell(SessionRules.done(response, status, error));
    response = null;
  }

  private void tellSpeaker(Desk desk) {
    String words = speaker.toString().strip();
    speaker.setLength(0);
    if (words.isEmpty()) return;
    desk.tell(new ServerEvent.InputTranscribed(item("said"), 0, words, null, null));
  }

  private String item(String what) {
    return what + "_" + utterances;
  }

  // --- what the service says

  @Override
  public void heard(ServerEvent event, Desk desk) {
    switch (event) {
      case ServerEvent.TranslationSpoken e -> translated(e, e.elapsedMillis(), desk);
      case ServerEvent.TranslationWorded e -> translated(e, e.elapsedMillis(), desk);
      case ServerEvent.SpeakerWorded e -> {
        if (isOld(e.elapsedMillis())) return;
        speaker.append(e.delta());
        // Its translation is to come; if none does, it is told by itself.
        if (response == null) stir();
      }
      default -> desk.tell(event);
    }
  }

  private boolean isOld(@Nullable Long elapsedMillis) {
    return elapsedMillis != null && elapsedMillis <= dropUntilMillis;
  }

  private void translated(ServerEvent event, @Nullable Long elapsedMillis, Desk desk) {
    if (isOld(elapsedMillis)) return;
    if (response != null) {
      hear(event, desk);
    } else if (listening) {
      hold(event);
    } else if (open && isSomething(event)) {
      stir();
      if (unwanted) return;
      utterances++;
      desk.tell(new ServerEvent.SpeechStarted(item("said"), Pcm.millis(sent)));
      desk.tell(new ServerEvent.InputCommitted(item("said"), null));
      begin(desk);
      hear(event, desk);
    }
  }

  private void hold(ServerEvent event) {
    if (event instanceof ServerEvent.TranslationSpoken e) {
      if (heldSamples + e.samples().length > MOST_HELD) return;
      heldSamples += e.samples().length;
    }
    held.add(event);
  }

  private void stir() {
    quietTicks = 0;
    asked = false;
    answered = false;
    sureTicks = 0;
  }

  private static boolean isSomething(ServerEvent event) {
    return switch (event) {
      case ServerEvent.TranslationSpoken e ->
          Pcm.levelDb(e.samples(), 0, e.samples().length) > QUIET_DB;
      case ServerEvent.TranslationWorded e -> !e.delta().isBlank();
      default -> false;
    };
  }

  private void hear(ServerEvent event, Desk desk) {
    String id = response;
    if (id == null) return;
    boolean something = isSomething(event);
    if (something) {
      worded = true;
      stir();
    }
    switch (event) {
      case ServerEvent.TranslationWorded e ->
          desk.tell(new ServerEvent.TranscriptDelta(id, item("heard"), 0, e.delta()));
      case ServerEvent.TranslationSpoken e -> {
        if (!something) {
          if (worded) pause.add(e.samples());
          return;
        }
        pause.forEach(samples -> play(samples, id, desk));
        pause.clear();
        play(e.samples(), id, desk);
      }
      default -> {}
    }
  }

  private void play(short[] samples, String id, Desk desk) {
    toPlay += samples.length;
    desk.tell(new ServerEvent.AudioDelta(id, item("heard"), 0, samples));
  }

  // --- the clock

  private void tick(Desk desk) {
    if (ticking) return;
    ticking = true;
    desk.wakeAfter(TICK_NANOS);
  }

  private void quiet(Desk desk) {
    if (!asked) {
      asked = true;
      desk.ping();
    } else if (answered && ++sureTicks >= SURE_TICKS) {
      stir();
      unwanted = false;
      if (response != null) behind = 0;
      end(Status.COMPLETED, null, desk);
      tellSpeaker(desk);
    }
  }

  @Override
  public void ponged(Desk desk) {
    answered = asked;
  }

  @Override
  public void due(Desk desk) {
    ticking = false;
    unfedTicks++;
    toPlay = Math.max(0, toPlay - FRAME);
    // The next words would cut off what of these is not heard yet.
    if (!open || toPlay == 0) quietTicks++;
    int patience = response != null && !worded ? WORDLESS_TICKS : QUIET_TICKS;
    boolean unsettled = response != null || unwanted || !speaker.isEmpty();
    if (unsettled && quietTicks >= patience) quiet(desk);
    boolean waiting = open ? unfedTicks <= WORDLESS_TICKS : response != null;
    if (!waiting) return;
    if (!listening && unfedTicks > 1) {
      feedSilence(FRAME, desk);
    }
    tick(desk);
  }
}
