package earshot.realtime;

/**
 * What a response was charged for, in tokens. Cached tokens are part of the input tokens of their
 * kind.
 */
public record Usage(
    long total,
    long input,
    long output,
    long inputText,
    long inputAudio,
    long inputImage,
    long cachedText,
    long cachedAudio,
    long cachedImage,
    long outputText,
    long outputAudio) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
