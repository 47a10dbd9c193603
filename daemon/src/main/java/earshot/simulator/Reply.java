package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.hal.Pcm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response on its way out: what it says, part after part, at its pace, until it is done, cut or
 * fails. Service thread only; schedules itself.
 */
final class Reply {

  final String id;
  final int number;
  final Settings settings;
  final boolean outOfBand;
  private final LiveSession session;
  private final Wording wording;
  private final Delivery delivery;
  private final Answer answer;
  private final Tally.Input input;
  private final @Nullable JsonNode metadata;
  private final List<Item> output = new ArrayList<>();

  private String status = "in_progress";
  private @Nullable ObjectNode details;
  private Tally.Tokens spent = Tally.Tokens.NONE;
  private boolean over;
  private @Nullable SpokenPart speaking;
  private @Nullable Item writing;
  private int deltas;

  /** When the sound that went out so far has been played, by a client that plays it at once. */
  private long playedAtNanos;

  Reply(
      LiveSession session,
      int number,
      Settings settings,
      boolean outOfBand,
      Answer answer,
      Tally.Input input,
      @Nullable JsonNode metadata) {
    this.session = session;
    this.id = session.newId("resp");
    this.number = number;
    this.settings = settings;
    this.outOfBand = outOfBand;
    this.answer = answer;
    this.input = input;
    this.metadata = metadata;
    this.wording = session.wording;
    this.delivery = session.delivery();
  }

  void begin() {
    session.send(Json.event("response.created").set("response", toJson()));
    session.misbehave(Misbehaviour.Point.RESPONSE, this, 0);
    after((long) (delivery.thinkMillis() * 1_000_000L * session.jitter()), this::next);
  }

  private void next() {
    if (output.size() == answer.parts().size()) {
      finish("completed", null);
      return;
    }
    switch (answer.parts().get(output.size())) {
      case Answer.Say say when settings.speaks -> speak(say);
      case Answer.Say say -> write(say.words());
      case Answer.Call call -> call(call);
      case Answer.Hosted hosted -> hosted(hosted);
    }
  }

  private Item open(Item item) {
    item.status = "in_progress";
    output.add(item);
    ObjectNode event = Json.event("response.output_item.added").put("response_id", id);
    event.put("output_index", output.size() - 1);
    session.send(event.set("item", wording.item(item, false)));
    if (!outOfBand) session.begin(item);
    return item;
  }

  private void close(Item item, String how) {
    item.status = how;
    if (!outOfBand) session.complete(item);
    ObjectNode event = Json.event("response.output_item.done").put("response_id", id);
    event.put("output_index", output.size() - 1);
    session.send(event.set("item", wording.item(item, false)));
    spent = spent.plus(Tally.of(item));
  }

  ObjectNode inPart(String type) {
    return inItem(type).put("content_index", 0);
  }

  private ObjectNode inItem(String type) {
    return Json.event(type)
        .put("response_id", id)
        .put("item_id", output.getLast().id)
        .put("output_index", output.size() - 1);
  }

  private void part(String type, boolean spoken, String words) {
    ObjectNode event = inPart(type);
    event
        .putObject("part")
        .put("type", spoken ? "audio" : "text")
        .put(spoken ? "transcript" : "text", words);
    session.send(event);
  }

  // Words only

  private void write(String words) {
    Item item = open(new Item(session.newId("item"), Item.Kind.MESSAGE, "assistant"));
    part("response.content_part.added", false, "");
    Item.Part part = Item.Part.text("");
    item.content.add(part);
    writing = item;
    writeMore(words, 0);
  }

  private void writeMore(String words, int from) {
    Item item = writing;
    if (item == null) return;
    Item.Part part = item.content.getFirst();
    if (Tally.text(words.substring(0, from)) >= limit()) {
      closeWriting("incomplete");
      finish("incomplete", "max_output_tokens");
      return;
    }
    if (from >= words.length()) {
      closeWriting("completed");
      next();
      return;
    }
    int to = wordEnd(words, from);
    String delta = words.substring(from, to);
    part.text = part.text + delta;
    session.send(inPart(wording.output("text.delta")).put("delta", delta));
    after((long) (20_000_000L / delivery.pace()), () -> writeMore(words, to));
  }

  static int wordEnd(String words, int from) {
    int space = words.indexOf(' ', from + 1);
    return space < 0 ? words.length() : space;
  }

  private void closeWriting(String how) {
    Item item = writing;
    if (item == null) return;
    writing = null;
    String text = item.words();
    session.send(inPart(wording.output("text.done")).put("text", text));
    part("response.content_part.done", false, text);
    close(item, how);
  }

  // Sound

