package earshot.config;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The valid name that was probably meant. Pure. */
final class Nearest {

  private Nearest() {}

  /** The nearest of these words, or null when none is near. */
  static @Nullable String word(String wrong, Collection<String> words) {
    String best = null;
    int least = Math.max(1, wrong.length() / 3) + 1;
    for (String word : words) {
      int distance = distance(wrong.toLowerCase(java.util.Locale.ROOT), word);
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    return best;
  }

  /**
   * The nearest of these whole names. The last part counts by itself as well: it may stand in the
   * wrong table, or be a part of a longer name ({@code api_key}).
   */
  static @Nullable String path(String wrong, Collection<String> paths) {
    String best = null;
    int least = Integer.MAX_VALUE;
    String wrongLeaf = leaf(wrong);
    for (String path : paths) {
      String leaf = leaf(path);
      int distance = distance(wrong, path);
      if (distance > Math.max(1, wrongLeaf.length() / 3)) {
        distance = Integer.MAX_VALUE;
      }
      int elsewhere = table(wrong).equals(table(path)) ? 1 : 2;
      if (wrongLeaf.equals(leaf)) {
        distance = Math.min(distance, elsewhere);
      } else if (isPart(leaf, wrongLeaf) || isPart(wrongLeaf, leaf)) {
        distance = Math.min(distance, 2 + elsewhere);
      } else if (wrongLeaf.length() >= 4) {
        int leafDistance = distance(wrongLeaf, leaf);
        if (leafDistance <= wrongLeaf.length() / 4) {
          distance = Math.min(distance, leafDistance + elsewhere);
        }
      }
      if (distance < least) {
        least = distance;
        best = path;
      }
    }
    return best;
  }

  /** Whether it is one of the words that the longer name is made of. */
  private static boolean isPart(String word, String name) {
    return word.length() >= 3 && Arrays.asList(name.split("[_-]")).contains(word);
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static String table(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }

  /** Letters put in, left out, changed, or swapped with their neighbour. */
  static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] spare = before;
      before = above;
      above = row;
      row = spare;
    }
    return above[b.length()];
  }
}
