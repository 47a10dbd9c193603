package earshot.simulator;

import earshot.hal.Pcm;
import earshot.hal.sim.SimTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Realtime service for tests, demonstrations and other people's clients: it lets in, hears,
 * answers, charges, refuses, and misbehaves as scripted. Everything of it happens on the thread
 * that runs its time, repeatably: the same seed and the same input give the same bytes.
 */
public final class SimulatedService {

  /** An ephemeral key: until when it opens connections, and what they are set to. */
  private record Secret(long untilEpochMillis, Settings settings) {}

  private final Script script;
  private final SimTime time;
  private final Ids ids;
  private final long seed;
  private final Repertoire repertoire;
  private final ChatDesk chats;
  private final RateLimits rates;
  private final Mishaps mishaps;
  private final Set<LiveSession> live = new LinkedHashSet<>();
  private final Map<String, Secret> secrets = new HashMap<>();
  private final Map<String, short[]> heard = new TreeMap<>();
  private final Map<String, SpokenPart> said = new HashMap<>();
  private final List<Exchange> log = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private boolean remembers;
  private @Nullable Path recordings;
  private int recorded;
  private int connections;

  public SimulatedService(Script script, SimTime time, long seed) {
    this.script = script;
    this.time = time;
    this.seed = seed;
    this.ids = new Ids(seed);
    this.repertoire = new Repertoire(script);
    this.rates = new RateLimits(script.terms(), time);
    this.mishaps = new Mishaps(script.misbehaviours());
    this.chats = new ChatDesk(this);
  }

  /**
   * Opens a connection. Nothing is said to the client before this returns.
   *
   * @throws RefusedUpgrade if there is to be no connection
   */
  public Session connect(Upgrade upgrade, Client client) throws RefusedUpgrade {
    int number = ++connections;
    for (Misbehaviour each : mishaps.at(Misbehaviour.Point.UPGRADE, number, 0, 0)) {
      switch (each.act()) {
        case Misbehaviour.Refuse(int status, String body, var headers) ->
            throw new RefusedUpgrade(status, body, headers);
        case Misbehaviour.WrongAccept() ->
            throw new RefusedUpgrade(
                101, "", Map.of("Sec-WebSocket-Accept", "d3JvbmcgYWNjZXB0IGtleQ=="));
        case Misbehaviour.TlsAlert() -> throw new RefusedUpgrade(0, "", Map.of());
        default -> throw new RefusedUpgrade(503, "", Map.of());
      }
    }
    boolean translates = Interpretation.isWanted(upgrade);
    Upgrade asked = translates ? Interpretation.asConversation(upgrade) : upgrade;
    Door door = Door.of(asked, script.terms(), this::knows);
    RateLimits.Refusal busy = door.refusal() == null ? rates.take(door.model(), 0) : null;
    if (busy != null) throw door.tooMany(busy);
    // Each connection has randomness of its own, so that one does not disturb another's.
    var sessionIds = new Ids(seed * 1_000_003 + number);
    if (translates) {
      var interpretation = new Interpretation(this, number, door, client, sessionIds);
      interpretation.open();
      return interpretation;
    }
    Secret secret = secrets.get(door.key());
    Settings settings = secret == null ? new Settings(door.model()) : secret.settings.copy();
    if (!door.model().isEmpty()) settings.model = door.model();
    settings.transcribesOnly |= door.transcribes();
    var session = new LiveSession(this, number, door, client, settings, sessionIds);
    live.add(session);
    session.open();
    return session;
  }

  /** Whether TLS is to fail for the next connection, which is then over. */
  public boolean failsTls() {
    if (!mishaps.failsTls(connections + 1)) return false;
    mishaps.at(Misbehaviour.Point.UPGRADE, ++connections, 0, 0);
    return true;
  }

  /** From now on this goes wrong too, besides what the script has. */
  public void misbehave(Misbehaviour misbehaviour) {
    if (misbehaviour.when().point() != Misbehaviour.Point.NOW) {
      mishaps.add(misbehaviour);
      return;
    }
    for (LiveSession each : List.copyOf(live)) each.misbehave(misbehaviour);
  }

  void over(LiveSession session) {
    live.remove(session);
  }

  /** From now on nothing goes wrong but what the script has. */
  public void behave() {
    mishaps.forgetAdded();
  }

