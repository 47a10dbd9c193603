package earshot.stage;

import earshot.audio.Prompt;
import earshot.hal.Pcm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stood in the sound that was heard: which of the device's own words, and whether anything of
 * the service's came twice. Knows a sound by a few pieces of it, for no two answers are alike.
 */
final class Heard {

  private static final int PIECE = 64;
  private static final int BEGINNING = (int) Pcm.samples(700);

  private record Mark(String name, short[] sound, int at) {}

  private final List<String> prompts = new ArrayList<>();
  private final List<String> twice = new ArrayList<>();

  Heard(List<short[]> said, short[] heard, Map<Prompt, short[]> words) {
    Map<Long, List<Mark>> marks = new HashMap<>();
    // Many prompts begin alike.
    words.forEach((prompt, sound) -> mark(marks, "prompt " + prompt.id(), sound, BEGINNING));
    for (int i = 0; i < said.size(); i++) {
      short[] sound = said.get(i);
      for (int part = 0; part < 4; part++) {
        mark(marks, "answer " + i, sound, sound.length * part / 4);
      }
    }
    search(marks, heard);
  }

  /** A piece from there on that is not silence. */
  private static void mark(Map<Long, List<Mark>> marks, String name, short[] sound, int from) {
    int at = loud(sound, from);
    if (at < 0) return;
    marks.computeIfAbsent(key(sound, at), k -> new ArrayList<>()).add(new Mark(name, sound, at));
  }

  private static int loud(short[] sound, int from) {
    for (int at = from; at + PIECE < sound.length; at++) {
      int loud = 0;
      for (int i = 0; i < PIECE; i++) if (Math.abs(sound[at + i]) > 200) loud++;
      if (loud > PIECE / 2) return at;
    }
    return -1;
  }

  private static long key(short[] sound, int at) {
    return (sound[at] & 0xFFFFL) << 48
        | (sound[at + 1] & 0xFFFFL) << 32
        | (sound[at + 2] & 0xFFFFL) << 16
        | sound[at + 3] & 0xFFFFL;
  }

  private void search(Map<Long, List<Mark>> marks, short[] heard) {
    Map<Mark, Integer> counts = new HashMap<>();
    for (int at = 0; at + PIECE <= heard.length; at++) {
      List<Mark> maybe = marks.get(key(heard, at));
      if (maybe == null) continue;
      for (Mark mark : maybe) {
        if (!same(mark, heard, at)) continue;
        if (mark.name.startsWith("prompt ")) prompts.add(mark.name.substring(7));
        else if (counts.merge(mark, 1, Integer::sum) == 2) twice.add(mark.name + " at " + mark.at);
      }
    }
  }

  private static boolean same(Mark mark, short[] heard, int at) {
    for (int i = 0; i < PIECE; i++) if (mark.sound[mark.at + i] != heard[at + i]) return false;
    return true;
  }

  /** The prompts in the order in which they were heard. */
  List<String> prompts() {
    return prompts;
  }

  List<String> twice() {
    return twice;
  }
}
