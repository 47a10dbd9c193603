package earshot.simulator.wire;

import java.nio.file.Path;

/** A simulator as a process of its own, for tests that need one without the built program. */
final class Standalone {

  private Standalone() {}

  public static void main(String[] args) throws Exception {
    Path scenario = null;
    int port = 0;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--scenario" -> scenario = Path.of(args[i + 1]);
        case "--listen" -> port = Integer.parseInt(args[i + 1].replaceFirst(".*:", ""));
        default -> throw new IllegalArgumentException(args[i]);
      }
    }
    var options = new SimulatorServer.Options("127.0.0.1", port, false, scenario, null, null, null);
    try (var server = SimulatorServer.listen(options)) {
      System.out.println(server.url());
      server.await();
    }
  }
}