  private boolean knows(String key) {
    Secret secret = secrets.get(key);
    if (secret != null) return secret.untilEpochMillis > time.epochMillis();
    if (key.isEmpty() || key.startsWith("ek_")) return false;
    return script.terms().keys().isEmpty() || script.terms().keys().contains(key);
  }

  /** Whether this key may make ephemeral ones. */
  boolean admits(String key) {
    return !secrets.containsKey(key) && knows(key);
  }

  /** A key good for a while, whose sessions are set like this. */
  String mint(long untilEpochMillis, Settings settings) {
    String secret = ids.next("ek");
    secrets.put(secret, new Secret(untilEpochMillis, settings));
    return secret;
  }

  /** Answers a request other than an upgrade. */
  public Rest.Answer rest(String method, Upgrade request, byte[] body) {
    return new Rest(this).answer(method, request, body);
  }

  /**
   * A Chat Completions request, of its own and outside any session. Nothing is said to the client
   * before this returns.
   */
  public ChatCall chat(String path, Map<String, String> headers, byte[] body, ChatClient client) {
    return chats.take(new Upgrade(path, headers), body, client);
  }

  /** Whether a POST to this path is for {@link #chat}. */
  public static boolean chats(String pathAndQuery) {
    return ChatDoor.leadsTo(pathAndQuery);
  }

  String newId(String prefix) {
    return ids.next(prefix);
  }

  /** From now on remembers everything that is said and heard; for tests. */
  public SimulatedService remembering() {
    remembers = true;
    return this;
  }

  /** From now on writes what it hears into this directory, raw 24 kHz samples, a file an item. */
  public SimulatedService recording(Path directory) {
    recordings = directory;
    return this;
  }

  /** All messages since it remembers, in order. */
  public List<Exchange> log() {
    return Collections.unmodifiableList(log);
  }

  /**
   * What the model was given of something that it had said itself.
   *
   * @param responseId before which response
   * @param words whether it was given the words to it too
   */
  public record Known(String responseId, String itemId, int samples, boolean words) {}

  /** What the model was given of its own sound, response after response, since it remembers. */
  public List<Known> known() {
    return Collections.unmodifiableList(known);
  }

  void remember(String responseId, List<Item> input) {
    if (!remembers) return;
    for (Item item : input) {
      if (!item.isFrom("assistant")) continue;
      for (Item.Part part : item.content) {
        if (!part.spoken) continue;
        known.add(new Known(responseId, item.id, part.length, part.transcript != null));
      }
    }
  }

  /** What it heard in a user's item since it remembers; empty if it did not. */
  public short[] heard(String itemId) {
    return heard.getOrDefault(itemId, new short[0]).clone();
  }

  /** What it said in an item since it remembers, as far as that went out; empty if it did not. */
  public short[] said(String itemId) {
    SpokenPart spoken = said.get(itemId);
    return spoken == null ? new short[0] : spoken.sentSamples();
  }

  public int connections() {
    return connections;
  }

  Script script() {
    return script;
  }

  SimTime time() {
    return time;
  }

  RateLimits rates() {
    return rates;
  }

  Mishaps mishaps() {
    return mishaps;
  }

  Repertoire repertoire() {
    return repertoire;
  }

  void note(LiveSession session, boolean fromClient, byte[] message) {
    note(session.number, session.wording.dialect, fromClient, message);
  }

  void note(int connection, String dialect, boolean fromClient, byte[] message) {
    if (!remembers) return;
    log.add(new Exchange(time.nanos(), connection, fromClient, dialect, message));
  }

  /** A message of the Chat Completions, the dialect of its own. */
  void note(int request, boolean fromClient, byte[] message) {
    if (remembers) log.add(new Exchange(time.nanos(), request, fromClient, "chat", message));
  }

  void remember(SpokenPart spoken) {
    if (remembers) said.put(spoken.item.id, spoken);
  }

  void remember(String itemId, short[] sound) {
    if (remembers) heard.put(itemId, sound);
    Path directory = recordings;
    if (directory == null) return;
    var bytes = new byte[sound.length * 2];
    Pcm.toBytes(sound, 0, bytes, 0, sound.length);
    Path file = directory.resolve("%04d-%s.raw".formatted(++recorded, itemId));
    try {
      Files.createDirectories(directory);
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("could not record what was heard to " + file, e);
    }
  }
}
