package earshot.simulator;

import earshot.hal.Pcm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;

/**
 * A spoken message on its way out: sound in pieces at its pace, its words ahead of it. Builds the
 * pieces by hand, for there are many. Service thread only; schedules itself.
 */
final class SpokenPart {

  final Item item;
  final Item.Part part;
  private final Reply reply;
  private final LiveSession session;
  private final Delivery delivery;
  private final String words;
  private final short[] sound;
  private final BitSet stallsOver = new BitSet();
  private int sent;
  private int lastSamples;
  private int saidTo;
  private long startedAtNanos;
  private long heldUpNanos;
  private byte[] beforeId = {};
  private byte[] afterId = {};

  SpokenPart(Reply reply, LiveSession session, Delivery delivery, Item item, Answer.Say say) {
    this.reply = reply;
    this.session = session;
    this.delivery = delivery;
    this.item = item;
    this.words = say.words();
    this.sound = session.service().repertoire().sound(say);
    this.part = Item.Part.spoken(sound, 0, "");
  }

  int lastSamples() {
    return lastSamples;
  }

  /** All samples that have gone out, whatever was cut since. */
  short[] sentSamples() {
    return Arrays.copyOf(sound, sent);
  }

  String said() {
    return words.substring(0, saidTo);
  }

  void start() {
    startedAtNanos = session.now();
    String type = session.wording.output("audio.delta");
    beforeId = ("{\"type\":\"" + type + "\",\"event_id\":\"").getBytes(StandardCharsets.US_ASCII);
    String rest = reply.inPart(type).put("event_id", "").put("delta", "").toString();
    String members =
        rest.substring(rest.indexOf(",\"response_id\""), rest.indexOf(",\"event_id\""));
    afterId = ("\"" + members + ",\"delta\":\"").getBytes(StandardCharsets.US_ASCII);
    more();
  }

  /** Sends a burst, if nobody has ended this meanwhile, and comes back when the next is due. */
  private void more() {
    int delta = (int) Pcm.samples(delivery.deltaMillis());
    long burstEnd = sent + Math.max(delta, Pcm.samples(delivery.burstMillis()));
    while (sent < sound.length && sent < burstEnd) {
      say(sent + (int) Pcm.samples(delivery.leadMillis()));
      lastSamples = Math.min(delta, sound.length - sent);
      int from = sent;
      sent += lastSamples;
      if (!part.cut) part.length = sent;
      send(from, lastSamples);
      if (!reply.delivered(this)) return;
      if (stalls()) break;
    }
    if (sent >= sound.length) {
      say(Integer.MAX_VALUE);
      reply.spoken();
      return;
    }
    long dueNanos = (long) (sent * (1e9 / Pcm.RATE) / delivery.pace());
    session.at(
        startedAtNanos + heldUpNanos + dueNanos,
        () -> {
          if (!reply.isOver()) more();
        });
  }

  private boolean stalls() {
    boolean stalled = false;
    for (int i = 0; i < delivery.stalls().size(); i++) {
      Delivery.Stall stall = delivery.stalls().get(i);
      boolean mine = stall.response() == 0 || stall.response() == reply.number;
      if (!mine || stallsOver.get(i) || Pcm.millis(sent) < stall.atAudioMillis()) continue;
      stallsOver.set(i);
      heldUpNanos += stall.forMillis() * 1_000_000;
      stalled = true;
    }
    return stalled;
  }

  /** Says the words that belong to the sound up to this sample. */
  private void say(int upToSample) {
    double share = Math.min(1, (double) upToSample / Math.max(1, sound.length));
    long upTo = Math.round(share * words.length());
    while (saidTo < upTo) {
      int end = Reply.wordEnd(words, saidTo);
      String delta = words.substring(saidTo, end);
      saidTo = end;
      if (!part.cut) part.transcript = said();
      session.send(
          reply.inPart(session.wording.output("audio_transcript.delta")).put("delta", delta));
    }
  }

  private void send(int from, int count) {
    byte[] eventId = session.newId("event").getBytes(StandardCharsets.US_ASCII);
    byte[] audio = Base64.getEncoder().encode(reply.settings.output.encode(sound, from, count));
    var message = new byte[beforeId.length + eventId.length + afterId.length + audio.length + 2];
    int at = put(beforeId, message, 0);
    at = put(eventId, message, at);
    at = put(afterId, message, at);
    at = put(audio, message, at);
    message[at] = '"';
    message[at + 1] = '}';
    // All pieces of an item have one shape, so the first stands for all.
    if (from == 0) session.sendChecked(message);
    else session.deliver(message);
  }

  private static int put(byte[] from, byte[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }
}
