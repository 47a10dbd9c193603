import org.jspecify.annotations.NullMarked;

/** What the appliance does. */
@NullMarked
module earshot.daemon {
  requires com.fasterxml.jackson.databind;
  requires concentus;
  requires earshot.hal;
  requires info.picocli;
  requires java.net.http;
  requires jdk.net;
  requires jdk.management;
  requires jdk.unsupported;
  requires nv.websocket.client;
  requires static transitive org.jspecify;
  requires org.tinylog.api;
  requires org.tomlj;

  opens earshot.control to
      info.picocli;
}
