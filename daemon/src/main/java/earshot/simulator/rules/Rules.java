package earshot.simulator.rules;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The rules of one dialect; these accept everything. */
public final class Rules {

  private Rules() {}

  public static Rules load(String dialect) {
    return new Rules();
  }

  public @Nullable Fault checkClient(JsonNode event) {
    return null;
  }

  public @Nullable Fault checkServer(JsonNode event) {
    return null;
  }

  public @Nullable Fault checkLimits(JsonNode event) {
    return null;
  }
}
