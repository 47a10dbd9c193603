package earshot.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * What a session is set to, whatever dialect said it. An update works on a copy, so that a refused
 * one changes nothing. Service thread only.
 */
final class Settings {

  String model;
  boolean transcribesOnly;
  boolean speaks = true;
  String instructions = "You are a friendly assistant, and simulated.";

  /** A name, or an object with an id. */
  JsonNode voice = TextNode.valueOf("alloy");

  Sound input = Sound.PCM;
  Sound output = Sound.PCM;
  double speed = 1;
  double temperature = 0.8;
  @Nullable Hearing hearing = Hearing.USUAL;
  @Nullable JsonNode transcription;
  @Nullable JsonNode noiseReduction;
  ArrayNode tools = JsonNodeFactory.instance.arrayNode();
  JsonNode toolChoice = TextNode.valueOf("auto");

  /** A number of tokens, or "inf". */
  JsonNode outputLimit = TextNode.valueOf("inf");

  @Nullable JsonNode reasoning;
  JsonNode truncation = TextNode.valueOf("auto");
  @Nullable JsonNode tracing;
  @Nullable JsonNode prompt;
  @Nullable JsonNode include;

  Settings(String model) {
    this.model = model;
  }

  Settings copy() {
    var copy = new Settings(model);
    copy.transcribesOnly = transcribesOnly;
    copy.speaks = speaks;
    copy.instructions = instructions;
    copy.voice = voice;
    copy.input = input;
    copy.output = output;
    copy.speed = speed;
    copy.temperature = temperature;
    copy.hearing = hearing;
    copy.transcription = transcription;
    copy.noiseReduction = noiseReduction;
    copy.tools = tools;
    copy.toolChoice = toolChoice;
    copy.outputLimit = outputLimit;
    copy.reasoning = reasoning;
    copy.truncation = truncation;
    copy.tracing = tracing;
    copy.prompt = prompt;
    copy.include = include;
    return copy;
  }

  long outputTokens() {
    return outputLimit.isNumber() ? outputLimit.asLong() : Long.MAX_VALUE;
  }
}
