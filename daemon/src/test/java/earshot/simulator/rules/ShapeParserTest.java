package earshot.simulator.rules;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeParserTest {

  /** Whether a value passes as the member {@code v} of an event with the given tables. */
  private static boolean accepts(String tables, String value) {
    Shape shape = requireNonNull(new ShapeParser().add("test.rules", tables).events().get("e"));
    String json = "{`type`:`e`,`v`:%s}".formatted(value).replace('`', '"');
    try {
      return shape.accepts(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          text; `a`; 7
          text(..2); `🎤🎤`; `abc`
          text("t_" + 3 of a-c0-1); `t_a01`; `t_a0`
          text("t_" + 3 of a-c0-1); `t_cb1`; `t_d01`
          number; 1.5; `1.5`
          number(0.25..1.5); 0.25; 1.51
          integer; 5.0; 5.5
          integer(1..); 1; 0
          integer(1..3); 3; 4
          boolean; true; `true`
          null; null; 0
          24000; 24000; 16000
          "a"; `a`; `b`
          "a" | "b" | null; `b`; `c`
          [text]; []; [1]
          [text](1..); [`a`]; []
          [[integer]]; [[1],[]]; [1]
          object; {`x`:[1]}; []
          not_a_list; 7; []
          { a: text, b?: text }; {`a`:``}; {`b`:``}
          { a b: text }; {`a`:``,`b`:``}; {`a`:``}
          { a?: text }; {}; {`b`:``}
          { a: text, *: integer }; {`a`:``,`b`:1}; {`a`:``,`b`:``}
          { *: text }; {`x`:``}; {`x`:1}
          { t: "x", a: text } | { t: "y" }; {`t`:`y`}; {`t`:`y`,`a`:``}
          """)
  void aShapeAcceptsOneAndRefusesTheOther(String shape, String accepted, String refused) {
    String table = "event e { v: %s }".formatted(shape);
    assertTrue(accepts(table, accepted), accepted);
    assertFalse(accepts(table, refused), refused);
  }

  @Test
  void namesMayStandInAnyOrderAndInAnyTable() {
    var parser =
        new ShapeParser()
            .add("one.rules", "event e { v: Pair }\nPair = { ...Left, right: Right }")
            .add("two.rules", "Left = { left: text }\nRight = integer");
    assertTrue(parser.events().containsKey("e"));
  }

  @Test
  void whatMayBeAbsentMayBeNullOnlyWhereATableSaysSo() {
    String table = "event e { v: { type?: text, a?: text } }";
    assertFalse(accepts(table, "{`a`:null}"));
    assertTrue(accepts("absent_may_be_null " + table, "{`a`:null}"));
    assertFalse(accepts("absent_may_be_null " + table, "{`type`:null}"));
  }

  @Test
  void eventsMayShareTheirMembers() {
    var events = new ShapeParser().add("test.rules", "event a.b, c { v: text }").events();
    assertEquals("[a.b, c]", events.keySet().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      textBlock =
          """
          shape = text;                     expected 'Name =' or 'event', found 'shape'
          A = tex;                          expected a shape, found 'tex'
          A = Missing;                      Missing is not defined
          A = [A];                          A contains itself
          A = text A = text;                A is defined twice
          A = { a: text, a?: text };        member a is there twice
          A = { a: text b: text };          expected ',', found 'b'
          A = { a text };                   expected a member or '}', found '}'
          A = { a: text;                    expected ',', found 'end of file'
          A = [text;                        expected ']', found 'end of file'
          A = text text;                    expected the next definition, found 'text'
          A = text(1);                      expected a range such as (0..1), (1..) or (..512), found '(1)'
          A = number(1.2.3..);              expected a range such as (0..1), (1..) or (..512), found '(1.2.3..)'
          A = { ...B } B = text;            expected the name of an object without '*', found 'B'
          A = & text;                       cannot read '& text'
          event e { } event e { };          event e is defined twice
          event { };                        expected the type of an event, found '{'
          event e text;                     expected '{', found 'text'
          """)
  void aMistakeInATableIsNamedWithItsPlace(String table, String mistake) {
    var parser = new ShapeParser();
    var e =
        assertThrows(
            MalformedRules.class, () -> parser.add("test.rules", "\n# shapes\n" + table).events());
    assertEquals("test.rules:3: " + mistake, e.getMessage());
  }
}
