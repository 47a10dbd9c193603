package earshot.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.audio.Prompt;
import earshot.control.Controls.VolumeBy;
import earshot.control.Controls.VolumeChange;
import earshot.control.Controls.VolumeTo;
import earshot.telemetry.LinkState;
import earshot.telemetry.Metrics;
import earshot.telemetry.TalkState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of requests: what each {@code "do"} does with the {@link Controls}. Blocks the client's
 * own thread until the answer is there, its deadline passes, or the client goes.
 */
final class Requests {

  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final long LONGEST_HOLD_MILLIS = 600_000;
  private static final long LONGEST_WAIT_MILLIS = 86_400_000;
  private static final int LONGEST_TEXT = 32_000;

  /** All others do something, also those that are added without a thought of it. */
  private static final Set<String> THAT_ONLY_LOOK =
      Set.of("ping", "status", "usage", "wait", "metrics", "events");

  private interface Request {
    ObjectNode answer(ObjectNode request, CompletableFuture<?> gone) throws InterruptedException;
  }

  /** A request that concerns what its client has handed over before. */
  private interface Attached {
    ObjectNode answer(ObjectNode request, Attachment attachment) throws InterruptedException;
  }

  private final Map<String, Request> table = new LinkedHashMap<>();
  private final Map<String, Attached> attached = new LinkedHashMap<>();
  private final Semaphore room = Attachment.room();
  private final Controls controls;
  private final Metrics metrics;
  private final String version;

  Requests(Controls controls, Metrics metrics, String version) {
    this.controls = controls;
    this.metrics = metrics;
    this.version = version;
    table.put("ping", (_, _) -> Wire.ok().put("version", version));
    table.put("status", (_, _) -> Wire.status(get(controls.status(), SHORT), version));
    table.put("usage", (_, _) -> Wire.usage(get(controls.usage(), SHORT)));
    table.put("wait", this::waitFor);
    table.put("press", (_, _) -> done(controls.press(), SHORT));
    table.put("release", (_, _) -> done(controls.release(), SHORT));
    table.put("tap", (_, _) -> done(controls.tap(), SHORT));
    table.put("double", (_, _) -> done(controls.doubleTap(), SHORT));
    table.put("hold", (request, _) -> hold(request));
    attached.put("attach", Requests::attach);
    attached.put("ask", this::ask);
    table.put("stop", (_, _) -> Wire.ok().put("stopped", get(controls.stop(), SHORT)));
    table.put("mute", (_, _) -> done(controls.mute(true), SHORT));
    table.put("unmute", (_, _) -> done(controls.mute(false), SHORT));
    table.put("repeat", (_, _) -> done(controls.repeat(), SHORT));
    table.put("time", (_, _) -> done(controls.time(), SHORT));
    table.put("say", (request, _) -> say(request));
    table.put("volume", (request, _) -> volume(request));
    table.put("alarms", (request, _) -> alarms(request));
    table.put("metrics", (_, _) -> Wire.ok().put("text", exposition()));
    table.put("reload", (_, _) -> reload());
  }

  /** Whether it does something to the appliance, or only looks at it. */
  static boolean acts(ObjectNode request) {
    String name = request.path("do").asText();
    boolean asksVolume = name.equals("volume") && !request.has("to") && !request.has("by");
    boolean lists = name.equals("alarms") && request.path("act").asText().equals("list");
    return !THAT_ONLY_LOOK.contains(name) && !asksVolume && !lists;
  }

  /** Of this moment: what is only counted elsewhere is collected when somebody asks. */
  String exposition() throws InterruptedException {
    get(controls.status(), SHORT);
    return metrics.exposition();
  }

  /** How long the answer to a request may take. */
  static Duration most(ObjectNode request) {
    long millis = request.path("millis").asLong(LONGEST_WAIT_MILLIS);
    return switch (request.path("do").asText()) {
      case "ask" -> ANSWER;
      case "hold", "wait" -> SHORT.plusMillis(Math.clamp(millis, 0, LONGEST_WAIT_MILLIS));
      default -> SHORT;
    };
  }

  /** "events" is the server's own: it has more than one answer. */
  ObjectNode answer(ObjectNode request, CompletableFuture<?> gone, Attachment attachment)
      throws InterruptedException {
    JsonNode name = request.get("do");
    Attached ofClient = name == null ? null : attached.get(name.asText());
    if (ofClient != null) {
      try {
        return ofClient.answer(request, attachment);
      } catch (Refusal refusal) {
        return Wire.refused(refusal);
      }
    }
    Request entry = name == null || !name.isTextual() ? null : table.get(name.textValue());
    if (entry == null) {
      String known =
          String.join(", ", table.keySet())
              + ", "
              + String.join(", ", attached.keySet())
              + ", events";
      return Wire.refused(
          new Refusal(Exit.USAGE, "there is no such request", "\"do\" with one of " + known));
    }
    try {
      return entry.answer(request, gone);
    } catch (Refusal refusal) {
      return Wire.refused(refusal);
    }
  }

  private ObjectNode hold(ObjectNode request) throws InterruptedException {
    long millis = number(request, "millis", 1, LONGEST_HOLD_MILLIS);
    return done(controls.hold(millis), SHORT.plusMillis(millis));
  }

