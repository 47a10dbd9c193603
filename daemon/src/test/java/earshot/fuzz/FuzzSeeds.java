package earshot.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import earshot.protocol.PublishedProtocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What each reader is meant for, in a few examples: where the fuzzing begins. */
final class FuzzSeeds {

  private FuzzSeeds() {}

  private static List<byte[]> utf8(String... texts) {
    List<byte[]> seeds = new ArrayList<>();
    for (String text : texts) seeds.add(text.getBytes(UTF_8));
    return seeds;
  }

  static List<byte[]> sessions() {
    return utf8(
        """
        {"type":"realtime","model":"gpt-realtime-2.1","output_modalities":["audio"],"instructions":"Be brief.",\
        "max_output_tokens":"inf","tools":[{"type":"function","name":"t","parameters":{"type":"object"}}],\
        "audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":{"model":"whisper-1"},\
        "noise_reduction":{"type":"near_field"},"turn_detection":{"type":"server_vad","threshold":0.5,\
        "prefix_padding_ms":300,"silence_duration_ms":200,"create_response":true,"idle_timeout_ms":null}},\
        "output":{"voice":"marin","speed":1.0}}}""",
        """
        {"modalities":["text","audio"],"voice":"alloy","input_audio_format":"pcm16","temperature":0.8,\
        "max_response_output_tokens":4096,"turn_detection":{"type":"semantic_vad","eagerness":"high"},\
        "input_audio_noise_reduction":{"type":"far_field"}}""");
  }

  static List<byte[]> translations() {
    return utf8(
        "{\"type\":\"session.output_audio.delta\",\"event_id\":\"e\",\"delta\":\"AQACAP//\"}",
        "{\"type\":\"session.output_transcript.delta\",\"event_id\":\"e\",\"delta\":\"hola\"}",
        "{\"type\":\"session.created\",\"session\":{\"id\":\"s\",\"model\":\"m\"}}");
  }

  static List<byte[]> chatStreams() {
    return utf8(
        """
        data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","audio":{"id":"a","expires_at":1780000000}}}]}

        data: {"choices":[{"delta":{"audio":{"transcript":"hello"}}}]}

        data: {"choices":[{"delta":{"audio":{"data":"AQACAP//"}},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,\
        "prompt_tokens_details":{"audio_tokens":3,"cached_tokens":2},"completion_tokens_details":{"audio_tokens":9}}}

        data: [DONE]

        """,
        """
        data: {"choices":[],"usage":{"prompt_tokens":-9,"completion_tokens":9223372036854775807,\
        "prompt_tokens_details":{"cached_tokens":1e300}}}

        data: {"choices":[{"finish_reason":"stop"}]}

        """,
        """
        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{}"}}]},\
        "finish_reason":"tool_calls"}]}

        data: {"error":{"message":"busy","type":"server_error","code":null}}

        """);
  }

  static List<byte[]> chatRequests() {
    return utf8(
        """
        {"model":"gpt-audio","modalities":["text","audio"],"audio":{"voice":"alloy","format":"pcm16"},"stream":true,\
        "messages":[{"role":"system","content":"x"},{"role":"user","content":[{"type":"text","text":"hello"}]}]}""",
        """
        {"model":"gpt-audio","messages":[{"role":"user","content":[{"type":"input_audio",\
        "input_audio":{"data":"UklGRg==","format":"wav"}}]},{"role":"assistant","audio":{"id":"a"}}],\
        "tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}""");
  }

