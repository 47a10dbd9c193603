package earshot.simulator;

import earshot.hal.Pcm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A translator of few gifts: it hears when a phrase has come to its end, marks its words with the
 * language, and says them in as much time as it is given. Service thread only.
 */
final class Interpreter {

  private static final short[] NOTHING = {};

  /** It takes a breath in a sentence for no end. */
  private static final Hearing HEARING =
      new Hearing(false, 0.5, 300, 500, "auto", false, false, null);

  /** What it says at one step, and what it heard by then. */
  record Said(List<String> heard, List<String> words, short[] sound) {}

  private final Repertoire repertoire;
  private final Ears ears = new Ears(HEARING);
  private final InputBuffer phrase = new InputBuffer();
  private final Deque<short[]> toSay = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private int saidOfFirst;
  private long taken;

  Interpreter(Repertoire repertoire) {
    this.repertoire = repertoire;
  }

  long takenMillis() {
    return Pcm.millis(taken);
  }

  /** Whether there is something that it has not said yet. */
  boolean isBusy() {
    return ears.hearSpeech() || !toSay.isEmpty();
  }

  Said take(short[] frame, String language) {
    taken += frame.length;
    phrase.append(frame, frame.length);
    for (int at = 0; at < frame.length; at += Pcm.FRAME) {
      long position = phrase.written() - frame.length + at;
      if (position < phrase.from()) continue;
      switch (ears.frame(phrase.levelDb(position, Pcm.FRAME))) {
        case SILENCE -> {
          translate(phrase.take(phrase.from(), position + Pcm.FRAME), language);
          ears.forget();
        }
        case SPEECH, NOTHING_NEW -> {}
      }
    }
    // Silence before a phrase is no part of it.
    if (!ears.hearSpeech()) phrase.forget(phrase.written() - 2L * frame.length);
    var said = new Said(List.copyOf(heard), List.copyOf(words), sound(frame.length));
    heard.clear();
    words.clear();
    return said;
  }

  private void translate(short[] sound, String language) {
    @Nullable String understood = repertoire.understand(sound);
    String said = understood == null ? "something" : understood;
    String translated = "(" + language + ") " + said;
    heard.addAll(each(said));
    words.addAll(each(translated));
    toSay.add(repertoire.sound(new Answer.Say(translated, List.of(), 0)));
  }

  /** Words as they are appended, each with the blank before it; the first begins a phrase. */
  private static List<String> each(String words) {
    List<String> deltas = new ArrayList<>();
    String all = " " + words;
    for (int at = 0; at < all.length(); ) {
      int end = Reply.wordEnd(all, at);
      deltas.add(all.substring(at, end));
      at = end;
    }
    return deltas;
  }

  private short[] sound(int most) {
    short[] first = toSay.peek();
    if (first == null) return NOTHING;
    int end = Math.min(first.length, saidOfFirst + most);
    short[] piece = Arrays.copyOfRange(first, saidOfFirst, end);
    saidOfFirst = end;
    if (end == first.length) {
      toSay.poll();
      saidOfFirst = 0;
    }
    return piece;
  }
}
