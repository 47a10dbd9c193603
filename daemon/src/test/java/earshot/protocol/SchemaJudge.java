package earshot.protocol;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.OutputFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds one message at a time against one of the published schemas. For one thread at a time. */
public final class SchemaJudge {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final JsonSchema schema;

  SchemaJudge(String name, JsonSchema schema) {
    this.name = name;
    this.schema = schema;
  }

  public boolean accepts(JsonNode event) {
    return schema.validate(event, OutputFormat.BOOLEAN);
  }

  /** Fails the test, with everything that is wrong, unless the message is as the schema says. */
  public void check(byte[] message) {
    JsonNode event;
    try {
      event = JSON.readTree(message);
    } catch (IOException e) {
      fail("no JSON: " + new String(message, StandardCharsets.UTF_8), e);
      return;
    }
    check(event);
  }

  /** Everything that is wrong; empty when it is as the schema says. */
  public List<String> faults(JsonNode event) {
    if (accepts(event)) return List.of();
    return schema.validate(event).stream().map(fault -> name + " refuses: " + fault).toList();
  }

  public void check(JsonNode event) {
    if (!accepts(event)) fail(name + " refuses " + event + ": " + schema.validate(event));
  }
}
