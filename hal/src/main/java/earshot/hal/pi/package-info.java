/**
 * Button, switch and lights on GPIO lines, through Pi4J: the only package that may import com.pi4j.
 */
package earshot.hal.pi;
