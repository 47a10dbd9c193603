import org.jspecify.annotations.NullMarked;

/**
 * What the appliance touches: buttons, lights, microphones, speakers. Knows nothing of the daemon.
 */
@NullMarked
module earshot.hal {
  requires com.pi4j;
  requires java.desktop;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires webrtc.java;

  exports earshot.hal;
  exports earshot.hal.dsp;
  exports earshot.hal.pi;
  exports earshot.hal.pi.gpio;
  exports earshot.hal.sim;
  exports earshot.hal.sound;
  exports earshot.hal.webrtc;
}
