/** What may be wrong with a device, part by part, in words; and how each of it is found. */
package earshot.doctor;
