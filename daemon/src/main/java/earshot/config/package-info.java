/** Configuration: TOML to records, strict, every problem at once. */
package earshot.config;
