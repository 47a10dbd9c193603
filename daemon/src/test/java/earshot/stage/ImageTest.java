package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.simulator.Script;
import earshot.simulator.Voices;
import earshot.turn.TurnEffect;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture in a conversation on virtual time, over a session and turn by turn. */
class ImageTest {

  private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPictureIsSeenOnceAskedAboutAndChargedAsOne(boolean turns) {
    var plan = new House.Plan();
    plan.turns = turns;
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      var loop = house.stage.appliance().loop();
      house
          .stage
          .appliance()
          .inputs()
          .signal(new Input.Act(() -> loop.ask("Is this rain?", PICTURE, "a")));
      house.reach("speaking", 10);
      house.reach("idle", 30);
      assertEquals(
          new TurnEffect.Reply("a", true, Voices.words("weather")), house.stage.reply("a"));
      String shown =
          house.stage.service().log().stream()
              .filter(each -> each.fromClient() && each.text().contains(PICTURE))
              .map(each -> each.text())
              .findFirst()
              .orElse("");
      assertTrue(shown.contains(turns ? "\"image_url\":{\"url\"" : "\"input_image\""), shown);
      assertTrue(house.stage.bill().turn().imagePico() > 0, house.stage.bill().turn().toString());
      assertTrue(house.used.stream().anyMatch(usage -> usage.inputImage() == 170));
      assertEquals(List.of(), house.complaints);
    }
  }

  private static void show(House house) {
    var loop = house.stage.appliance().loop();
    house
        .stage
        .appliance()
        .inputs()
        .signal(new Input.Act(() -> loop.ask("Is this rain?", PICTURE, "a")));
  }

  /** Asked of a service that goes away, and taken over by one of the other dialect. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPictureThatTheNextServiceCannotBeShownIsNotLeftOutInSilence(boolean nextSees) {
    var plan = new House.Plan();
    plan.fallbacks = List.of(Script.usual());
    plan.fallbackDialect = nextSees ? "ga" : "beta";
    try (House house = new House(plan)) {
      house.reach("idle", 5);
      show(house);
      house.time.runFor(30 * House.MILLIS);
      house.stage.wire(0).unplug();
      long limit = house.time.nanos() + 30 * House.SECOND;
      while (house.stage.reply("a") == null && house.time.runNext(limit)) {}
      if (nextSees) {
        assertEquals(
            new TurnEffect.Reply("a", true, Voices.words("weather")), house.stage.reply("a"));
      } else {
        assertEquals(new TurnEffect.Reply("a", false, ""), house.stage.reply("a"));
        assertTrue(house.notes.toString().contains("cannot be shown an image"), "" + house.notes);
        assertTrue(
            house.stage.service(1).log().stream()
                .noneMatch(each -> each.fromClient() && each.text().contains("Is this rain?")));
        house.hold(Voices.clip("question-weather"));
        house.reach("speaking", 10);
      }
    }
  }
}
