package earshot.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import earshot.config.ConfigReader;
import earshot.config.Reading;
import earshot.config.Sources;
import earshot.document.Document;
import earshot.hal.Board;
import earshot.hal.BoardSettings;
import earshot.hal.Boards;
import earshot.hal.Clock;
import earshot.hal.dsp.Geometry;
import earshot.hal.dsp.MicArray;
import earshot.room.Listening.Broken;
import earshot.room.Scene.Noise;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each board's array makes of a voice in a simulated room: the table in ARRAYS.md is what
 * comes out here. {@code -Dearshot.write=true} writes it anew; {@code -Dearshot.tuning=true} shows
 * that of the scenes to tune by.
 */
class ArraysTableTest {

  private static final Document DOCUMENT =
      new Document(Path.of("ARRAYS.md"), "<!-- arrays -->\n", "<!-- end -->\n");
  private static final String HEAD =
      "| board | microphones | gain among noise from everywhere, for words / unweighted"
          + " | against one noise beside, for words / unweighted"
          + " | direction of one who sits, half / 90 % within | of one who walks"
          + " | one dead costs | its share |\n|---|---|---|---|---|---|---|---|\n";

  private static final double SNR = 10;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  /** Another processor rounds sines otherwise; a table that is wrong is more wrong than this. */
  private static final double SAME = 0.3;

  private static final double SAME_DEGREES = 4;
  private static final double SAME_SHARE = 0.25;

