package earshot.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.ServerEvent.Status;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a conversation, and how it is told to the next session. */
class ConversationTest {

  private final Conversation conversation = new Conversation(3, 1000);

  private void on(ServerEvent... events) {
    for (ServerEvent event : events) conversation.on(event, "r");
  }

  private static ServerEvent committed(String id, @Nullable String after) {
    return new ServerEvent.InputCommitted(id, after);
  }

  private static ServerEvent transcribed(String id, String words) {
    return new ServerEvent.InputTranscribed(id, 0, words, null, null);
  }

  private static ServerEvent says(String id, String words) {
    return new ServerEvent.TranscriptDelta("r", id, 0, words);
  }

  private static Item item(Item.Kind kind, String id, String callId, @Nullable String words) {
    boolean call = kind == Item.Kind.FUNCTION_CALL;
    return new Item(
        id,
        kind,
        null,
        "completed",
        List.of(),
        callId,
        call ? "get_time" : null,
        call ? words : null,
        call ? null : words,
        null);
  }

  private static ServerEvent done(Item... output) {
    return new ServerEvent.ResponseDone(
        "r", Status.COMPLETED, null, null, null, List.of(output), null, Map.of());
  }

  private List<String> told() {
    return conversation.retold().stream()
        .map(
            i ->
                switch (i.kind()) {
                  case MESSAGE -> i.role() + ": " + i.parts().getFirst().text();
                  case FUNCTION_CALL -> "call " + i.callId() + " " + i.name() + i.arguments();
                  case FUNCTION_CALL_OUTPUT -> "output " + i.callId() + " " + i.output();
                  case MCP_APPROVAL_REQUEST, MCP_APPROVAL_RESPONSE, MCP_CALL, OTHER -> "other";
                })
        .toList();
  }

  @Test
  void bothSidesAreToldInTheOrderOfTheConversationNotOfArrival() {
    on(committed("u1", null), says("a1", "It is "), says("a1", "noon."));
    on(committed("u2", "a1"), transcribed("u2", "And now?"), transcribed("u1", " What time? "));
    on(new ServerEvent.ItemAdded(Item.userText("u3", "In between."), "u1"));
    assertEquals(
        List.of(
            "USER: What time?", "USER: In between.", "ASSISTANT: It is noon.", "USER: And now?"),
        told());
  }

  @Test
  void onlyWhatWasHeardIsTold() {
    on(committed("u1", null), transcribed("u1", "Tell me a story."));
    on(says("a1", "Once upon a time there was a king"));
    conversation.cut("a1", 500, 1000);
    on(says("a1", " who nobody heard of"));
    assertEquals(List.of("USER: Tell me a story.", "ASSISTANT: Once upon a time..."), told());
    conversation.on(new ServerEvent.TranscriptDelta("other", "a2", 0, "never admitted"), "r");
    assertEquals(2, told().size());
  }

  @Test
  void anAnswerOfWhichNothingWasHeardIsNotTold() {
    on(committed("u1", null), transcribed("u1", "Hello?"), says("a1", "Hello there"));
    conversation.cut("a1", 0, 1000);
    assertEquals(List.of("USER: Hello?"), told());
  }

  @Test
  void aToolsCallAndItsResultBelongTogether() {
    on(committed("u1", null), transcribed("u1", "Time?"));
    on(done(item(Item.Kind.FUNCTION_CALL, "c1", "call_1", "{}")));
    on(done(item(Item.Kind.FUNCTION_CALL, "c2", "call_2", "{}")));
    on(
        new ServerEvent.ItemAdded(
            item(Item.Kind.FUNCTION_CALL_OUTPUT, "o1", "call_1", "noon"), "c1"));
    assertEquals(
        List.of("USER: Time?", "call call_1 get_time{}", "output call_1 noon"),
        told(),
        "a call without a result would be refused");
  }

  @Test
  void whatIsToldIsToldAgainAndNotTwice() {
    on(committed("u1", null), transcribed("u1", "One."), says("a1", "Two."));
    List<Item> first = conversation.retold();
    for (Item item : first) on(new ServerEvent.ItemAdded(item, null));
    on(committed("u2", first.getLast().id()), transcribed("u2", "Three."));
    assertEquals(List.of("USER: One.", "ASSISTANT: Two.", "USER: Three."), told());
    assertEquals(3, told().size());
  }

  @Test
  void theOldestTurnsGoFirstAndWhole() {
    for (int i = 1; i <= 5; i++) {
      on(committed("u" + i, null), transcribed("u" + i, "Question " + i));
      on(done(item(Item.Kind.FUNCTION_CALL, "c" + i, "call_" + i, "{}")));
      on(
          new ServerEvent.ItemAdded(
              item(Item.Kind.FUNCTION_CALL_OUTPUT, "o" + i, "call_" + i, "noon"), null));
      on(says("a" + i, "Answer " + i), done());
    }
    List<String> told = told();
    assertEquals("USER: Question 3", told.getFirst());
    assertEquals(3 * 4, told.size());
  }

  @Test
  void itIsBoundedWhateverComes() {
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      String id = "x" + random.nextInt(5000);
      switch (random.nextInt(5)) {
        case 0 -> on(committed(id, "x" + random.nextInt(5000)));
        case 1 -> on(transcribed(id, "word ".repeat(random.nextInt(20))));
        case 2 -> on(says(id, "word ".repeat(random.nextInt(20))));
        case 3 -> on(done(item(Item.Kind.FUNCTION_CALL, id, "call_" + id, "{}")));
        default -> on(done());
      }
    }
    on(done());
    List<Item> told = conversation.retold();
    assertTrue(conversation.characters() <= 1000 + 100, conversation.characters() + " kept");
    for (Item each : told) {
      String id = each.id();
      assertTrue(id != null && id.length() <= 32, id);
    }
  }

  @Test
  void nothingIsLeftWhenItIsForgotten() {
    on(committed("u1", null), transcribed("u1", "A secret."));
    conversation.forget();
    assertEquals(List.of(), told());
  }

  /** Whole turns are let go when one ends; in a turn that never ends there is a bound too. */
  @Test
  void aTurnWithoutEndFillsNoMemory() {
    for (int i = 0; i < 20_000; i++) {
      on(new ServerEvent.ItemAdded(item(Item.Kind.FUNCTION_CALL, "i" + i, "c" + i, "{}"), null));
      on(says("long", "word ".repeat(100)));
    }
    assertTrue(conversation.characters() < 200_000, conversation.characters() + " characters");
    int calls = 0;
    for (int i = 0; i < 20_000; i++) {
      on(
          new ServerEvent.ItemAdded(
              item(Item.Kind.FUNCTION_CALL_OUTPUT, "o" + i, "c" + i, "x"), null));
    }
    for (Item each : conversation.retold()) {
      if (each.kind() == Item.Kind.FUNCTION_CALL) calls++;
    }
    assertTrue(calls <= 500, calls + " calls");
  }
}
