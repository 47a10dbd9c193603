// openai, as its users use it, talks with the simulated service: Realtime in both dialects at both kinds of address
// over TLS, and Chat Completions whole and as a stream.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import OpenAI, { AzureOpenAI } from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { OpenAIRealtimeWS as BetaRealtimeWS } from 'openai/beta/realtime/ws';
import { clip, startSimulator } from './simulator.js';

const PATIENCE_MILLIS = 60_000;
let secured;
let plain;
before(async () => {
  secured = await startSimulator({ tls: true });
  plain = await startSimulator();
});
after(() => {
  secured?.stop();
  plain?.stop();
});

const openai = (simulator) => new OpenAI({ apiKey: 'sk-test', baseURL: `${simulator.origin}/v1` });
const azure = (simulator, options) =>
  new AzureOpenAI({ apiKey: 'azure-test', apiVersion: '2025-04-01-preview', ...options(simulator.origin) });
const options = () => ({ ca: secured.ca });

const FLAT = (changes) => ({ modalities: ['audio', 'text'], turn_detection: null, ...changes });
const NESTED = ({ tools }) => ({
  type: 'realtime',
  audio: { input: { turn_detection: null } },
  ...(tools ? { tools } : {}),
});

/** The four ways in: how a connection is opened, and how its dialect says things. */
const FORMS = {
  'OpenAI, GA': {
    open: () => new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1', options: options() }, openai(secured)),
    session: NESTED,
    sound: 'response.output_audio.delta',
  },
  'OpenAI, beta': {
    open: () => new BetaRealtimeWS({ model: 'gpt-4o-realtime-preview', options: options() }, openai(secured)),
    session: FLAT,
    sound: 'response.audio.delta',
  },
  'Azure, GA': {
    open: () =>
      OpenAIRealtimeWS.azure(azure(secured, (origin) => ({ baseURL: `${origin}/openai/v1`, deployment: 'mine' })), {
        options: options(),
      }),
    session: NESTED,
    sound: 'response.output_audio.delta',
  },
  'Azure, preview': {
    open: () =>
      BetaRealtimeWS.azure(azure(secured, (origin) => ({ endpoint: origin, deployment: 'mine' })), {
        options: options(),
      }),
    session: FLAT,
    sound: 'response.audio.delta',
  },
};

