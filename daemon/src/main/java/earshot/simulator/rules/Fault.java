package earshot.simulator.rules;

import org.jspecify.annotations.Nullable;

/** What is wrong with an event, in the words of the service. */
public record Fault(String code, @Nullable String param, String message) {}
