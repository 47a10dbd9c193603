package earshot.config;

import java.util.List;

/** What came of reading a configuration: all of it, or every reason why not. Nothing half. */
public sealed interface Reading {

  record Good(Config config, Settings settings) implements Reading {}

  record Bad(List<Problem> problems) implements Reading {}
}
