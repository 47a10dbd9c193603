package earshot.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.memory.History.Policy;
import earshot.realtime.Item;
import earshot.realtime.ServerEvent;
import earshot.realtime.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random conversations with a service that charges each item by its weight. */
class HistoryTest {

  private static final long FIXED = 500;

  /** What the service holds, in order. */
  private static final class Service {
    private record Held(String id, long tokens, @Nullable String callId, boolean call) {}

    final List<Held> held = new ArrayList<>();
    final History history = new History();
    final Random random;
    int ids;
    int responses;
    int questions;

    Service(long seed, Policy policy) {
      random = new Random(seed);
      history.begin(policy, 4 * FIXED);
    }

    String hold(long tokens, @Nullable String callId, boolean call) {
      String id = "item_" + ++ids;
      held.add(new Held(id, tokens, callId, call));
      return id;
    }

    long input() {
      return FIXED + held.stream().mapToLong(Held::tokens).sum();
    }

    void question(long tokens) {
      questions++;
      String id = hold(tokens, null, false);
      history.on(new ServerEvent.InputCommitted(id, null));
    }

    /** Charged for all there is; says something, or calls tools that are answered. */
    void respond(long tokens, int calls) {
      String response = "resp_" + ++responses;
      history.on(new ServerEvent.ResponseCreated(response, "conv", Map.of()));
      long input = input();
      List<Item> output = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        String callId = "call_" + responses + "_" + i;
        String id = hold(20, callId, true);
        output.add(item(id, Item.Kind.FUNCTION_CALL, null, callId));
      }
      if (calls == 0) {
        String id = hold(tokens, null, false);
        output.add(item(id, Item.Kind.MESSAGE, Item.Role.ASSISTANT, null));
      }
      for (Item each : output) history.on(new ServerEvent.ItemAdded(each, null));
      var usage = new Usage(input + tokens, input, tokens, input, 0, 0, 0, 0, 0, tokens, 0);
      history.on(
          new ServerEvent.ResponseDone(
              response, ServerEvent.Status.COMPLETED, null, null, usage, output, "conv", Map.of()));
    }

    void toolAnswers(String callId) {
      String id = hold(30, callId, false);
      history.on(
          new ServerEvent.ItemAdded(
              item(id, Item.Kind.FUNCTION_CALL_OUTPUT, null, callId), held.getLast().id()));
    }

    void turn() {
      question(10 + random.nextInt(80));
      while (random.nextInt(4) == 0) {
        int calls = 1 + random.nextInt(2);
        respond(0, calls);
        for (int i = 0; i < calls; i++) toolAnswers("call_" + responses + "_" + i);
      }
      respond(20 + random.nextInt(300), 0);
    }

    List<String> trim() {
      List<String> gone = history.surplus();
      held.removeIf(each -> gone.contains(each.id));
      return gone;
    }
  }

  private static Item item(
      String id, Item.Kind kind, Item.@Nullable Role role, @Nullable String callId) {
    return new Item(id, kind, role, null, List.of(), callId, "tool", "{}", "out", null);
  }

  @Test
  void whateverIsTalkedItStaysShortLosesTheOldestAndTearsNothingApart() {
    for (long seed = 1; seed <= 300; seed++) {
      var service = new Service(seed, new Policy(3_000, 0.5));
      int trims = 0;
      for (int turn = 0; turn < 150; turn++) {
        service.turn();
        List<String> before = service.held.stream().map(Service.Held::id).toList();
        List<String> gone = service.trim();
        String name = "seed " + seed + " turn " + turn;
        assertEquals(before.subList(0, gone.size()), gone, name + ": the oldest, in order");
        if (!gone.isEmpty()) trims++;
        assertTrue(service.input() <= FIXED + 3_000 + 800, name + ": " + service.input());
        assertPairs(service, name);
      }
      assertTrue(trims > 3 && trims < 50, "seed " + seed + ": " + trims + " times");
    }
  }

  private static void assertPairs(Service service, String name) {
    Set<String> calls = new HashSet<>();
    Set<String> answers = new HashSet<>();
    for (Service.Held each : service.held) {
      if (each.callId != null) (each.call ? calls : answers).add(each.callId);
    }
    assertEquals(calls, answers, name);
  }

  @Test
  void longInstructionsAreNotTheHistorysFault() {
    var service = new Service(1, new Policy(2_000, 0.5));
    service.history.begin(new Policy(2_000, 0.5), 4 * 20_000);
    service.held.add(new Service.Held("instructions", 19_500, null, false));
    service.question(50);
    service.respond(50, 0);
    service.question(50);
    service.respond(50, 0);
    assertEquals(List.of(), service.trim());
  }

  @Test
  void theNewestTurnsStayHoweverLongTheyAre() {
    var service = new Service(1, new Policy(100, 0.5));
    service.question(5_000);
    service.respond(5_000, 0);
    service.question(5_000);
    service.respond(5_000, 0);
    assertEquals(List.of(), service.trim());
    service.question(10);
    service.respond(10, 0);
    assertFalse(service.trim().isEmpty());
    assertEquals(4, service.held.size());
  }

  @Test
  void anAnswerThatCameLateGoesWithItsCall() {
    var service = new Service(1, new Policy(1_000, 0.1));
    service.question(300);
    service.respond(0, 1);
    service.question(300);
    service.toolAnswers("call_1_0");
    for (int i = 0; i < 3; i++) {
      service.respond(200, 0);
      service.question(300);
    }
    service.respond(200, 0);
    List<String> gone = service.trim();
    assertTrue(gone.containsAll(List.of("item_1", "item_2", "item_4")), gone.toString());
    assertPairs(service, "after it");
  }

  /** A response that was refused is charged nothing, and tells nothing. */
  @Test
  void withoutAPolicyOrAChargeNothingIsDeleted() {
    var free = new Service(1, Policy.NONE);
    for (int i = 0; i < 50; i++) free.turn();
    assertEquals(List.of(), free.trim());
    History history = new History();
    history.begin(new Policy(10, 0.5), 0);
    Stream.of("a", "b", "c", "d")
        .forEach(id -> history.on(new ServerEvent.InputCommitted(id, null)));
    history.on(
        new ServerEvent.ResponseDone(
            "r", ServerEvent.Status.FAILED, null, null, null, List.of(), null, Map.of()));
    assertEquals(List.of(), history.surplus());
  }
}
