package earshot.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens by rule: a user's sound costs 1 per 100 ms, the assistant's 1 per 50 ms, text 1 per
 * 4 characters, an image 170. Each response is charged the whole conversation again; what it has in
 * common with the one before, from the very beginning on, is cached, in steps of 64. Service thread
 * only.
 */
final class Tally {

  private static final int STEP = 64;

  record Tokens(long text, long audio, long image) {
    static final Tokens NONE = new Tokens(0, 0, 0);

    long total() {
      return text + audio + image;
    }

    Tokens plus(Tokens more) {
      return new Tokens(text + more.text, audio + more.audio, image + more.image);
    }
  }

  record Input(Tokens all, Tokens cached) {}

  /** An item as it was read: another item, or the same with something cut off it, is not it. */
  private record Read(Item item, Tokens tokens) {}

  private @Nullable String fixedBefore;
  private List<Read> before = List.of();

  static long text(@Nullable String words) {
    return words == null ? 0 : (words.length() + 3) / 4;
  }

  static Tokens of(Item item) {
    long called = item.kind == Item.Kind.CALL ? text(item.function) + text(item.arguments) : 0;
    var tokens = new Tokens(called + text(item.output), 0, 0);
    boolean assistant = item.role.equals("assistant");
    int perToken = assistant ? 1200 : 2400;
    for (Item.Part part : item.content) {
      long audio = (part.length + perToken - 1) / perToken;
      // A transcript of the user is made beside the model, which never sees it.
      long text = text(part.text) + (part.spoken && assistant ? text(part.transcript) : 0);
      tokens = tokens.plus(new Tokens(text, audio, part.imageUrl == null ? 0 : 170));
    }
    return tokens;
  }

  static Tokens of(Settings settings, Iterable<Item> items) {
    var tokens = new Tokens(fixed(settings), 0, 0);
    for (Item item : items) tokens = tokens.plus(of(item));
    return tokens;
  }

  /** What stands before every conversation. */
  static long fixed(Settings settings) {
    long tools = settings.tools.isEmpty() ? 0 : text(settings.tools.toString());
    return text(settings.instructions) + tools;
  }

  /** What a response over these items of the conversation is charged for its input. */
  Input charge(Settings settings, Iterable<Item> items) {
    String fixed = settings.instructions + settings.tools;
    List<Read> read = new ArrayList<>();
    for (Item item : items) read.add(new Read(item, of(item)));
    var all = new Tokens(fixed(settings), 0, 0);
    Tokens same = fixed.equals(fixedBefore) ? all : Tokens.NONE;
    boolean common = fixed.equals(fixedBefore);
    for (int i = 0; i < read.size(); i++) {
      Tokens each = read.get(i).tokens;
      all = all.plus(each);
      common &= i < before.size() && before.get(i).equals(read.get(i));
      if (common) same = same.plus(each);
    }
    fixedBefore = fixed;
    before = read;
    return new Input(all, inSteps(same));
  }

  private static Tokens inSteps(Tokens same) {
    return new Tokens(same.text / STEP * STEP, same.audio / STEP * STEP, same.image / STEP * STEP);
  }

  static ObjectNode json(Input input, Tokens output) {
    ObjectNode usage = Json.object();
    usage.put("total_tokens", input.all.total() + output.total());
    usage.put("input_tokens", input.all.total());
    usage.put("output_tokens", output.total());
    ObjectNode in = usage.putObject("input_token_details");
    in.put("text_tokens", input.all.text).put("audio_tokens", input.all.audio);
    in.put("image_tokens", input.all.image);
    in.put("cached_tokens", input.cached.total());
    ObjectNode cached = in.putObject("cached_tokens_details");
    cached.put("text_tokens", input.cached.text).put("audio_tokens", input.cached.audio);
    cached.put("image_tokens", input.cached.image);
    usage
        .putObject("output_token_details")
        .put("text_tokens", output.text)
        .put("audio_tokens", output.audio);
    return usage;
  }
}
