/** The microphone as a WAV file: 16 kHz, mono, 16 bits. */

const RATE = 16_000;
/** Longer is no sentence. */
const MOST_MS = 20_000;

/** Begin to record. Returns `stop()`, which resolves to a Blob. Throws what getUserMedia throws. `full()` is called when
 *  it is long enough. */
export async function record(full) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false } });
  // It stays open for as long as a track of it does.
  const release = () => { for (const track of stream.getTracks()) track.stop(); };
  const parts = [];
  let recorder;
  let over;
  try {
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => parts.push(data);
    over = new Promise((done) => (recorder.onstop = done));
    recorder.start();
  } catch (error) {
    release();
    throw error;
  }
  const alarm = setTimeout(full, MOST_MS);
  return async () => {
    clearTimeout(alarm);
    try {
      if (recorder.state !== "inactive") recorder.stop();
      await over;
    } finally {
      release();
    }
    return wav(await samples(new Blob(parts, { type: recorder.mimeType })));
  };
}

async function samples(blob) {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await blob.arrayBuffer());
    const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE)), RATE);
    const source = offline.createBufferSource();
    source.buffer = sound;
    source.connect(offline.destination);
    source.start();
    return (await offline.startRendering()).getChannelData(0);
  } finally {
    await context.close();
  }
}

/** RIFF with one chunk of format and one of data. */
export function wav(sound) {
  const view = new DataView(new ArrayBuffer(44 + 2 * sound.length));
  const write = (at, text) => [...text].forEach((one, place) => view.setUint8(at + place, one.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, 36 + 2 * sound.length, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, 2 * sound.length, true);
  sound.forEach((value, place) => view.setInt16(44 + 2 * place, Math.max(-1, Math.min(1, value)) * 32767, true));
  return new Blob([view], { type: "audio/wav" });
}
