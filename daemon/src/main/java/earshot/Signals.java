package earshot;

import java.lang.reflect.Proxy;

/**
 * Hears the signals of the operating system. The JDK has no supported way to hear SIGHUP, or to end
 * with code 0 on SIGTERM; its unsupported one is reached by reflection, because a mere mention of
 * it is a warning that cannot be suppressed.
 */
final class Signals {

  private Signals() {}

  /** Runs the act, on a thread of the JVM's, each time the signal comes. */
  static void on(String name, Runnable act) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                switch (method.getName()) {
                  case "handle" -> act.run();
                  case "hashCode" -> {
                    return System.identityHashCode(self);
                  }
                  case "equals" -> {
                    return self == arguments[0];
                  }
                  default -> {}
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no signals", e);
    }
  }
}
