package earshot.simulator;

import earshot.hal.Pcm;
import org.jspecify.annotations.Nullable;

/**
 * The user's half of the conversation: what has been appended, when somebody speaks in it, and when
 * that becomes an item. Service thread only; one for a session.
 */
final class UserTurns {

  private static final int SMALLEST_COMMIT_MILLIS = 100;

  private final LiveSession session;
  private final InputBuffer buffer = new InputBuffer();
  private @Nullable Hearing hearing;
  private Ears ears = new Ears(Hearing.USUAL);
  private long listened;
  private long speechFrom;
  private String speechItem = "";

  /** Grows with everything that ends a silence, so that an idle timer knows it is stale. */
  private int stirrings;

  UserTurns(LiveSession session) {
    this.session = session;
  }

  /** A semantic detection is taken by Azure and does nothing there. */
  void hear(@Nullable Hearing how, boolean azure) {
    hearing = how != null && azure && how.semantic() ? null : how;
    ears = new Ears(how == null ? Hearing.USUAL : how);
    listened = buffer.written();
    stirrings++;
  }

  void append(short[] samples) {
    buffer.append(samples, samples.length);
    Hearing how = hearing;
    if (how == null) return;
    while (hearing == how && buffer.written() - listened >= Pcm.FRAME) {
      Ears.Heard heard = ears.frame(buffer.levelDb(listened, Pcm.FRAME));
      listened += Pcm.FRAME;
      switch (heard) {
        case SPEECH -> started(how);
        case SILENCE -> stopped(how);
        case NOTHING_NEW -> {}
      }
    }
    if (!ears.hearSpeech()) {
      // Only what could still become the beginning of speech, or a silence to be asked about.
      Integer idleMillis = how.idleMillis();
      long keepMillis = Math.max(how.prefixMillis(), idleMillis == null ? 0 : idleMillis) + 200L;
      long keep = Pcm.samples(keepMillis);
      if (buffer.written() - buffer.from() > keep + Pcm.RATE) buffer.forget(listened - keep);
    }
  }

  private void started(Hearing how) {
    stirrings++;
    long onset = listened - (long) ears.framesSinceOnset() * Pcm.FRAME;
    speechFrom = Math.max(buffer.from(), onset - Pcm.samples(how.prefixMillis()));
    speechItem = session.newId("item");
    session.send(
        Json.event("input_audio_buffer.speech_started")
            .put("audio_start_ms", Pcm.millis(speechFrom))
            .put("item_id", speechItem));
    if (how.interrupts()) session.interrupt();
  }

  private void stopped(Hearing how) {
    session.send(
        Json.event("input_audio_buffer.speech_stopped")
            .put("audio_end_ms", Pcm.millis(listened))
            .put("item_id", speechItem));
    session.committed(speechItem, buffer.take(speechFrom, listened));
    if (how.createsResponse()) session.respondToSpeech();
  }

  void commit(@Nullable String eventId) {
    long millis = Pcm.millis(buffer.written() - buffer.from());
    if (millis < SMALLEST_COMMIT_MILLIS) {
      double exactly = (buffer.written() - buffer.from()) * 1000.0 / Pcm.RATE;
      session.refuse(
          "input_audio_buffer_commit_empty",
          null,
          "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has %.2fms of audio."
              .formatted(exactly),
          eventId);
      return;
    }
    String item = ears.hearSpeech() ? speechItem : session.newId("item");
    short[] sound = buffer.take(buffer.from(), buffer.written());
    forgetSpeech();
    session.committed(item, sound);
  }

  void clear() {
    buffer.forget(buffer.written());
    forgetSpeech();
    session.send(Json.event("input_audio_buffer.cleared"));
  }

  private void forgetSpeech() {
    ears.forget();
    listened = buffer.written();
    stirrings++;
  }

  /** The assistant has begun to answer. */
  void stir() {
    stirrings++;
  }

  /** The assistant falls silent at this time; if then nobody speaks for long, it asks again. */
  void waitForUser(long silentAtNanos) {
    Hearing how = hearing;
    Integer idleMillis = how == null ? null : how.idleMillis();
    if (idleMillis == null) return;
    int stirred = ++stirrings;
    session.at(
        silentAtNanos + idleMillis * 1_000_000L,
        () -> {
          if (stirrings == stirred && !ears.hearSpeech()) timedOut(idleMillis);
        });
  }

  private void timedOut(int idleMillis) {
    long end = buffer.written();
    long start = Math.max(buffer.from(), end - Pcm.samples(idleMillis));
    String item = session.newId("item");
    session.send(
        Json.event("input_audio_buffer.timeout_triggered")
            .put("audio_start_ms", Pcm.millis(start))
            .put("audio_end_ms", Pcm.millis(end))
            .put("item_id", item));
    short[] silence = buffer.take(start, end);
    forgetSpeech();
    session.committed(item, silence);
    session.respondToSpeech();
  }
}