/** Waits until the events hold so many of a type; an error of the service or the line ends it. */
function awaited(talk, type, count = 1) {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no ${type}; came: ${talk.events.map((event) => event.type)}`));
    const timer = setTimeout(late, PATIENCE_MILLIS);
    const look = () => {
      const found = talk.events.filter((event) => event.type === type);
      if (talk.errors.length === 0 && found.length < count) return;
      clearTimeout(timer);
      talk.socket.off('event', look);
      if (talk.errors.length > 0) reject(talk.errors[0]);
      else resolve(found);
    };
    talk.look = look;
    talk.socket.on('event', look);
    look();
  });
}

async function talking(form, act) {
  const talk = { events: [], errors: [], look: () => {} };
  talk.socket = await form.open();
  talk.socket.on('event', (event) => talk.events.push(event));
  talk.socket.on('error', (error) => {
    talk.errors.push(error);
    talk.look();
  });
  try {
    await awaited(talk, 'session.created');
    await act(talk);
    assert.deepEqual(talk.errors, []);
  } finally {
    talk.socket.close();
  }
}

async function configured(talk, form, changes = {}) {
  talk.socket.send({ type: 'session.update', session: form.session(changes) });
  await awaited(talk, 'session.updated');
}

async function answered(talk, count) {
  talk.socket.send({ type: 'response.create' });
  return (await awaited(talk, 'response.done', count)).at(-1).response;
}

function say(talk, text) {
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
  talk.socket.send({ type: 'conversation.item.create', item });
}

for (const [name, form] of Object.entries(FORMS)) {
  test(`${name}: a text turn`, async () => {
    await talking(form, async (talk) => {
      await configured(talk, form);
      say(talk, 'What is the capital of France?');
      const response = await answered(talk, 1);
      assert.equal(response.status, 'completed');
      assert.equal(response.output[0].content[0].transcript, 'Paris is the capital of France.');
    });
  });

  test(`${name}: an audio turn`, async () => {
    await talking(form, async (talk) => {
      await configured(talk, form);
      const question = clip('question-weather');
      for (let at = 0; at < question.length; at += 9_600) {
        const audio = question.subarray(at, at + 9_600).toString('base64');
        talk.socket.send({ type: 'input_audio_buffer.append', audio });
      }
      talk.socket.send({ type: 'input_audio_buffer.commit' });
      const response = await answered(talk, 1);
      assert.match(response.output[0].content[0].transcript, /^It will be sunny/);
      const heard = talk.events.filter((event) => event.type === form.sound);
      const sound = Buffer.concat(heard.map((event) => Buffer.from(event.delta, 'base64')));
      assert.ok(sound.equals(clip('weather')), 'the answer arrives sample for sample');
    });
  });

  test(`${name}: a tool turn`, async () => {
    await talking(form, async (talk) => {
      const parameters = { type: 'object', properties: { room: { type: 'string' }, on: { type: 'boolean' } } };
      const tools = [{ type: 'function', name: 'switch_light', description: 'Switches a light.', parameters }];
      await configured(talk, form, { tools });
      say(talk, 'Please switch on the light.');
      const [call] = (await answered(talk, 1)).output;
      assert.equal(call.name, 'switch_light');
      assert.deepEqual(JSON.parse(call.arguments), { room: 'kitchen', on: true });
      const item = { type: 'function_call_output', call_id: call.call_id, output: 'the kitchen is bright' };
      talk.socket.send({ type: 'conversation.item.create', item });
      const response = await answered(talk, 2);
      assert.equal(response.output[0].content[0].transcript, 'Done: the kitchen is bright.');
    });
  });
}

const CHATS = {
  OpenAI: () => openai(plain),
  'Azure, by deployment': () => azure(plain, (origin) => ({ endpoint: origin, deployment: 'gpt-audio-1.5' })),
  'Azure, v1': () => new OpenAI({ apiKey: 'azure-test', baseURL: `${plain.origin}/openai/v1` }),
};
const SPOKEN = { model: 'gpt-audio-1.5', modalities: ['text', 'audio'] };

function wav(samples) {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(24_000, 24);
  head.writeUInt32LE(48_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]).toString('base64');
}

const asked = (name) => ({
  role: 'user',
  content: [{ type: 'input_audio', input_audio: { data: wav(clip(name)), format: 'wav' } }],
});

for (const [name, client] of Object.entries(CHATS)) {
  test(`Chat Completions, ${name}: a spoken question, answered whole, then asked on by the sound's name`, async () => {
    const audio = { voice: 'alloy', format: 'wav' };
    const messages = [asked('question-weather')];
    const first = await client().chat.completions.create({ ...SPOKEN, audio, messages });
    const said = first.choices[0].message.audio;
    assert.match(said.transcript, /^It will be sunny/);
    assert.ok(Buffer.from(said.data, 'base64').subarray(44).equals(clip('weather')));
    messages.push({ role: 'assistant', audio: { id: said.id } }, { role: 'user', content: 'The capital of France?' });
    const second = await client().chat.completions.create({ ...SPOKEN, audio, messages });
    assert.equal(second.choices[0].message.audio.transcript, 'Paris is the capital of France.');
    assert.ok(second.usage.prompt_tokens_details.audio_tokens > first.usage.prompt_tokens_details.audio_tokens);
  });

  test(`Chat Completions, ${name}: a stream`, async () => {
    const stream = await client().chat.completions.create({
      ...SPOKEN,
      audio: { voice: 'alloy', format: 'pcm16' },
      messages: [asked('question-weather')],
      stream: true,
      stream_options: { include_usage: true },
    });
    const sound = [];
    let transcript = '';
    let usage;
    for await (const chunk of stream) {
      const piece = chunk.choices[0]?.delta.audio;
      if (piece?.data) sound.push(Buffer.from(piece.data, 'base64'));
      transcript += piece?.transcript ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.match(transcript, /^It will be sunny/);
    assert.ok(Buffer.concat(sound).equals(clip('weather')));
    assert.ok(usage.completion_tokens_details.audio_tokens > 0);
  });

  test(`Chat Completions, ${name}: a function is called in a stream, and its result answered`, async () => {
    const tools = [{ type: 'function', function: { name: 'switch_light', parameters: { type: 'object' } } }];
    const audio = { voice: 'alloy', format: 'pcm16' };
    const messages = [{ role: 'user', content: 'Please switch on the light.' }];
    const request = { ...SPOKEN, audio, tools, stream: true };
    const calling = client().chat.completions.stream({ ...request, messages });
    const call = (await calling.finalMessage()).tool_calls[0];
    assert.deepEqual(JSON.parse(call.function.arguments), { room: 'kitchen', on: true });
    messages.push({ role: 'assistant', tool_calls: [call] });
    messages.push({ role: 'tool', tool_call_id: call.id, content: 'the kitchen is bright' });
    const last = await client().chat.completions.create({ ...SPOKEN, audio, tools, messages });
    assert.equal(last.choices[0].message.audio.transcript, 'Done: the kitchen is bright.');
  });
}

test('Chat Completions: a refusal has its name', async () => {
  const wrong = { ...SPOKEN, audio: { voice: 'alloy', format: 'wav' }, messages: [asked('question-weather')], stream: true };
  await assert.rejects(openai(plain).chat.completions.create(wrong), { status: 400, code: 'unsupported_value' });
});
