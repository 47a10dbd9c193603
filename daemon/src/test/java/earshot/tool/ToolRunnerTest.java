package earshot.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.hal.sim.SimTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call has exactly one answer, whatever the model or the tool does. */
@Timeout(60)
class ToolRunnerTest {

  private interface Act {
    String of(JsonNode arguments) throws Tool.ToolFailed, InterruptedException;
  }

  private record Made(String name, Act act) implements Tool {
    @Override
    public String description() {
      return "made for a test";
    }

    @Override
    public String parametersJson() {
      return "{\"type\":\"object\",\"required\":[\"who\"]}";
    }

    @Override
    public String call(JsonNode arguments) throws ToolFailed, InterruptedException {
      return act.of(arguments);
    }
  }

  private static String answer(ToolRunner runner, String name, String arguments) throws Exception {
    var answer = new CompletableFuture<String>();
    runner.call("c", name, arguments, (id, output) -> answer.complete(output));
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static ToolRunner with(Act act, long deadlineMillis) {
    return new ToolRunner(
        List.of(new Made("greet", act)), task -> Thread.ofVirtual().start(task), deadlineMillis);
  }

  @Test
  void theToolsWordsAreTheAnswer() throws Exception {
    ToolRunner runner = with(a -> "hello " + a.path("who").asText(), 20_000);
    assertEquals("hello you", answer(runner, "greet", "{\"who\":\"you\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "greet | {'who':    | the arguments are not a JSON object",
        "greet | [1]        | the arguments are not a JSON object",
        "greet | {}         | the argument who is missing",
        "greet | {'who':null} | the argument who is missing",
        "dance | {}         | there is no tool of this name",
      })
  void whatCannotBeCalledIsAnsweredWithWhy(String name, String arguments, String why)
      throws Exception {
    ToolRunner runner =
        with(
            a -> {
              throw new AssertionError("it was called");
            },
            20_000);
    String quoted = arguments.replace('\'', '"');
    assertEquals("{\"error\":\"" + why + "\"}", answer(runner, name, quoted));
  }

  @Test
  void aFailureIsAnAnswerToo() throws Exception {
    ToolRunner runner =
        with(
            a -> {
              if (a.path("who").asText().equals("bug")) throw new IllegalStateException("secret");
              throw new Tool.ToolFailed("nobody is there");
            },
            20_000);
    assertEquals("{\"error\":\"nobody is there\"}", answer(runner, "greet", "{\"who\":\"x\"}"));
    assertEquals(
        "{\"error\":\"it failed: IllegalStateException\"}",
        answer(runner, "greet", "{\"who\":\"bug\"}"));
  }

  @Test
  void aToolThatHangsIsInterruptedAtItsDeadline() throws Exception {
    var interrupted = new CountDownLatch(1);
    ToolRunner runner =
        with(
            a -> {
              try {
                new CountDownLatch(1).await();
                return "never";
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            },
            50);
    assertEquals("{\"error\":\"it took too long\"}", answer(runner, "greet", "{\"who\":\"x\"}"));
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
  }

  @Test
  void onlySoManyRunAtOnceAndTheRestIsToldSo() throws Exception {
    var release = new CountDownLatch(1);
    ToolRunner runner =
        with(
            a -> {
              release.await();
              return "done";
            },
            30_000);
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var answer = new CompletableFuture<String>();
      answers.add(answer);
      runner.call("c" + i, "greet", "{\"who\":\"x\"}", (id, output) -> answer.complete(output));
    }
    release.countDown();
    int done = 0;
    for (var answer : answers) if (answer.get(30, TimeUnit.SECONDS).equals("done")) done++;
    assertEquals(8, done);
    assertEquals("done", answer(runner, "greet", "{\"who\":\"x\"}"), "and there is room again");
  }

  @Test
  void anEndlessAnswerIsCutOff() throws Exception {
    String long_ = "x".repeat(100_000);
    assertTrue(answer(with(a -> long_, 20_000), "greet", "{\"who\":\"x\"}").length() < 17_000);
  }

  @Test
  void theTimeIsTheDevicesOwn() throws Exception {
    var parts = new Tools.Parts(new SimTime(0, 1_780_000_000_000L), ZoneId.of("Europe/Berlin"));
    var runner = new ToolRunner(Tools.of(List.of(Tools.values()), parts), Runnable::run, 5_000);
    assertEquals(
        "{\"date\":\"2026-05-28\",\"weekday\":\"Thursday\",\"time\":\"22:26\","
            + "\"zone\":\"Europe/Berlin\"}",
        answer(runner, "get_time", ""));
  }
}
