package earshot.hal.sound;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cards that changed their numbers under Java Sound, as the kernel shows it. */
class CardNumbersTest {

  @TempDir Path cards;

  private void card(int number, String id) throws IOException {
    Path card = Files.createDirectories(cards.resolve("card" + number));
    Files.writeString(card.resolve("id"), id + "\n");
  }

  @Test
  void twoCardsThatWereExchangedAreNoticed() throws IOException {
    card(0, "Mic");
    card(1, "Spk");
    assertFalse(SoundCards.renumbered(cards, "Mic [plughw:0,0]"));
    assertFalse(SoundCards.renumbered(cards, "Spk [plughw:1,2]"));
    card(0, "Spk");
    card(1, "Mic");
    assertTrue(SoundCards.renumbered(cards, "Mic [plughw:0,0]"));
    assertTrue(SoundCards.renumbered(cards, "Spk [plughw:1,2]"));
  }

  @Test
  void whatHasNoNumberOrIsGoneIsNotSuspected() throws IOException {
    card(0, "Mic");
    assertFalse(SoundCards.renumbered(cards, "default [default]"));
    assertFalse(SoundCards.renumbered(cards, "Spk [plughw:3,0]"));
  }
}
