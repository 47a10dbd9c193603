/** Any computer with a sound card and a keyboard, as a board to try things on. */
package earshot.hal.desktop;
