package earshot.doctor;

import earshot.hal.sound.SoundCards.Card;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sound cards before anything is opened: whether there are any, the configured ones among them,
 * whether they may be used, and who else does. Reads files only.
 */
final class SoundCheck {

  private static final List<String> BOOT_FILES =
      List.of("/boot/firmware/config.txt", "/boot/config.txt");

  /** Overlays whose names show that they bring a sound card. */
  private static final List<String> SOUND_OVERLAYS =
      List.of("sound", "dac", "amp", "voicecard", "i2s", "codec", "respeaker", "wm8960", "hifi");

  private final Machine machine;
  private final Person person;
  private final List<Card> cards;
  private final @Nullable Long process;
  private final List<Found> found = new ArrayList<>();

  private SoundCheck(Machine machine, Person person, List<Card> cards, @Nullable Long process) {
    this.machine = machine;
    this.person = person;
    this.cards = cards;
    this.process = process;
  }

  /**
   * @param options the {@code [board]} table
   * @param cards those that can be seen by this user
   * @param process the running daemon's number: what it uses is no trouble
   */
  static List<Found> look(
      Machine machine,
      Person person,
      Map<String, Object> options,
      List<Card> cards,
      @Nullable Long process) {
    var check = new SoundCheck(machine, person, cards, process);
    if (check.permitted()) {
      check.one("mic_card", options.get("mic_card"), true);
      check.one("speaker_card", options.get("speaker_card"), false);
    }
    return check.found;
  }

  private boolean permitted() {
    for (Path node : machine.all("/dev/snd", "pcm*")) {
      if (person.mayUse(node)) continue;
      String group = Person.groupOf(machine, node);
      found.add(
          Found.of(
              Finding.SOUND_NOT_PERMITTED,
              machine.name(node)
                  + " is for the group "
                  + group
                  + ", and "
                  + person.name()
                  + " is not in it",
              "usermod -aG " + group + " " + person.name() + ", then start it again"));
      return false;
    }
    return true;
  }

  private void one(String key, @Nullable Object configured, boolean captures) {
    List<Card> able =
        cards.stream().filter(card -> captures ? card.captures() : card.plays()).toList();
    if (able.isEmpty() && machine.all("/proc/asound", "card[0-9]*").isEmpty()) {
      none();
      return;
    }
    String name = configured == null ? "default" : configured.toString();
    if (name.equals("default")) {
      if (able.isEmpty()) none();
      return;
    }
    if (able.stream().noneMatch(card -> name.equals(card.name()) || name.equals(card.usb()))) {
      missing(key, name, able);
      return;
    }
    user(name.split(",", 2)[0], captures ? "pcm*c" : "pcm*p");
  }

  private void none() {
    boolean told = found.stream().anyMatch(each -> each.part() == Part.SOUND);
    if (told) return;
    boolean pi = machine.text("/proc/device-tree/model").contains("Raspberry Pi");
    for (String file : BOOT_FILES) {
      if (!pi || !machine.has(file)) continue;
      if (machine.lines(file).stream().anyMatch(SoundCheck::bringsSound)) break;
      found.add(Found.of(Finding.OVERLAY_MISSING, "looked into " + file));
      return;
    }
    found.add(Found.of(Finding.NO_SOUND_CARD));
  }

  private static boolean bringsSound(String line) {
    String plain = line.strip().toLowerCase(Locale.ROOT);
    return plain.startsWith("dtoverlay=") && SOUND_OVERLAYS.stream().anyMatch(plain::contains);
  }

  private void missing(String key, String name, List<Card> able) {
    Set<String> similar =
        able.stream()
            .map(Card::name)
            .filter(each -> alike(each, name))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    String there = able.stream().map(Card::name).collect(Collectors.joining(", "));
    String detail = "board." + key + " is " + name + "; there are: " + there;
    if (similar.size() == 1) {
      String remedy = "board." + key + " = \"" + similar.iterator().next() + "\"";
      found.add(Found.of(Finding.CARD_RENAMED, detail, remedy));
    } else {
      found.add(Found.of(Finding.CARD_NOT_FOUND, detail));
    }
  }

  /** The kernel puts numbers behind a name that is taken, and shortens long ones. */
  private static boolean alike(String one, String other) {
    String a = letters(one);
    String b = letters(other);
    boolean begins = a.startsWith(b) || b.startsWith(a);
    return begins && Math.min(a.length(), b.length()) >= 3;
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  /** The kernel tells which process has a card open. */
  private void user(String id, String devices) {
    for (Path card : machine.all("/proc/asound", "card[0-9]*")) {
      if (!Machine.text(card.resolve("id")).equals(id)) continue;
      for (Path device : machine.all(machine.name(card), devices)) {
        for (Path sub : machine.all(machine.name(device), "sub*")) {
          String owner = owner(Machine.text(sub.resolve("status")));
          if (!owner.isEmpty() && !ours(owner)) {
            String who = machine.text("/proc/" + owner + "/comm");
            String detail =
                id
                    + " is used by "
                    + (who.isEmpty() ? "process " + owner : who + " (" + owner + ")");
            found.add(Found.of(Finding.CARD_IN_USE, detail));
            return;
          }
        }
      }
    }
  }

  private boolean ours(String owner) {
    // A thread's number may stand there: it is in the process's own folder.
    return process != null
        && (owner.equals(process.toString()) || machine.has("/proc/" + process + "/task/" + owner));
  }

  private static String owner(String status) {
    for (String line : status.lines().toList()) {
      if (line.startsWith("owner_pid")) return line.replaceAll("\\D", "");
    }
    return "";
  }
}
