package earshot.realtime;

import java.util.List;

/** What a service may say, written by hand: where no published data is at hand, and beyond it. */
public final class ServerEventsByHand {

  private ServerEventsByHand() {}

  public static final List<String> GA =
      lines(
          """
      {"type":"session.created","event_id":"e","session":{"type":"realtime","id":"sess_1","model":"gpt-realtime-2.1","expires_at":1756324625}}
      {"type":"response.created","event_id":"e","response":{"id":"resp_1","status":"in_progress","conversation_id":"conv_1","output":[],"metadata":{"purpose":"greeting"}}}
      {"type":"response.output_audio.delta","event_id":"e","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":1,"delta":"AQACAP//"}
      {"type":"response.output_audio_transcript.done","event_id":"e","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":1,"transcript":"Grüß Gott"}
      {"type":"response.done","event_id":"e","response":{"id":"resp_1","status":"failed","status_details":{"type":"failed","error":{"type":"tokens","code":"rate_limit_exceeded"}},"output":[],"usage":null}}
      {"type":"response.done","event_id":"e","response":{"id":"resp_2","status":"cancelled","status_details":{"type":"cancelled","reason":"turn_detected"},"output":[{"id":"item_1","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_audio","transcript":"Once upon"}]},{"id":"item_2","type":"function_call","status":"completed","call_id":"call_1","name":"lamp","arguments":"{\\"on\\":true}"}],"usage":{"total_tokens":300,"input_tokens":200,"output_tokens":100,"input_token_details":{"text_tokens":110,"audio_tokens":60,"image_tokens":30,"cached_tokens":66,"cached_tokens_details":{"text_tokens":33,"audio_tokens":22,"image_tokens":11}},"output_token_details":{"text_tokens":25,"audio_tokens":75}}}}
      {"type":"conversation.item.added","event_id":"e","previous_item_id":"item_0","item":{"id":"item_3","type":"function_call_output","call_id":"call_1","output":"done"}}
      {"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"item_1","content_index":0,"transcript":"hello","usage":{"type":"duration","seconds":1.5}}
      {"type":"error","event_id":"e","error":{"type":"invalid_request_error","code":"unknown_parameter","message":"no","param":"session.modalities","event_id":"event_7"}}
      """);

  public static final List<String> BETA =
      lines(
          """
      {"type":"session.created","event_id":"e","session":{"id":"sess_1","model":"gpt-4o-realtime-preview","modalities":["text","audio"],"voice":"alloy"}}
      {"type":"conversation.item.created","event_id":"e","previous_item_id":"item_0","item":{"id":"item_1","object":"realtime.item","type":"message","status":"completed","role":"user","content":[{"type":"input_audio","transcript":"hello"}]}}
      {"type":"response.audio.delta","event_id":"e","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":1,"delta":"AQACAP//"}
      {"type":"response.audio_transcript.delta","event_id":"e","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":1,"delta":"Grüß"}
      {"type":"response.text.done","event_id":"e","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":1,"text":"hello"}
      {"type":"response.done","event_id":"e","response":{"id":"resp_2","object":"realtime.response","status":"incomplete","status_details":{"type":"incomplete","reason":"max_output_tokens"},"output":[{"id":"item_1","object":"realtime.item","type":"message","status":"incomplete","role":"assistant","content":[{"type":"text","text":"Once upon"}]}],"usage":{"total_tokens":300,"input_tokens":200,"output_tokens":100,"input_token_details":{"text_tokens":140,"audio_tokens":60,"cached_tokens":0},"output_token_details":{"text_tokens":25,"audio_tokens":75}}}}
      """);

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
