package earshot.room;

import earshot.hal.dsp.Geometry;
import earshot.hal.dsp.Geometry.Place;
import java.util.List;

/**
 * A room, where the array stands in it, who speaks from where, and the noise's first seed. What is
 * tuned is tuned in {@link #TUNING}; what is said of it is measured in {@link #JUDGING}, which has
 * nothing in common with the other: neither walls nor place, directions, speaker, words nor noise.
 *
 * @param around the talker's directions, in degrees, for arrays that hear all around
 * @param before for a line, which knows no back
 * @param walk from where to where the talker goes
 */
record Setting(
    Room room,
    Place array,
    List<String> clips,
    List<Double> around,
    List<Double> before,
    List<Double> walk,
    int seed) {

  /** In the middle of the room, not in the middle of its symmetry. */
  static final Setting TUNING =
      new Setting(
          new Room(5.2, 4.1, 2.6, 0.35),
          new Place(2.35, 1.85, 1.0),
          List.of("question-weather", "question-timer", "question-story"),
          List.of(35.0, 160.0, 285.0),
          List.of(40.0, 95.0, 145.0),
          List.of(50.0, 130.0),
          3);

  static final Setting JUDGING =
      new Setting(
          new Room(6.3, 4.6, 2.5, 0.4),
          new Place(3.45, 2.55, 0.8),
          List.of("weather", "sorry"),
          List.of(12.0, 103.0, 221.0),
          List.of(28.0, 77.0, 126.0),
          List.of(140.0, 60.0),
          1_001);

  Place at(double azimuth, double away, double up) {
    double a = Math.toRadians(azimuth);
    return new Place(
        array.x() + away * Math.cos(a), array.y() + away * Math.sin(a), array.z() + up);
  }

  List<Place> microphones(Geometry geometry) {
    return geometry.places().stream()
        .map(p -> new Place(array.x() + p.x(), array.y() + p.y(), array.z() + p.z()))
        .toList();
  }
}
