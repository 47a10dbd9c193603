package earshot.hal.dsp;

import earshot.hal.Pcm;

/**
 * Whether a card's channel of what its speaker plays carries it: a mixer that nobody set leaves it
 * silent, and then the samples that were handed to the card have to do. The microphone thread's.
 */
final class PlayedChannel {

  private static final double PLAYED_DB = -50;
  private static final double CARRIED_DB = -75;

  /** A card's buffer and its converter lie between the two. */
  private static final int SILENT_BLOCKS = 100;

  private int silent;

  /** Looks at a block of both, and tells whether the channel is to be believed. */
  boolean carries(short[] carried, short[] handed) {
    if (Pcm.levelDb(carried, 0, carried.length) > CARRIED_DB) silent = 0;
    else if (Pcm.levelDb(handed, 0, handed.length) > PLAYED_DB) silent++;
    return silent < SILENT_BLOCKS;
  }
}
