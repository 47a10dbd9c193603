package earshot.hal.webrtc;

import dev.onvoid.webrtc.media.audio.AudioProcessing;
import dev.onvoid.webrtc.media.audio.AudioProcessingConfig;
import dev.onvoid.webrtc.media.audio.AudioProcessingConfig.NoiseSuppression;
import dev.onvoid.webrtc.media.audio.AudioProcessingStreamConfig;
import earshot.hal.HalException;
import earshot.hal.Pcm;
import earshot.hal.dsp.Cleaner;
import earshot.hal.dsp.Cleaning;
import earshot.hal.dsp.EchoFilter;
import org.jspecify.annotations.Nullable;

/**
 * The audio processing of WebRTC, after a filter of our own that leaves it less echo to take out
 * and so lets it spare more of a voice. Making one loads a native library, which takes a part of a
 * second and may fail. The lock keeps the library's memory until the last block is done; nobody
 * else waits for it.
 */
public final class WebRtcCleaner implements Cleaner {

  /** Its filter bank and its resampling, as measured. */
  private static final int FILTER_LATENCY = 218;

  /** What more the suppression of noise takes. */
  private static final int NOISE_LATENCY = 144;

  /** Of the filter before it; what comes later than that is the library's. */
  private static final int ECHO_MILLIS = 240;

  private final AudioProcessing processing;
  private final AudioProcessingStreamConfig format = new AudioProcessingStreamConfig(Pcm.RATE, 1);
  private final byte[] near = new byte[2 * BLOCK];
  private final byte[] cleaned = new byte[2 * BLOCK];
  private final byte[] far = new byte[2 * BLOCK];
  private final @Nullable EchoFilter filter;
  private final long latency;
  private boolean closed;

  /** A library that cannot be loaded throws {@link HalException}, with what it needs. */
  public WebRtcCleaner(Cleaning wishes) {
    filter = wishes.echo() ? new EchoFilter(ECHO_MILLIS) : null;
    latency = FILTER_LATENCY + (wishes.noise() == Cleaning.Noise.OFF ? 0 : NOISE_LATENCY);
    try {
      InstalledLibrary.load();
      processing = new AudioProcessing();
    } catch (Exception | LinkageError e) {
      throw new HalException(
          "echo canceller",
          "load its library",
          said(e),
          "on 64-bit Debian: apt install libpulse0 libx11-6 libxfixes3 libxrandr2 libxcomposite1"
              + " libudev1 libdbus-1-3; or set microphones.echo = \"off\"");
    }
    var config = new AudioProcessingConfig();
    config.echoCanceller.enabled = wishes.echo();
    config.echoCanceller.enforceHighPassFiltering = wishes.echo();
    config.highPassFilter.enabled = wishes.highPass() || wishes.echo();
    config.noiseSuppression.enabled = wishes.noise() != Cleaning.Noise.OFF;
    config.noiseSuppression.level = level(wishes.noise());
    config.gainControl.enabled = wishes.gain();
    config.gainControl.adaptiveDigital.enabled = wishes.gain();
    processing.applyConfig(config);
  }

  /** The innermost reason: the library wraps it several times. */
  private static String said(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null) at = at.getCause();
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }

  private static NoiseSuppression.Level level(Cleaning.Noise noise) {
    return switch (noise) {
      case OFF, LOW -> NoiseSuppression.Level.LOW;
      case MODERATE -> NoiseSuppression.Level.MODERATE;
      case HIGH -> NoiseSuppression.Level.HIGH;
      case VERY_HIGH -> NoiseSuppression.Level.VERY_HIGH;
    };
  }

  @Override
  public synchronized void clean(short[] block, short[] played) {
    if (closed) return;
    if (filter != null) {
      filter.clean(block, played);
      Pcm.toBytes(played, 0, far, 0, BLOCK);
      processing.processReverseStream(far, format, format, far);
    }
    Pcm.toBytes(block, 0, near, 0, BLOCK);
    processing.processStream(near, format, format, cleaned);
    Pcm.toSamples(cleaned, 0, block, 0, BLOCK);
  }

  @Override
  public long latencySamples() {
    return latency;
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    processing.dispose();
  }
}