  private record Row(
      String board,
      int microphones,
      double[] around,
      double[] beside,
      double[] seated,
      double[] walking,
      double dead,
      double share) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "| `%s` | %d | %.1f / %.1f dB | %.1f / %.1f dB | %.0f° / %.0f° | %.0f° / %.0f° | %.1f dB"
              + " | %.1f dB |%n",
          board,
          microphones,
          around[0],
          around[1],
          beside[0],
          beside[1],
          seated[0],
          seated[1],
          walking[0],
          walking[1],
          dead,
          share);
    }
  }

  @TempDir Path directory;

  private Map<String, MicArray> steered() throws IOException {
    Path nothing = Files.writeString(directory.resolve("earshot.toml"), "");
    Map<String, MicArray> arrays = new java.util.LinkedHashMap<>();
    var reader = new ConfigReader(Boards.all(), Map.of("OPENAI_API_KEY", "k")::get);
    for (Board board : reader.boards()) {
      var sources = new Sources(nothing, null, List.of("board.name=" + board.name()));
      if (!(reader.read(sources) instanceof Reading.Good good)) continue;
      var options = good.config().board().options();
      if ("steer".equals(options.get("mic_array"))) arrays.put(board.name(), array(options));
    }
    return arrays;
  }

  private static MicArray array(Map<String, Object> options) {
    return MicArray.of(
        new BoardSettings(
            "x",
            options,
            Clock.system(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream()));
  }

  private static Row row(Setting setting, String board, MicArray of, int rate) {
    Geometry geometry = Objects.requireNonNull(of.geometry());
    int count = geometry.microphones();
    // The card's other channels are not in the room, and its calibration is right.
    MicArray array = new MicArray(of.how(), -1, List.of(), geometry, List.of(), of.removesDc(), -1);
    double[] around = new double[2];
    double[] beside = new double[2];
    double dead = 0;
    int seed = setting.seed();
    List<double[]> errors = new ArrayList<>();
    var azimuths = Double.isNaN(geometry.axis()) ? setting.around() : setting.before();
    for (double azimuth : azimuths) {
      float[][] said = Scene.said(setting, geometry, rate, azimuth);
      Scene scene =
          Scene.seated(setting, geometry, rate, said, azimuth, Noise.DIFFUSE, SNR, seed++);
      Listening all = Listening.to(scene, array, Broken.NOT);
      Listening less = Listening.to(scene, array, Broken.DEAD, 1);
      assertEquals("", all.complaint(), board);
      assertEquals("channel 1 gives nothing", less.complaint(), board);
      add(around, all, azimuths.size());
      dead += (all.gainDb() - less.gainDb()) / azimuths.size();
      errors.add(all.errors());
      Scene point = Scene.seated(setting, geometry, rate, said, azimuth, Noise.POINT, SNR, seed++);
      Listening against = Listening.to(point, array, Broken.NOT);
      add(beside, against, azimuths.size());
      errors.add(against.errors());
    }
    List<Double> walk = setting.walk();
    Scene pace = Scene.walking(setting, geometry, rate, walk.getFirst(), walk.getLast(), SNR, seed);
    double[] walking = Listening.to(pace, array, Broken.NOT).errors();
    double[] seated = errors.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    return new Row(
        board,
        count,
        around,
        beside,
        new double[] {within(seated, 0.5), within(seated, 0.9)},
        new double[] {within(walking, 0.5), within(walking, 0.9)},
        dead,
        10 * Math.log10(count / (count - 1.0)));
  }

  private static void add(double[] gains, Listening heard, int of) {
    gains[0] += heard.gainDb() / of;
    gains[1] += heard.plainDb() / of;
  }

  private static double within(double[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))];
  }

  private static List<Row> rows(Setting setting, Map<String, MicArray> arrays) {
    return arrays.entrySet().parallelStream()
        .map(
            each -> {
              int rate = each.getKey().contains("xvf3800") ? 16_000 : 48_000;
              return row(setting, each.getKey(), each.getValue(), rate);
            })
        .toList();
  }

  private static String table(List<Row> rows) {
    return HEAD + rows.stream().map(Row::toString).collect(Collectors.joining());
  }

  @Test
  void theDocumentSaysWhatIsMeasured() throws IOException {
    var arrays = steered();
    assertTrue(arrays.size() >= 5, arrays.keySet().toString());
    // For who changes a constant: never look at the other while doing so.
    if (Boolean.getBoolean("earshot.tuning")) fail(table(rows(Setting.TUNING, arrays)));
    List<Row> rows = rows(Setting.JUDGING, arrays);
    String table = table(rows);
    for (Row row : rows) {
      assertTrue(row.around()[0] > 0 && row.around()[1] > 0, row::toString);
      assertTrue(row.dead() <= row.share() + SAME, row::toString);
    }
    if (!DOCUMENT.writes(table)) alike(DOCUMENT.part(), table);
  }

  private static void alike(String written, String measured) {
    String hint = Document.again(ArraysTableTest.class) + "; measured:\n" + measured;
    assertEquals(
        NUMBER.matcher(written).replaceAll("N"), NUMBER.matcher(measured).replaceAll("N"), hint);
    Matcher was = NUMBER.matcher(written);
    Matcher is = NUMBER.matcher(measured);
    while (was.find() && is.find()) {
      double value = Double.parseDouble(is.group());
      double tolerance =
          is.group().contains(".") ? SAME : Math.max(SAME_DEGREES, SAME_SHARE * value);
      assertEquals(Double.parseDouble(was.group()), value, tolerance, hint);
    }
  }

  @Test
  void aMicrophoneThatHearsWorseThanTheOthersIsLeftOutAndNamed() {
    for (String geometry : List.of("-29 0, 29 0", "33 -33, 33 33, -33 33, -33 -33")) {
      MicArray array = array(Map.of("mic_array", "steer", "mic_geometry", geometry));
      Geometry places = Objects.requireNonNull(array.geometry());
      float[][] said = Scene.said(Setting.JUDGING, places, 16_000, 100);
      Scene scene = Scene.seated(Setting.JUDGING, places, 16_000, said, 100, Noise.DIFFUSE, 15, 6);
      double whole = Listening.to(scene, array, Broken.NOT).gainDb();
      double share = 10 * Math.log10(places.microphones() / (places.microphones() - 1.0));
      for (Broken how : Broken.values()) {
        if (how == Broken.NOT) continue;
        Listening heard = Listening.to(scene, array, how, 1);
        String word =
            switch (how) {
              case NOT -> "";
              case DEAD -> "channel 1 gives nothing";
              case DEAF -> "channel 1 hears 20 dB less than the others";
              case NOISY -> "channel 1 makes noise of its own";
              case CLIPPED -> "channel 1 is at its limit";
            };
        if (how == Broken.DEAF) {
          assertTrue(
              heard.complaint().matches("channel 1 hears (19|20|21) dB less.*"), heard::complaint);
        } else {
          assertEquals(word, heard.complaint());
        }
        assertTrue(
            whole - heard.gainDb() <= share + SAME, how + " costs " + (whole - heard.gainDb()));
      }
    }
  }
}
