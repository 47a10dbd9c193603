package earshot.simulator.rules;

import earshot.simulator.rules.Shape.Coded;
import earshot.simulator.rules.Shape.Exactly;
import earshot.simulator.rules.Shape.ListOf;
import earshot.simulator.rules.Shape.Member;
import earshot.simulator.rules.Shape.Members;
import earshot.simulator.rules.Shape.Num;
import earshot.simulator.rules.Shape.OneOf;
import earshot.simulator.rules.Shape.Plain;
import earshot.simulator.rules.Shape.Text;
import earshot.simulator.rules.Shape.Union;
import earshot.simulator.rules.Tokens.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads tables of rules. Several tables make one set of names, in any order, so that a table can
 * leave to another what differs. The language:
 *
 * <pre>
 * Name = shape                          a name for a shape begins with a capital
 * event one.type, another { ... }       the members of an event beside its type
 * absent_may_be_null                    in all tables: what may be absent may be null, except for `type`
 *
 * text  number  integer  boolean  null  any  object
 * text(..512)  number(0..1)  integer(1..)  text("a_" + 4 of a-z0-9)
 * "a word"  24000                       only this
 * [shape]  [shape](1..)                 an array, of at least so many
 * { a b: shape, c?: shape }             these members and no others; c may be absent
 * { ...Name, *: shape }                 the members of another object; any other member of this shape
 * not_a_list                            anything but an array
 * shape | shape                         any of them
 * </pre>
 */
final class ShapeParser {

  private static final Pattern RANGE = Pattern.compile("\\(([0-9.]*?)\\.\\.([0-9.]*)\\)");
  private static final Pattern CODE = Pattern.compile("\\(\"([^\"]+)\" \\+ ([0-9]+) of (\\S+)\\)");
  private static final Pattern SPAN = Pattern.compile("(.)-(.)");

  private final List<Token> tokens = new ArrayList<>();

  /** Where each named shape and each event begins. */
  private final Map<String, Integer> definitions = new LinkedHashMap<>();

  private final List<Integer> eventDefinitions = new ArrayList<>();

  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Deque<String> unfinished = new ArrayDeque<>();
  private boolean absentMayBeNull;
  private int at;

  /** Adds a table; {@code file} is what errors call it. */
  ShapeParser add(String file, String source) {
    at = tokens.size();
    tokens.addAll(Tokens.of(file, source));
    while (!here().is(Tokens.END)) {
      Token first = next();
      if (first.is("absent_may_be_null")) {
        absentMayBeNull = true;
      } else if (first.is("event")) {
        eventDefinitions.add(at);
      } else if (first.isName() && here().is("=")) {
        next();
        if (definitions.put(first.text(), at) != null) {
          throw new MalformedRules(first.place(), first.text() + " is defined twice");
        }
      } else {
        throw expected("'Name =' or 'event'", first);
      }
      skipToStatement();
    }
    return this;
  }

  /** Every event by its type, in the tables' order; all tables must have been added. */
  Map<String, Members> events() {
    for (String name : definitions.keySet()) named(name);
    Map<String, Members> events = new LinkedHashMap<>();
    for (int definition : eventDefinitions) {
      at = definition;
      List<Token> types = new ArrayList<>();
      do types.add(next());
      while (skip(","));
      int body = at;
      for (Token type : types) {
        if (!type.isWord()) throw expected("the type of an event", type);
        at = body;
        Map<String, Member> members = new LinkedHashMap<>();
        members.put("type", new Member(new OneOf(Set.of(type.text())), true));
        expect("{");
        if (events.put(type.text(), members(members)) != null) {
          throw new MalformedRules(type.place(), "event " + type.text() + " is defined twice");
        }
        expectStatement();
      }
    }
    return Collections.unmodifiableMap(events);
  }

  private Shape named(String name) {
    Shape known = shapes.get(name);
    if (known != null) return known;
    Integer definition = definitions.get(name);
    if (definition == null) throw new MalformedRules(before().place(), name + " is not defined");
    if (unfinished.contains(name)) {
      throw new MalformedRules(before().place(), name + " contains itself");
    }
    int back = at;
    unfinished.push(name);
    at = definition;
    Shape shape = shape();
    expectStatement();
    unfinished.pop();
    at = back;
    shapes.put(name, shape);
    return shape;
  }

  private Shape shape() {
    List<Shape> alternatives = new ArrayList<>();
    skip("|");
    do alternatives.add(alternative());
    while (skip("|"));
    return union(alternatives);
  }

  /** Unions inside are dissolved, and words gathered, so that what remains is plainly different. */
  private static Shape union(List<Shape> alternatives) {
    Set<String> words = new LinkedHashSet<>();
    Set<Shape> rest = new LinkedHashSet<>();
    for (Shape alternative : alternatives) {
      for (Shape each : alternative instanceof Union u ? u.alternatives() : List.of(alternative)) {
        if (each instanceof OneOf oneOf) words.addAll(oneOf.words());
        else rest.add(each);
      }
    }
    List<Shape> all = new ArrayList<>();
    if (!words.isEmpty()) all.add(new OneOf(words));
    all.addAll(rest);
    return all.size() == 1 ? all.getFirst() : new Union(List.copyOf(all));
  }

