package earshot.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a conversation. Changes while it is being said, heard or cut. Service thread only.
 */
final class Item {

  enum Kind {
    MESSAGE("message"),
    CALL("function_call"),
    OUTPUT("function_call_output"),
    /** Anything else the rules accept, kept as it came. */
    OTHER("other");

    final String wire;

    Kind(String wire) {
      this.wire = wire;
    }
  }

  /** A piece of content: words, or sound with its words. */
  static final class Part {
    final boolean spoken;
    @Nullable String text;
    @Nullable String transcript;
    @Nullable String imageUrl;

    /** Only the first {@link #length} samples are part of it; a clip is shared, never copied. */
    short[] samples = {};

    int length;

    /** The client has cut it: it neither grows nor gets its words back. */
    boolean cut;

    private Part(boolean spoken) {
      this.spoken = spoken;
    }

    static Part text(String text) {
      var part = new Part(false);
      part.text = text;
      return part;
    }

    static Part spoken(short[] samples, int length, @Nullable String transcript) {
      var part = new Part(true);
      part.samples = samples;
      part.length = length;
      part.transcript = transcript;
      return part;
    }

    static Part image(String url) {
      var part = new Part(false);
      part.imageUrl = url;
      return part;
    }

    short[] sound() {
      return Arrays.copyOf(samples, length);
    }
  }

  final String id;
  final Kind kind;
  final String role;
  final List<Part> content = new ArrayList<>();
  String status = "completed";
  String callId = "";
  String function = "";
  String arguments = "";
  String output = "";

  /** What the assistant takes it for when nobody asked for a transcript; null: nothing known. */
  @Nullable String heardAs;

  @Nullable ObjectNode asItCame;

  Item(String id, Kind kind, String role) {
    this.id = id;
    this.kind = kind;
    this.role = role;
  }

  boolean isFrom(String who) {
    return kind == Kind.MESSAGE && role.equals(who);
  }

  /** What the assistant understands: typed words, and what it made of sound. */
  @Nullable String understood() {
    String words = words();
    return words.isEmpty() ? heardAs : words;
  }

  /** All words in it, typed and spoken. */
  String words() {
    var words = new StringBuilder();
    for (Part part : content) {
      String said = part.spoken ? part.transcript : part.text;
      if (said == null || said.isEmpty()) continue;
      if (!words.isEmpty()) words.append(' ');
      words.append(said);
    }
    return words.toString();
  }
}