  static List<byte[]> catalogues() {
    List<byte[]> seeds = utf8("{\"date\":\"2026-11-21\",\"models\":[{\"id\":\"my-model\"}]}");
    try (var in = earshot.realtime.Catalogue.class.getResourceAsStream("models.json")) {
      if (in != null) seeds.add(in.readAllBytes());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return seeds;
  }

  static List<byte[]> ledgers() {
    return utf8("charge 1780000000000 1 2 3 4 5 6 7 8\nsum DAY 2026-11-21 1 2 3 4 5 6 7 8\n");
  }

  static List<byte[]> refusals() {
    return utf8(
        "Please try again in 4.78s.",
        "Please try again in 120ms.",
        "Please try again in 1m3s.",
        "Please retry after 26 seconds.");
  }

  static List<byte[]> answers() {
    List<byte[]> seeds =
        utf8(
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 20\r\nretry-after-ms: 120\r\n\r\n",
            "HTTP/1.1 307 Elsewhere\r\nLocation: /\r\n\r\n");
    seeds.add(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0002hi\u0081~\u0001\u0000"
            .getBytes(ISO_8859_1));
    return seeds;
  }

  static List<byte[]> configurations() {
    return utf8(
        """
        [board]
        name = "sim"
        [service]
        provider = "simulator"
        model = "gpt-realtime-2.1-mini"
        dialect = "ga"
        url = "ws://127.0.0.1:9000/v1/realtime"
        voice = "marin"
        key = "env:KEY"
        [[service.fallback]]
        provider = "openai"
        [talk]
        mode = "hold"
        """,
        "[talk]\nmode = \"open\"\n[audio]\nvolume = 50\n[log]\nlevel = \"debug\"\n");
  }

  static List<byte[]> controlRequests() {
    return utf8(
        "{\"do\":\"status\"}",
        "{\"do\":\"wait\",\"state\":\"idle\",\"millis\":10}",
        "{\"do\":\"hold\",\"millis\":500}",
        "{\"do\":\"ask\",\"text\":\"hello\"}",
        "{\"do\":\"volume\",\"by\":-5}",
        "{\"do\":\"reload\"}");
  }

  static List<byte[]> sounds() {
    var wav = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(UTF_8)).putInt(52).put("WAVEfmt ".getBytes(UTF_8)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(24_000).putInt(48_000);
    wav.putShort((short) 2).putShort((short) 16).put("data".getBytes(UTF_8)).putInt(16);
    byte[] cut = java.util.Arrays.copyOf(wav.array(), 43);
    return List.of(wav.array(), cut);
  }

  /** Several events a seed: a conversation. */
  static List<byte[]> clientEvents() {
    List<byte[]> seeds =
        utf8(
            """
            {"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}
            {"type":"input_audio_buffer.append","audio":"AAAAAAAA"}
            {"type":"input_audio_buffer.commit"}
            {"type":"response.create"}
            {"type":"response.cancel"}
            """,
            """
            {"type":"conversation.item.create","item":{"id":"i1","type":"message","role":"user",\
            "content":[{"type":"input_text","text":"hello"}]}}
            {"type":"response.create","response":{"instructions":"x"}}
            {"type":"conversation.item.truncate","item_id":"i1","content_index":0,"audio_end_ms":5}
            {"type":"conversation.item.retrieve","item_id":"i1"}
            {"type":"conversation.item.delete","item_id":"i1"}
            {"type":"input_audio_buffer.clear"}
            """);
    PublishedProtocol.ifAtHand()
        .ifPresent(
            published -> {
              for (JsonNode event : published.examples("ga", "client")) {
                seeds.add(event.toString().getBytes(UTF_8));
              }
            });
    return seeds;
  }

  static List<byte[]> doors() {
    return utf8(
        "GET /v1/realtime?model=gpt-realtime\nAuthorization: Bearer k\nOpenAI-Beta: realtime=v1",
        "GET /openai/realtime?api-version=2025-04-01-preview&deployment=d%20x\napi-key: k",
        "GET /openai/v1/realtime?model=d&intent=transcription\napi-key: k",
        "POST /v1/realtime/client_secrets\nAuthorization: Bearer k\n\n"
            + "{\"session\":{\"type\":\"realtime\",\"model\":\"gpt-realtime\"}}",
        "POST /v1/chat/completions\nAuthorization: Bearer k\n\n"
            + "{\"model\":\"gpt-audio\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
  }

  static List<byte[]> scenarios() {
    return utf8(
        """
        pace = 2
        heard = ["hello"]
        [terms]
        beta = false
        models = ["gpt-realtime"]
        session_s = 60
        [[answer]]
        on = ["weather"]
        clips = ["weather"]
        [[answer]]
        call = "get_time"
        arguments = "{}"
        [[fault]]
        at = "delta"
        count = 3
        do = "cut"
        [[stall]]
        at_ms = 5
        for_ms = 7
        """);
  }

  static List<byte[]> heads() {
    return utf8(
        "GET /v1/realtime?model=m HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n",
        "POST /v1/realtime/client_secrets HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
  }

  static List<byte[]> frames() {
    return List.of(
        new byte[] {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 'h', 'i'},
        new byte[] {1, (byte) 0x81, 0, 0, 0, 0, 'a', (byte) 0x80, (byte) 0x81, 0, 0, 0, 0, 'b'},
        new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe8},
        new byte[] {(byte) 0x81, (byte) 0xfe, 0, 4, 0, 0, 0, 0, 'a', 'b', 'c', 'd'});
  }
}
