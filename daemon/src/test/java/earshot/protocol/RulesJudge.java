package earshot.protocol;

import earshot.simulator.rules.ChatRules;
import earshot.simulator.rules.Fault;
import earshot.simulator.rules.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The simulated service's own rules, of both sides. */
public final class RulesJudge implements FrameJudge {

  private final Map<String, Rules> rules = new HashMap<>();
  private final ChatRules chat = ChatRules.load();

  @Override
  public List<String> faults(Frame frame) {
    List<String> faults = new ArrayList<>();
    if (frame.dialect().equals("chat")) {
      add(
          faults,
          switch (frame.chatKind()) {
            case "request" -> chat.checkRequest(frame.body());
            case "chunk" -> chat.checkChunk(frame.body());
            case "error" -> chat.checkError(frame.body());
            default -> chat.checkAnswer(frame.body());
          });
      return faults;
    }
    Rules known = rules.computeIfAbsent(frame.dialect(), Rules::load);
    if (frame.fromClient()) {
      add(faults, known.checkClient(frame.body()));
      if (faults.isEmpty()) add(faults, known.checkLimits(frame.body()));
    } else {
      add(faults, known.checkServer(frame.body()));
    }
    return faults;
  }

  private static void add(List<String> faults, @Nullable Fault fault) {
    if (fault != null) faults.add(fault.message());
  }
}
