package earshot.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import earshot.Input;
import earshot.simulator.Voices;
import earshot.turn.TurnEffect;
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
      assertEquals(java.util.List.of(), house.complaints);
    }
  }
}
