package earshot.link;

import earshot.realtime.ClientEvent;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import java.util.ArrayList;
import java.util.List;

/** Rules of a session at work, by hand: what they send, and what they tell, in plain words. */
final class SpokenRules implements SessionRules.Desk {

  final List<String> sent = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  int silence;
  int wakes;
  double chargedSeconds;

  /** Whether the line answers when it is asked for a sign. */
  boolean alive = true;

  private final SessionRules rules;
  private int events;

  SpokenRules(SessionRules rules) {
    this.rules = rules;
  }

  SpokenRules say(ClientEvent event) {
    rules.said(event, "id_" + ++events, this);
    return this;
  }

  SpokenRules append(int samples) {
    rules.appended(samples, this);
    return this;
  }

  SpokenRules hear(ServerEvent event) {
    rules.heard(event, this);
    return this;
  }

  /** Lets the time pass that they asked for, so often, or until they ask no more. */
  int ticks(int most) {
    int passed = 0;
    while (passed < most && wakes > 0) {
      wakes--;
      passed++;
      rules.due(this);
    }
    return passed;
  }

  List<String> takeTold() {
    List<String> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  static ClientEvent respond() {
    return new ClientEvent.CreateResponse(ClientEvent.ResponseSpec.AS_SESSION);
  }

  static ClientEvent ask(String text) {
    return new ClientEvent.CreateItem(Item.userText(null, text), null);
  }

  @Override
  public void send(ClientEvent event, String eventId) {
    sent.add(event.getClass().getSimpleName());
  }

  @Override
  public void sendSilence(int samples) {
    silence += samples;
  }

  @Override
  public void tell(ServerEvent event) {
    if (event instanceof ServerEvent.SoundCharged e) {
      chargedSeconds += e.seconds();
      return;
    }
    told.add(
        switch (event) {
          case ServerEvent.ResponseCreated e -> "created " + e.responseId();
          case ServerEvent.ResponseDone e -> "done " + e.responseId() + " " + e.status();
          case ServerEvent.AudioDelta e -> "sound " + e.responseId() + " " + e.samples().length;
          case ServerEvent.TranscriptDelta e -> "words " + e.responseId() + e.delta();
          case ServerEvent.InputTranscribed e -> "said " + e.itemId() + " " + e.transcript();
          case ServerEvent.SpeechStarted e -> "speech " + e.itemId();
          case ServerEvent.InputCommitted e -> "committed " + e.itemId();
          default -> event.getClass().getSimpleName();
        });
  }

  @Override
  public void ping() {
    if (alive) rules.ponged(this);
  }

  @Override
  public void wakeAfter(long nanos) {
    wakes++;
  }
}
