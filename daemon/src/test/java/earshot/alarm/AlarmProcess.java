package earshot.alarm;

import earshot.hal.sim.SimTime;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;

/**
 * A process that has alarms and nothing else, for a test that kills it: told on standard input what
 * the time is, it says on standard output what rings.
 */
final class AlarmProcess {

  private AlarmProcess() {}

  public static void main(String[] words) throws Exception {
    // The monotonic clock of a life means nothing to the next.
    var time = new SimTime(ProcessHandle.current().pid() * 1_000_000_000, wall(words[1]));
    AlarmFile file = AlarmFile.open(Path.of(words[0]), why -> say("trouble " + why));
    var alarms =
        new AlarmClock(
            time,
            Bedside.ZONE,
            file.found(),
            file,
            new Ringer() {
              @Override
              public void start(String label) {
                say("sounds");
              }

              @Override
              public void stop() {
                say("silent");
              }
            },
            new AlarmClock.Witness() {
              @Override
              public void rings(AlarmBook.Ringing ringing) {
                say("rings");
              }

              @Override
              public void missed(AlarmBook.Missed missed) {
                say("missed");
              }
            },
            () -> {});
    alarms.run();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    say("up");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] said = line.split(" ");
      switch (said[0]) {
        case "set" ->
            kept(alarms, new AlarmEvent.AlarmSet(LocalTime.parse(said[1]), Set.of(), null, ""));
        case "stop" -> kept(alarms, new AlarmEvent.Acknowledged());
        case "time" -> {
          time.runFor((wall(said[1]) - time.epochMillis()) * 1_000_000);
          alarms.run();
          kept(alarms, new AlarmEvent.Listed());
        }
        default -> throw new IllegalArgumentException(line);
      }
      alarms.run();
      say("done");
    }
  }

  private static void kept(AlarmClock alarms, AlarmEvent.Wish wish) {
    if (!alarms.wish(wish).join().kept()) say("not kept");
  }

  private static long wall(String local) {
    return LocalDateTime.parse(local).atZone(Bedside.ZONE).toInstant().toEpochMilli();
  }

  private static void say(String word) {
    System.out.println(word);
    System.out.flush();
  }
}
