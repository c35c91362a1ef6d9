// What tests drive: a line, its events, and what it says and hears.
import { Line } from "/static/sound.js";

window.events = [];
window.blocks = { heard: [], said: [] };

window.begin = async (url, options) => {
  const line = new Line(url, options);
  window.line = line;
  line.onevent = (event) => window.events.push(event);
  try {
    await line.open();
  } catch (error) {
    return { code: error.code ?? error.name, message: error.message, retryAfter: error.retryAfter };
  }
  await line.context.audioWorklet.addModule("/page/recorder.js");
  record(line.context, line.output, "heard");
  record(line.context, line.context.createMediaStreamSource(line.microphone), "said");
  return null;
};

function record(context, node, name) {
  const recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
  recorder.port.onmessage = ({ data }) => window.blocks[name].push(data);
  node.connect(recorder);
}

/** [samples a second, int16 as base64, milliseconds since 1970 of each 128 samples] */
window.recorded = (name) => {
  const blocks = window.blocks[name];
  const pcm = new Int16Array(128 * blocks.length);
  blocks.forEach(({ sound }, index) => {
    for (let at = 0; at < 128; at++) pcm[128 * index + at] = Math.max(-32768, Math.min(32767, Math.round(sound[at] * 32768)));
  });
  let text = "";
  for (const byte of new Uint8Array(pcm.buffer)) text += String.fromCharCode(byte);
  return [window.line.context.sampleRate, btoa(text), blocks.map(({ at }) => at)];
};

window.ready = true;