  /** For what a client hands over before it asks. */
  Attachment attachment() {
    return new Attachment(room);
  }

  private static ObjectNode attach(ObjectNode request, Attachment attachment) {
    attachment.add(request.path("data").asText());
    return Wire.ok();
  }

  private ObjectNode ask(ObjectNode request, Attachment attachment) throws InterruptedException {
    byte[] picture = attachment.take();
    JsonNode text = request.get("text");
    if (text == null || !text.isTextual() || text.textValue().isBlank()) {
      throw wrong("\"text\" must be text");
    }
    if (text.textValue().length() > LONGEST_TEXT) {
      throw wrong("the text is longer than " + LONGEST_TEXT + " characters");
    }
    Controls.Answer answer = get(asked(text.textValue(), picture), ANSWER);
    return Wire.ok().put("transcript", answer.transcript()).put("complete", answer.complete());
  }

  private CompletableFuture<Controls.Answer> asked(String text, byte[] picture) {
    if (picture.length == 0) return controls.ask(text);
    String type = Attachment.type(picture);
    if (type == null) throw wrong("the picture is neither PNG nor JPEG");
    return controls.ask(text, Attachment.dataUrl(type, picture));
  }

  private ObjectNode say(ObjectNode request) throws InterruptedException {
    String id = request.path("prompt").asText();
    Prompt prompt = Prompt.named(id);
    if (prompt == null) {
      String known = Stream.of(Prompt.values()).map(Prompt::id).collect(Collectors.joining(", "));
      throw new Refusal(Exit.USAGE, "there is no such prompt", "earshot say with one of " + known);
    }
    return done(controls.say(prompt), SHORT);
  }

  private ObjectNode volume(ObjectNode request) throws InterruptedException {
    VolumeChange change = null;
    if (request.has("to")) {
      change = new VolumeTo((int) number(request, "to", 0, 100));
    } else if (request.has("by")) {
      change = new VolumeBy((int) number(request, "by", -100, 100));
    }
    return Wire.ok().put("volume", get(controls.volume(change), SHORT));
  }

  private ObjectNode alarms(ObjectNode request) throws InterruptedException {
    return AlarmRequests.answer(get(controls.alarms(AlarmRequests.wish(request)), SHORT));
  }

  private ObjectNode reload() throws InterruptedException {
    var problems = get(controls.reload(), SHORT);
    return problems.isEmpty() ? Wire.ok() : Wire.problems(problems);
  }

  private ObjectNode waitFor(ObjectNode request, CompletableFuture<?> gone)
      throws InterruptedException {
    JsonNode word = request.get("state");
    Predicate<Status> wanted = wanted(word == null ? "" : word.asText());
    if (wanted == null) {
      throw wrong("there is no such state");
    }
    long millis =
        request.has("millis")
            ? number(request, "millis", 0, LONGEST_WAIT_MILLIS)
            : LONGEST_WAIT_MILLIS;
    CompletableFuture<Status> there = controls.when(wanted);
    try {
      CompletableFuture.anyOf(there, gone).get(millis, TimeUnit.MILLISECONDS);
      if (!there.isDone()) {
        throw new Refusal(Exit.FAILED, "the client has gone", "");
      }
      return Wire.status(get(there, SHORT), version);
    } catch (TimeoutException _) {
      String state = get(controls.status(), SHORT).talk().word();
      throw new Refusal(
          Exit.FAILED, "it did not come to that; the state is " + state, "earshot status");
    } catch (ExecutionException _) {
      return Wire.status(get(there, SHORT), version);
    } finally {
      there.cancel(false);
    }
  }

  /** The words of both state machines; null when the word is none of them. */
  static @Nullable Predicate<Status> wanted(String word) {
    TalkState talk = TalkState.named(word);
    if (talk != null) {
      return status -> status.talk() == talk;
    }
    LinkState link = LinkState.named(word);
    return link == null ? null : status -> status.link() == link;
  }

  private static ObjectNode done(CompletableFuture<@Nullable Void> future, Duration most)
      throws InterruptedException {
    // Void says nothing, so that only the exception matters.
    get(future.thenApply(_ -> true), most);
    return Wire.ok();
  }

  private static <T> T get(CompletableFuture<T> future, Duration most) throws InterruptedException {
    try {
      return future.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      future.cancel(false);
      throw new Refusal(
          Exit.FAILED,
          "the daemon did not answer within " + most.toSeconds() + " s",
          "earshot status");
    } catch (CancellationException _) {
      throw new Refusal(Exit.FAILED, "the request was withdrawn", "try again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      String bug = e.getCause() == null ? "" : e.getCause().getClass().getSimpleName();
      throw new Refusal(
          Exit.BUG, "the daemon could not do it: " + bug, "report it with: earshot events");
    }
  }

  private static long number(ObjectNode request, String name, long least, long most) {
    JsonNode node = request.get(name);
    if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong('"' + name + "\" must be a whole number");
    }
    long value = node.longValue();
    if (value < least || value > most) {
      throw wrong('"' + name + "\" must be from " + least + " to " + most);
    }
    return value;
  }

  private static Refusal wrong(String why) {
    return new Refusal(Exit.USAGE, why, "earshot help");
  }
}