  private void speak(Answer.Say say) {
    Item item = open(new Item(session.newId("item"), Item.Kind.MESSAGE, "assistant"));
    part("response.content_part.added", true, "");
    var spoken = new SpokenPart(this, session, delivery, item, say);
    item.content.add(spoken.part);
    speaking = spoken;
    session.service().remember(spoken);
    spoken.start();
  }

  /** One more piece of sound went out; false if that was the end of this response. */
  boolean delivered(SpokenPart spoken) {
    deltas++;
    long nanos = spoken.lastSamples() * 1_000_000_000L / Pcm.RATE;
    playedAtNanos = Math.max(playedAtNanos, session.now()) + nanos;
    session.misbehave(Misbehaviour.Point.DELTA, this, deltas);
    if (over || speaking != spoken) return false;
    if (Tally.of(spoken.item).total() >= limit()) {
      closeSpeaking("incomplete");
      finish("incomplete", "max_output_tokens");
      return false;
    }
    return true;
  }

  void spoken() {
    closeSpeaking("completed");
    next();
  }

  private void closeSpeaking(String how) {
    SpokenPart spoken = speaking;
    if (spoken == null) return;
    speaking = null;
    String transcript = spoken.said();
    if (!spoken.part.cut) spoken.part.transcript = transcript;
    session.send(inPart(wording.output("audio.done")));
    session.send(inPart(wording.output("audio_transcript.done")).put("transcript", transcript));
    part("response.content_part.done", true, transcript);
    close(spoken.item, how);
  }

  // Functions

  private void call(Answer.Call call) {
    var item = new Item(session.newId("item"), Item.Kind.CALL, "assistant");
    item.callId = session.newId("call");
    item.function = call.function();
    open(item);
    String arguments = call.arguments();
    for (int at = 0; at < arguments.length(); at += 12) {
      String delta = arguments.substring(at, Math.min(arguments.length(), at + 12));
      session.send(
          inItem("response.function_call_arguments.delta")
              .put("call_id", item.callId)
              .put("delta", delta));
    }
    item.arguments = arguments;
    ObjectNode done = inItem("response.function_call_arguments.done").put("call_id", item.callId);
    if (wording.saysItemsTwice()) done.put("name", item.function);
    session.send(done.put("arguments", arguments));
    close(item, "completed");
    next();
  }

  private void hosted(Answer.Hosted hosted) {
    if (HostedCalls.asks(settings, hosted)) {
      Item request = open(session.hosted.request(hosted));
      close(request, "completed");
      finish("completed", null);
      return;
    }
    Item item = open(session.hosted.begun(hosted, null));
    session.hosted.run(
        item,
        hosted,
        output.size() - 1,
        () -> {
          if (over) return;
          close(item, "completed");
          next();
        });
  }

  // The end

  private long limit() {
    return settings.outputTokens();
  }

  boolean isOver() {
    return over;
  }

  void cancel(String reason) {
    stop("cancelled", reason);
  }

  /** Ends what is being said, and the response with this status. */
  void stop(String endStatus, @Nullable String reason) {
    if (over) return;
    ObjectNode end = Json.object().put("type", endStatus);
    if (reason != null) end.put("reason", reason);
    closeSpeaking("incomplete");
    closeWriting("incomplete");
    finishAs(endStatus, end);
  }

  void fail(Misbehaviour.Fail failure) {
    if (over) return;
    closeSpeaking("incomplete");
    closeWriting("incomplete");
    ObjectNode end = Json.object().put("type", "failed");
    ObjectNode error = end.putObject("error");
    error.put("type", failure.type()).put("code", failure.code());
    if (wording.saysMessagesOfFailures()) error.put("message", failure.message());
    finishAs("failed", end);
  }

  private void finish(String endStatus, @Nullable String reason) {
    if (over) return;
    if (session.misbehave(Misbehaviour.Point.DONE, this, 0) || over) return;
    ObjectNode end = null;
    if (reason != null) end = Json.object().put("type", endStatus).put("reason", reason);
    finishAs(endStatus, end);
  }

  private void finishAs(String endStatus, @Nullable ObjectNode end) {
    over = true;
    status = endStatus;
    details = end;
    session.ended(this, playedAtNanos);
    session.send(Json.event("response.done").set("response", toJson()));
    session.chargeRateLimits(input.all().total() + spent.total(), spent.total());
  }

  private ObjectNode toJson() {
    ObjectNode response = Json.object().put("object", "realtime.response").put("id", id);
    response.put("status", status);
    response.set("status_details", details);
    var items = response.putArray("output");
    if (over) for (Item item : output) items.add(wording.item(item, false));
    response.put("conversation_id", outOfBand ? null : session.conversation.id);
    wording.describe(settings, response);
    response.set("usage", over ? Tally.json(input, spent) : null);
    response.set("metadata", metadata);
    return response;
  }

  private void after(long nanos, Runnable act) {
    session.after(
        nanos,
        () -> {
          if (!over) act.run();
        });
  }
}
