package earshot.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import earshot.audio.Volume;

/** The loudness of the device: the model hears "louder, please" and cannot do it by itself. */
final class SetVolume implements Tool {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Volume volume;

  SetVolume(Volume volume) {
    this.volume = volume;
  }

  @Override
  public String name() {
    return "set_volume";
  }

  @Override
  public String description() {
    return "Makes the device louder or softer. A step that is well heard is 15.";
  }

  @Override
  public String parametersJson() {
    return """
        {"type":"object","properties":{
        "to":{"type":"integer","minimum":0,"maximum":100,"description":"the new volume"},
        "by":{"type":"integer","minimum":-100,"maximum":100,
        "description":"instead of to: how much louder, or softer when negative"}},
        "required":[]}""";
  }

  @Override
  public String call(JsonNode arguments) throws ToolFailed {
    double to = arguments.path("to").asDouble(Double.NaN);
    double by = arguments.path("by").asDouble(Double.NaN);
    int now;
    if (to >= 0 && to <= 100) now = volume.set((int) Math.round(to));
    else if (by >= -100 && by <= 100) now = volume.change((int) Math.round(by));
    else throw new ToolFailed("the argument to is from 0 to 100, or by from -100 to 100");
    return JSON.createObjectNode().put("volume", now).toString();
  }
}
