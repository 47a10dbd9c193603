package earshot.hal.desktop;

import earshot.hal.Await;
import earshot.hal.Button;
import earshot.hal.Clock;
import earshot.hal.HalException;
import earshot.hal.ThreadBytes;

/** What {@link SpaceBarTest} runs in a terminal: tells edges, and closes after so many. */
public final class SpaceBarRun {

  private SpaceBarRun() {}

  private static final class Told implements Button.Edges {
    volatile int edges;
    volatile int failures;

    @Override
    public void edge(boolean down, long atNanos) {
      edges++;
      System.out.println(down ? "<down>" : "<up>");
    }

    @Override
    public void failed(HalException reason) {
      failures++;
      System.out.println("<failed " + reason.getMessage() + ">");
    }
  }

  private static void close(Button button) {
    button.close();
  }

  public static void main(String[] args) throws InterruptedException {
    System.out.println("<ours " + Terminal.ours() + ">");
    var told = new Told();
    int wanted = Integer.parseInt(args[0]);
    try (var space = new SpaceBar(Clock.system())) {
      space.open(told);
      Thread thread = ThreadBytes.named("space");
      System.out.println("<ready>");
      Await.within(30_000_000_000L, () -> told.edges >= wanted);
      close(space);
      thread.join(10_000);
      System.out.println("<alive " + thread.isAlive() + " failures " + told.failures + ">");
    }
  }
}
