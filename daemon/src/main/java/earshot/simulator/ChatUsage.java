package earshot.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a completion is charged, in the words of Chat Completions. Pure. */
final class ChatUsage {

  private ChatUsage() {}

  /** Where nothing was cached, nothing is said about it. */
  static ObjectNode json(Tally.Input input, Tally.Tokens output) {
    ObjectNode usage = Json.object().put("prompt_tokens", input.all().total());
    usage.put("completion_tokens", output.total());
    usage.put("total_tokens", input.all().total() + output.total());
    ObjectNode prompt = usage.putObject("prompt_tokens_details");
    long cached = input.cached().total();
    if (cached > 0) prompt.put("cached_tokens", cached);
    prompt.put("audio_tokens", input.all().audio()).put("text_tokens", input.all().text());
    prompt.put("image_tokens", input.all().image());
    ObjectNode completion = usage.putObject("completion_tokens_details");
    completion.put("reasoning_tokens", 0).put("audio_tokens", output.audio());
    completion.put("text_tokens", output.text()).put("accepted_prediction_tokens", 0);
    completion.put("rejected_prediction_tokens", 0);
    return usage;
  }
}
