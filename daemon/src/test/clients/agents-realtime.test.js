// @openai/agents-realtime, as its users use it, talks with the simulated service.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';
import { clip, startSimulator } from './simulator.js';

let simulator;
before(async () => { simulator = await startSimulator(); });
after(() => simulator?.stop());

async function talk(agent, act) {
  const session = new RealtimeSession(agent, { transport: 'websocket', tracingDisabled: true });
  const events = [];
  const errors = [];
  session.transport.on('*', (event) => events.push(event));
  session.on('error', (error) => errors.push(error));
  await session.connect({ apiKey: 'sk-test', url: simulator.url });
  try {
    await act(session, events);
  } finally {
    session.close();
  }
  assert.deepEqual(errors, []);
  assert.deepEqual(events.filter((event) => event.type === 'error'), []);
}

/** Waits for so many events of a type, and gives them. */
async function awaited(events, type, count = 1) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = events.filter((event) => event.type === type);
    if (found.length >= count) return found;
    assert.ok(Date.now() < deadline, `no ${type}; came: ${events.map((event) => event.type)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function responses(events, count) {
  return (await awaited(events, 'response.done', count)).map((event) => event.response);
}

const assistant = () => new RealtimeAgent({ name: 'assistant', instructions: 'Be brief.' });
const words = (response) => response.output[0].content[0].transcript;

test('a text turn', async () => {
  await talk(assistant(), async (session, events) => {
    session.sendMessage('What is the capital of France?');
    const [response] = await responses(events, 1);
    assert.equal(response.status, 'completed');
    assert.equal(words(response), 'Paris is the capital of France.');
    assert.ok(response.usage.input_tokens > 0 && response.usage.output_token_details.audio_tokens > 0);
    const roles = session.history.filter((item) => item.type === 'message').map((item) => item.role);
    assert.deepEqual(roles, ['user', 'assistant']);
  });
});

test('an audio turn, ended by the service that hears the end of speech', async () => {
  await talk(assistant(), async (session, events) => {
    const heard = [];
    session.on('audio', (audio) => heard.push(Buffer.from(audio.data)));
    const question = Buffer.concat([clip('question-weather'), Buffer.alloc(2 * 48_000)]);
    for (let at = 0; at < question.length; at += 4_800) {
      const piece = question.subarray(at, at + 4_800);
      session.sendAudio(piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.length));
    }
    const [response] = await responses(events, 1);
    assert.equal(response.status, 'completed');
    assert.match(words(response), /^It will be sunny/);
    assert.ok(Buffer.concat(heard).equals(clip('weather')), 'the answer arrives sample for sample');
    const types = events.map((event) => event.type);
    assert.ok(types.indexOf('input_audio_buffer.speech_started') < types.indexOf('input_audio_buffer.speech_stopped'));
    const [transcript] = await awaited(events, 'conversation.item.input_audio_transcription.completed');
    assert.equal(transcript.transcript, 'What will the weather be like this afternoon?');
  });
});

test('a tool turn: the call is made here, and its result answered', async () => {
  const calls = [];
  const agent = new RealtimeAgent({
    name: 'assistant',
    instructions: 'Switch lights.',
    tools: [
      tool({
        name: 'switch_light',
        description: 'Switches a light.',
        parameters: z.object({ room: z.string(), on: z.boolean() }),
        execute: async (args) => {
          calls.push(args);
          return 'the kitchen light is on';
        },
      }),
    ],
  });
  await talk(agent, async (session, events) => {
    session.sendMessage('Put the light on, please.');
    const [asked, answered] = await responses(events, 2);
    assert.equal(asked.output[0].type, 'function_call');
    assert.deepEqual(calls, [{ room: 'kitchen', on: true }]);
    assert.equal(words(answered), 'Done: the kitchen light is on.');
  });
});

test('an interruption ends the answer and cuts it', async () => {
  await talk(assistant(), async (session, events) => {
    session.sendMessage('Tell me a story.');
    await awaited(events, 'response.output_audio.delta');
    session.interrupt();
    const [response] = await responses(events, 1);
    assert.equal(response.status, 'cancelled');
    assert.equal(response.status_details.reason, 'client_cancelled');
  });
});
