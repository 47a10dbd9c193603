package earshot.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import earshot.ToolCalls;
import earshot.Witness;
import earshot.config.Config;
import earshot.hal.Clock;
import earshot.hal.Pcm;
import earshot.hal.Wav;
import earshot.hal.sim.SimTime;
import earshot.link.LinkState;
import earshot.realtime.Catalogue;
import earshot.realtime.Session;
import earshot.realtime.Usage;
import earshot.simulator.Script;
import earshot.stage.Screen.Voice;
import earshot.telemetry.Trouble;
import earshot.turn.Cut;
import earshot.turn.TurnEffect.Notice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration: a story played by the real daemon on a simulated board with a simulated
 * service, shown live, and proved at the end: what the listener heard is what the service said,
 * sample by sample, up to each cut.
 */
public final class Demo implements Witness {

  private static final long MILLIS = 1_000_000L;
  private static final long FRAME_NANOS = 66 * MILLIS;
  private static final long LONGEST_NANOS = 120_000 * MILLIS;
  private static final long ONE_WAY_NANOS = 25 * MILLIS;

  private final SimTime time;
  private final Screen screen;
  private final Stage stage;
  private final Proof proof;
  private final Wav.Writer recording;
  private final Story story;
  private final String model;
  private long picoDollars;
  private long tokens;
  private int cuts;
  private int reconnects;
  private boolean wasReady;
  private boolean held;
  private String lastSaid = "";

  /**
   * @param wav where what the listener heard is written
   */
  public Demo(
      Config config, Supplier<Session> sessions, Path wav, PrintStream out, boolean terminal) {
    time = new SimTime(0, Clock.system().epochMillis());
    screen = new Screen(out, terminal);
    recording = new Wav.Writer(wav);
    proof = new Proof();
    model = config.service().model();
    stage =
        new Stage(
            time,
            new Stage.Setting(
                config,
                List.of(new Stage.Place(Script.usual(), sessions)),
                ToolCalls.NONE,
                null,
                this,
                this::heard,
                ONE_WAY_NANOS,
                0,
                20261121));
    stage.service().remembering();
    story = new Story(stage, words -> screen.say(seconds(), Voice.NARRATOR, words));
  }

  /** The line between the daemon and the service, for who wants to listen in. */
  SimWire wire() {
    return stage.wire();
  }

  private double seconds() {
    return time.nanos() / 1e9;
  }

  private void heard(short[] samples, int at, int count, int wanted) {
    try {
      recording.write(samples, at, count);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    proof.heard(samples, at, wanted);
  }

  /**
   * Plays the story, this many times faster than life; 0 as fast as this machine can. Returns
   * whether it held together.
   */
  public boolean play(double speed) throws InterruptedException, IOException {
    story.begin();
    time.after(0, this::frame);
    if (speed > 0) {
      time.runPaced(Clock.system(), speed, () -> story.over() || time.nanos() > LONGEST_NANOS);
    } else {
      while (!story.over() && time.runNext(LONGEST_NANOS)) {}
    }
    draw();
    stage.close();
    recording.close();
    proof.judge(stage.service().log());
    screen.end();
    return story.over() && proof.holds() && cuts > 0 && reconnects > 0;
  }

  private void frame() {
    draw();
    time.after(FRAME_NANOS, this::frame);
  }

  private void draw() {
    var appliance = stage.appliance();
    screen.draw(
        new Screen.Frame(
            seconds(),
            stage.board().lights().look(),
            appliance.loop().turnState().name(),
            appliance.loop().linkState().name(),
            held,
            appliance.microphoneDb(),
            appliance.playout().levelDb(),
            picoDollars / 1_000_000,
            tokens));
  }

  public String summary(Path wav) {
    return String.format(
        Locale.ROOT,
        "%s The listener heard %.1f s of speech, %s sample by sample what the service said%s."
            + "%n%d answer cut at what was heard, %d connection lost and found again, $%.4f and %d"
            + " tokens.%nWhat was heard: %s",
        story.over() ? "The story is told." : "The story got stuck.",
        proof.heardSamples() / (double) Pcm.RATE,
        proof.holds() ? "and it is" : "but it is NOT",
        proof.holds() ? "" : ": " + proof.difference(),
        cuts,
        reconnects,
        picoDollars / 1e12,
        tokens,
        wav);
  }

  public ObjectNode json(Path wav) {
    ObjectNode out = new ObjectMapper().createObjectNode();
    out.put("complete", story.over());
    out.put("heard_equals_said", proof.holds());
    out.put("heard_samples", proof.heardSamples());
    out.put("cuts", cuts);
    out.put("reconnects", reconnects);
    out.put("tokens", tokens);
    out.put("cost_usd", picoDollars / 1e12);
    out.put("wav", wav.toString());
    return out;
  }

  // --- what is seen

  @Override
  public void userSaid(String text) {
    screen.say(seconds(), Voice.USER, text);
  }

  @Override
  public void assistantSaid(String text, boolean whole) {
    screen.say(seconds(), Voice.ASSISTANT, whole ? text : text + " ...");
    lastSaid = text;
  }

  @Override
  public void cut(Cut cut) {
    cuts++;
    proof.cut(cut);
    screen.say(
        seconds(),
        Voice.CUT,
        String.format(
            Locale.ROOT,
            "heard up to \"%s\", %.2f s of %.2f s; the service is told exactly that",
            lastWordsHeard(cut),
            cut.heardMillis() / 1000.0,
            cut.acceptedMillis() / 1000.0));
  }

  /**
   * The words about where the listener stopped hearing them: the sound is exact, the text is not.
   */
  private String lastWordsHeard(Cut cut) {
    int length = lastSaid.length();
    int at = (int) (length * cut.heardMillis() / Math.max(1, cut.acceptedMillis()));
    int space = lastSaid.indexOf(' ', Math.min(at, length));
    String heard = lastSaid.substring(0, space < 0 ? length : space);
    int from = heard.lastIndexOf(' ', Math.max(0, heard.length() - 24));
    return from < 0 ? heard : "..." + heard.substring(from);
  }

  @Override
  public void turned(earshot.turn.TurnState before, earshot.turn.TurnState after) {
    held = after.phase() instanceof earshot.turn.TurnState.Listening l && !l.closing();
  }

  @Override
  public void linked(LinkState before, LinkState after, Trouble trouble) {
    if (after instanceof LinkState.Ready) {
      if (wasReady) reconnects++;
      wasReady = true;
      screen.say(seconds(), Voice.LINK, "connected, and the session is configured");
    } else if (after instanceof LinkState.Pausing p) {
      screen.say(
          seconds(),
          before instanceof LinkState.Ready ? Voice.TROUBLE : Voice.LINK,
          trouble.sentence() + " (" + p.reason() + ") It is tried again, for ever.");
    }
  }

  @Override
  public void noted(Notice notice, @Nullable String detail) {
    if (notice != Notice.INTERRUPTED) {
      screen.say(
          seconds(),
          Voice.TROUBLE,
          notice.name().toLowerCase(Locale.ROOT) + (detail == null ? "" : ": " + detail));
    }
  }

  @Override
  public void used(String model, Usage usage) {
    picoDollars += Catalogue.BUILT_IN.of(this.model).prices().picoDollars(usage);
    tokens += usage.total();
  }
}