  private Shape alternative() {
    Token token = next();
    if (token.isQuoted()) return new OneOf(Set.of(token.inner()));
    if (token.isNumber()) return new Exactly(Integer.parseInt(token.text()));
    if (token.isName()) return named(token.text());
    return switch (token.text()) {
      case "text" -> text();
      case "number" -> number(false);
      case "integer" -> number(true);
      case "boolean" -> Plain.BOOLEAN;
      case "null" -> Plain.NULL;
      case "any" -> Plain.ANY;
      case "not_a_list" -> Plain.NOT_A_LIST;
      case "object" -> new Members(Map.of(), Plain.ANY);
      case "[" -> list();
      case "{" -> members(new LinkedHashMap<>());
      default -> throw expected("a shape", token);
    };
  }

  private Shape text() {
    if (!here().isLimits()) return new Text(Integer.MAX_VALUE);
    Matcher code = CODE.matcher(here().text());
    if (!code.matches()) return new Text((int) range().most());
    next();
    var alphabet = new StringBuilder();
    Matcher span = SPAN.matcher(code.group(3));
    while (span.find()) {
      for (char c = span.group(1).charAt(0); c <= span.group(2).charAt(0); c++) alphabet.append(c);
    }
    return new Coded(code.group(1), Integer.parseInt(code.group(2)), alphabet.toString());
  }

  private Shape number(boolean whole) {
    if (!here().isLimits())
      return new Num(whole, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Range range = range();
    return new Num(whole, range.least(), range.most());
  }

  private Shape list() {
    Shape each = shape();
    expect("]");
    return new ListOf(each, here().isLimits() ? (int) range().least() : 0);
  }

  private record Range(double least, double most) {}

  private Range range() {
    Token token = next();
    Matcher range = RANGE.matcher(token.text());
    if (!range.matches()) throw expected("a range such as (0..1), (1..) or (..512)", token);
    String least = range.group(1);
    String most = range.group(2);
    try {
      return new Range(
          least.isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(least),
          most.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(most));
    } catch (NumberFormatException e) {
      throw expected("a range such as (0..1), (1..) or (..512)", token);
    }
  }

  /** The rest of an object after its opening brace, added to the members it has already. */
  private Members members(Map<String, Member> members) {
    Shape others = null;
    while (!skip("}")) {
      if (skip("...")) {
        spread(members);
      } else if (skip("*")) {
        expect(":");
        others = shape();
      } else {
        addMembers(members);
      }
      if (!here().is("}")) expect(",");
    }
    return new Members(members, others);
  }

  private void spread(Map<String, Member> members) {
    Token token = next();
    if (!token.isName()
        || !(named(token.text()) instanceof Members other)
        || other.others() != null) {
      throw expected("the name of an object without '*'", token);
    }
    other.byName().forEach((name, member) -> put(members, name, member, token));
  }

  private void addMembers(Map<String, Member> members) {
    Map<Token, Boolean> required = new LinkedHashMap<>();
    do {
      Token name = next();
      if (!name.isWord()) throw expected("a member or '}'", name);
      required.put(name, !skip("?"));
    } while (!skip(":"));
    Shape shape = shape();
    required.forEach(
        (name, must) -> {
          boolean nullable = absentMayBeNull && !must && !name.is("type");
          Shape whole = nullable ? union(List.of(shape, Plain.NULL)) : shape;
          put(members, name.text(), new Member(whole, must), name);
        });
  }

  private static void put(Map<String, Member> members, String name, Member member, Token token) {
    if (members.put(name, member) != null) {
      throw new MalformedRules(token.place(), "member " + name + " is there twice");
    }
  }

  private void skipToStatement() {
    int depth = 0;
    while (!here().is(Tokens.END) && !(depth == 0 && atStatement())) {
      Token token = next();
      if (token.is("{") || token.is("[")) depth++;
      if (token.is("}") || token.is("]")) depth--;
    }
  }

  private boolean atStatement() {
    Token token = here();
    return token.is(Tokens.END)
        || token.is("event")
        || token.is("absent_may_be_null")
        || (token.isName() && tokens.get(at + 1).is("="));
  }

  private void expectStatement() {
    if (!atStatement()) throw expected("the next definition", here());
  }

  private void expect(String text) {
    Token token = next();
    if (!token.is(text)) throw expected("'" + text + "'", token);
  }

  private boolean skip(String text) {
    if (!here().is(text)) return false;
    at++;
    return true;
  }

  private Token here() {
    return tokens.get(at);
  }

  private Token before() {
    return tokens.get(Math.max(0, at - 1));
  }

  /** The end of a table is never passed. */
  private Token next() {
    Token token = here();
    if (!token.is(Tokens.END)) at++;
    return token;
  }

  private static MalformedRules expected(String what, Token found) {
    return new MalformedRules(found.place(), "expected " + what + ", found '" + found.text() + "'");
  }
}
