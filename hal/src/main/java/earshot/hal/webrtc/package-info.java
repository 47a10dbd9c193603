/** Echo cancellation, noise suppression and gain by the WebRTC library: the only room for it. */
@NullMarked
package earshot.hal.webrtc;

import org.jspecify.annotations.NullMarked;
