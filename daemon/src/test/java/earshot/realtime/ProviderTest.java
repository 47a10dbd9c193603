package earshot.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderTest {

  private static final String KEY = "sk-secret";

  private static Provider.Target target(String dialect, @Nullable String url) {
    return new Provider.Target(
        "a model", dialect, url == null ? null : URI.create(url), "res", null, KEY);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // provider, dialect, service.url, address, headers
        "openai, ga, -, wss://api.openai.com/v1/realtime?model=a%20model,"
            + " {Authorization=Bearer sk-secret}",
        "openai, beta, -, wss://api.openai.com/v1/realtime?model=a%20model,"
            + " '{Authorization=Bearer sk-secret, OpenAI-Beta=realtime=v1}'",
        "azure, ga, -, wss://res.openai.azure.com/openai/v1/realtime?model=a%20model,"
            + " {api-key=sk-secret}",
        "azure, beta, -, wss://res.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=a%20model,"
            + " {api-key=sk-secret}",
        "simulator, ga, -, ws://127.0.0.1:9000/v1/realtime?model=a%20model,"
            + " {Authorization=Bearer sk-secret}",
        "simulator, beta, -, ws://127.0.0.1:9000/v1/realtime?model=a%20model,"
            + " '{Authorization=Bearer sk-secret, OpenAI-Beta=realtime=v1}'",
        "custom, ga, wss://h/x, wss://h/x?model=a%20model, {Authorization=Bearer sk-secret}",
        "custom, beta, wss://h/x?a=1, wss://h/x?a=1&model=a%20model,"
            + " '{Authorization=Bearer sk-secret, OpenAI-Beta=realtime=v1}'",
        "custom, ga, wss://h/x?a=1&model=mine, wss://h/x?a=1&model=mine,"
            + " {Authorization=Bearer sk-secret}",
        "custom, ga, wss://h/x?supermodel=1, wss://h/x?supermodel=1&model=a%20model,"
            + " {Authorization=Bearer sk-secret}",
        "openai, ga, ws://proxy:8080/v1/realtime, ws://proxy:8080/v1/realtime?model=a%20model,"
            + " {Authorization=Bearer sk-secret}",
        "azure, ga, wss://r.services.ai.azure.com/openai/v1/realtime,"
            + " wss://r.services.ai.azure.com/openai/v1/realtime?model=a%20model,"
            + " {api-key=sk-secret}",
        "azure, beta, wss://r.test/openai/realtime?deployment=mine,"
            + " wss://r.test/openai/realtime?deployment=mine&api-version=2025-04-01-preview,"
            + " {api-key=sk-secret}",
      })
  void eachIsReachedInItsOwnWay(
      String provider, String dialect, @Nullable String url, String address, String headers) {
    Endpoint endpoint = Provider.named(provider).endpoint(target(dialect, url));
    assertEquals(URI.create(address), endpoint.uri());
    assertEquals(headers, new TreeMap<>(endpoint.headers()).toString());
    assertEquals(dialect, endpoint.dialect().name());
  }

  @Test
  void anAzureResourceMayBeAWholeHostName() {
    for (String host : new String[] {"r.openai.azure.com", "r.services.ai.azure.com"}) {
      var target = new Provider.Target("m", "ga", null, host, null, null);
      assertEquals(
          "wss://" + host + "/openai/v1/realtime?model=m",
          Provider.AZURE.endpoint(target).uri().toString());
    }
  }

  @Test
  void azuresPreviewVersionCanBeChosen() {
    var target = new Provider.Target("m", "beta", null, "res", "2024-10-01-preview", null);
    Endpoint endpoint = Provider.AZURE.endpoint(target);
    assertEquals("api-version=2024-10-01-preview&deployment=m", endpoint.uri().getQuery());
    assertEquals(Map.of(), endpoint.headers());
  }

  @Test
  void withoutAKeyNobodyIsTold() {
    var target = new Provider.Target("m", "ga", URI.create("ws://h/"), null, null, null);
    assertEquals(Map.of(), Provider.CUSTOM.endpoint(target).headers());
    assertEquals(Map.of(), Provider.OPENAI.endpoint(target).headers());
    assertEquals(
        Map.of("Authorization", "Bearer simulator"), Provider.SIMULATOR.endpoint(target).headers());
  }

  @Test
  void whatIsMissingIsNamed() {
    var nowhere = new Provider.Target("m", "ga", null, null, null, KEY);
    for (var provider : new Provider[] {Provider.CUSTOM, Provider.AZURE}) {
      var e = assertThrows(IllegalStateException.class, () -> provider.endpoint(nowhere));
      assertTrue(String.valueOf(e.getMessage()).contains("service.url"), e::getMessage);
    }
  }

  @ParameterizedTest
  @EnumSource(Provider.class)
  void secretsAreNotShown(Provider provider) {
    for (String dialect : new String[] {"ga", "beta"}) {
      var target = target(dialect, "wss://me:" + KEY + "@h/p?api-key=" + KEY + "&x=1&model=m");
      Endpoint endpoint = provider.endpoint(target);
      assertTrue(endpoint.uri().toString().contains(KEY));
      assertFalse((target + " " + endpoint).contains(KEY), endpoint::toString);
      assertTrue(endpoint.toString().contains("model=m"), endpoint::toString);
      assertTrue(endpoint.toString().startsWith("wss://...@h/p?api-key=..."), endpoint::toString);
    }
  }

  @Test
  void anAddressWithoutSecretsIsShownWhole() {
    Endpoint endpoint = Provider.AZURE.endpoint(target("beta", null));
    assertEquals(endpoint.uri() + " (beta)", endpoint.toString());
  }
}
