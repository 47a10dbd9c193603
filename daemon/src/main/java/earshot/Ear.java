package earshot;

import earshot.link.Route;
import earshot.link.Transport;
import earshot.realtime.ServerEvent;

/** Hears one connection, on the route's threads, and passes on to the loop what it hears. */
record Ear(Inputs inputs, int number) implements Route.Listener {

  @Override
  public void opened() {
    inputs.message(new Input.Opened(number));
  }

  @Override
  public void heard(ServerEvent event) {
    inputs.message(new Input.Received(number, event));
  }

  @Override
  public void garbled(String reason) {
    inputs.message(new Input.Garbled(number, reason));
  }

  @Override
  public void pong() {
    inputs.message(new Input.Ponged(number));
  }

  @Override
  public void failed(Transport.Failure failure) {
    inputs.message(new Input.DialFailed(number, failure));
  }

  @Override
  public void closed(int code, String reason) {
    inputs.message(new Input.Closed(number, code, reason));
  }
}
