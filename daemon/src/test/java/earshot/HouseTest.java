package earshot;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import earshot.hal.Clock;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler cannot hold: who may import whom, and who may do what. */
class HouseTest {

  private static final String THE_CLOCK = "earshot.hal.SystemClock";

  private static JavaClasses house;
  private static JavaClasses houseAndTests;

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("earshot");
    houseAndTests = new ClassFileImporter().importPackages("earshot");
  }

  @Test
  void thereIsAHouseToLookAt() {
    assertTrue(house.contain(THE_CLOCK));
    assertTrue(house.contain(Main.class));
    assertTrue(!house.contain(HouseTest.class) && houseAndTests.contain(HouseTest.class));
  }

  @Test
  void halKnowsNothingOfTheDaemon() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("earshot.hal..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("earshot..")
                    .and(DescribedPredicate.not(resideInAPackage("earshot.hal.."))))
            .because("a device must be usable without the appliance"));
  }

  @Test
  void thePureAreWithoutSocketsFilesThreadsClocksAndChance() {
    holds(
        noClasses()
            .that(arePure())
            .should()
            .dependOnClassesThat(touchTheWorld())
            .because("behaviour is a function of state and event"));
    holds(
        noClasses()
            .that(arePure())
            .should()
            .callMethodWhere(readsAClockOrChance())
            .because("time and chance are passed in"));
  }

  @Test
  void thePureDoNotKnowTheImpure() {
    holds(
        noClasses()
            .that(arePure())
            .should()
            .dependOnClassesThat(
                resideInAPackage("earshot..")
                    .and(DescribedPredicate.not(arePure()))
                    .and(DescribedPredicate.not(areValuesFromElsewhere())))
            .because("what is pure stays pure only among its own"));
  }

  @Test
  void theSimulatorIsASecondWitness() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("earshot.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("earshot.realtime..", "earshot.link..", "earshot.turn..")
            .because("it would only repeat the codec's mistakes"));
  }

  @Test
  void onlyOneClassReadsTheClock() {
    holds(
        noClasses()
            .that(DescribedPredicate.not(isOrIsIn(THE_CLOCK)))
            .should()
            .callMethodWhere(readsAClock())
            .because("time is an argument"));
  }

  @Test
  void onlyTheRoomForItImportsAPart() {
    onlyIn("com.pi4j..", "earshot.hal.pi..");
    onlyIn("dev.onvoid..", "earshot.hal.webrtc..");
    onlyIn("javax.sound.sampled..", "earshot.hal.sound..");
    onlyIn("com.neovisionaries..", "earshot.link..");
    // The simulated service reads its scenarios apart from the daemon's configuration.
    onlyIn("org.tomlj..", "earshot.config..", "earshot.simulator..");
  }

  @Test
  void packagesHaveNoCycles() {
    holds(
        slices()
            .assignedFrom(new ByPackage())
            .should()
            .beFreeOfCycles()
            // The table of boards is wiring: it names every room of hal, and every room knows hal.
            .ignoreDependency(isOrIsIn("earshot.hal.Boards"), alwaysTrue())
            // So is the list of programs, of which one is the demonstration of all the others.
            .ignoreDependency(isOrIsIn("earshot.Program"), alwaysTrue()));
  }

  @Test
  void nobodySleeps() {
    ArchRule rule =
        noClasses()
            .should()
            .callMethodWhere(calls("java.lang.Thread", "sleep"))
            .because("who waits, waits for something, with a deadline");
    rule.allowEmptyShould(true).check(houseAndTests);
  }

  @Test
  void nothingStaticChanges() {
    holds(fields().that().areStatic().should().beFinal().because("there are no singletons"));
  }

  @Test
  void namesSayWhatAThingIs() {
    holds(
        classes()
            .should()
            .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl|Base)(\\$.*)?")
            .because("such names say nothing"));
  }

  private static void onlyIn(String part, String... rooms) {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(part)
            .because("a part can then be exchanged in one place"));
  }

  private static void holds(ArchRule rule) {
    // Rooms that are not built yet are no fault.
    rule.allowEmptyShould(true).check(house);
  }

  private static DescribedPredicate<JavaClass> arePure() {
    return resideInAnyPackage("earshot.turn..", "earshot.realtime..")
        .or(
            DescribedPredicate.describe(
                "belong to Link, Backoff or Targets",
                c ->
                    c.getPackageName().equals("earshot.link")
                        && outermost(c).getSimpleName().matches("(Link|Backoff|Targets).*")))
        .or(
            DescribedPredicate.describe(
                "decide when an alarm rings",
                c ->
                    c.getPackageName().equals("earshot.alarm")
                        && outermost(c)
                            .getSimpleName()
                            .matches("Alarm|Alarms|Alarm(Book|Effect|Event|Step|Words)|Moment")))
        .as("are pure");
  }

  /** Plain values and arithmetic of other rooms, which the pure may hold. */
  private static DescribedPredicate<JavaClass> areValuesFromElsewhere() {
    return DescribedPredicate.describe(
        "are values",
        c ->
            c.isRecord()
                || c.isEnum()
                || outermost(c).isRecord()
                || outermost(c).isEnum()
                || outermost(c).getName().equals("earshot.hal.Pcm"));
  }

  private static DescribedPredicate<JavaClass> touchTheWorld() {
    Set<String> harmless =
        Set.of(
            "java.net.URI",
            "java.net.URISyntaxException",
            "java.net.URLEncoder",
            "java.net.URLDecoder",
            "java.util.concurrent.TimeUnit");
    Set<String> worldly =
        Set.of(
            "java.lang.Thread",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.security.SecureRandom",
            "java.time.Clock",
            Clock.class.getName(),
            THE_CLOCK);
    return DescribedPredicate.describe(
        "touch the world",
        c ->
            !harmless.contains(c.getName())
                && (worldly.contains(c.getName())
                    || c.getName().matches("java\\.io\\.(File|RandomAccess|Console|Print).*")
                    || c.getPackageName()
                        .matches(
                            "java\\.(net|nio\\.file|nio\\.channels|util\\.concurrent"
                                + "|util\\.random)(\\..*)?")
                    || c.getPackageName().startsWith("org.tinylog")));
  }

  private static DescribedPredicate<JavaMethodCall> readsAClock() {
    return calls("java.lang.System", "nanoTime|currentTimeMillis")
        .or(calls("java.time.Clock", "system.*|tick.*"))
        .or(calls("java.time.(Instant|Local.*|ZonedDateTime|OffsetDateTime)", "now"));
  }

  private static DescribedPredicate<JavaMethodCall> readsAClockOrChance() {
    return readsAClock()
        .or(calls("java.lang.Math", "random"))
        .or(calls("java.util.UUID", "randomUUID"));
  }

  private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
    return DescribedPredicate.describe(
        "calls " + owner + "." + method,
        call ->
            call.getTargetOwner().getName().matches(owner)
                && call.getTarget().getName().matches(method));
  }

  private static DescribedPredicate<JavaClass> isOrIsIn(String name) {
    return DescribedPredicate.describe(name, c -> outermost(c).getName().equals(name));
  }

  private static JavaClass outermost(JavaClass c) {
    JavaClass at = c.getBaseComponentType();
    while (at.getEnclosingClass().isPresent()) at = at.getEnclosingClass().get();
    return at;
  }

  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass c) {
      return SliceIdentifier.of(c.getPackageName());
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
