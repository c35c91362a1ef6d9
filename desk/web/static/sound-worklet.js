// Sound in the browser's audio thread: the microphone as frames of 20 ms, and frames from the line as sound.
// The classes that decide are pure and exported, so that they can be tried in a page as well.

/** Samples a second on the line. */
export const RATE = 16_000;
/** Samples of 20 ms. */
export const FRAME = 320;

/** Zero crossings of the filter on each side: with BETA, 70 dB down from 8 kHz on and flat up to 6.5 kHz. */
const CROSSINGS = 24;
const CUTOFF = 0.91;
/** Of the Kaiser window. */
const BETA = 7;

/** In samples of the line. Playing begins with so much in hand; each time it runs dry, with a frame more. */
const START = 2 * FRAME;
const MOST_START = 10 * FRAME;
/** Never further behind than this: half a second. */
const LIMIT = 25 * FRAME;
/** What was never needed in so many seconds is delay for nothing, beyond SPARE. */
const WATCH_SECONDS = 4;
const SPARE = FRAME;
const FADE = 80;
/** Root mean square below which nobody speaks: -46 dB. */
const QUIET = 0.005;

/** Band-limited change of rate, piece by piece: windowed sinc, with one set of weights for each phase (polyphase). */
export class Resampler {
  /** Rates in whole samples a second. */
  constructor(from, to) {
    const common = divisor(from, to);
    this.up = to / common;
    this.down = from / common;
    const scale = Math.min(1, to / from);
    this.half = Math.ceil(CROSSINGS / scale);
    this.weights = Array.from({ length: this.up }, (_, phase) => kernel(phase / this.up, this.half, scale * CUTOFF));
    this.held = new Float32Array(this.half);
    this.position = this.half;
    this.phase = 0;
  }

  /** What is ready after these samples, as Float32Array; the lengths of pieces vary, their sum does not. */
  process(input) {
    if (this.up === this.down) return input;
    const sound = new Float32Array(this.held.length + input.length);
    sound.set(this.held);
    sound.set(input, this.held.length);
    const ready = [];
    while (this.position + this.half < sound.length) {
      ready.push(this.at(sound));
      this.phase += this.down;
      this.position += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    const start = Math.min(sound.length, this.position - this.half + 1);
    this.held = sound.slice(start);
    this.position -= start;
    return Float32Array.from(ready);
  }

  at(sound) {
    const weights = this.weights[this.phase];
    const start = this.position - this.half + 1;
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * sound[start + tap];
    return sum;
  }
}

/** Sound from the line as it should have come: evens out what comes late or in bursts. */
export class Playout {
  constructor() {
    this.start = START;
    this.flush();
  }

  /** Samples in hand. */
  get waiting() {
    return this.sound.length;
  }

  /** More sound, Float32Array at RATE. */
  put(samples) {
    const joined = new Float32Array(this.sound.length + samples.length);
    joined.set(this.sound);
    joined.set(samples, this.sound.length);
    this.sound = joined.length > LIMIT ? joined.slice(joined.length - this.start) : joined;
  }

  /** The next samples, as many as are asked for; silence where nothing came in time. */
  pull(count) {
    if (this.dry ? this.sound.length < this.start : this.sound.length < count) return this.hold(count);
    this.watch(count);
    const piece = this.sound.slice(0, count);
    this.sound = this.sound.slice(count);
    if (this.dry) fadeIn(piece);
    this.dry = false;
    this.last = piece[count - 1];
    return piece;
  }

  /** Drop what has not been heard. */
  flush() {
    this.sound = new Float32Array(0);
    this.dry = true;
    this.last = 0;
    this.forget();
  }

  hold(count) {
    const silence = new Float32Array(count);
    if (!this.dry) {
      this.start = Math.min(this.start + FRAME, MOST_START);
      // From where the sound broke off down to nothing, so that it does not click.
      for (let at = 0; at < Math.min(FADE, count); at++) silence[at] = this.last * (1 - (at + 1) / FADE);
    }
    this.dry = true;
    this.forget();
    return silence;
  }

  /** Two clocks that drift apart, and a network that has calmed down, show as sound that is never needed. */
  watch(count) {
    this.least = Math.min(this.least, this.sound.length - count);
    this.watched += count;
    if (this.watched < WATCH_SECONDS * RATE) return;
    if (this.least < SPARE + FRAME) this.forget();
    else if (this.sound.length > 2 * FRAME && level(this.sound.subarray(0, FRAME)) < QUIET) {
      this.sound = this.sound.slice(FRAME);
      this.forget();
    }
  }

  forget() {
    this.least = Infinity;
    this.watched = 0;
  }
}

/** Root mean square, 0 to 1. */
export function level(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length ? Math.sqrt(sum / samples.length) : 0;
}

function fadeIn(piece) {
  const length = Math.min(FADE, piece.length);
  for (let at = 0; at < length; at++) piece[at] *= at / length;
}

function kernel(offset, half, cutoff) {
  const weights = new Float32Array(2 * half);
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) {
    const x = tap - (half - 1) - offset;
    const angle = Math.PI * cutoff * x;
    const edge = 1 - (x / half) ** 2;
    weights[tap] = (angle ? Math.sin(angle) / angle : 1) * (edge > 0 ? bessel(BETA * Math.sqrt(edge)) : 0);
    sum += weights[tap];
  }
  return weights.map((weight) => weight / sum);
}

/** The modified Bessel function of order zero. */
function bessel(x) {
  let sum = 1;
  let term = 1;
  for (let step = 1; term > 1e-9 * sum; step++) {
    term *= (x / (2 * step)) ** 2;
    sum += term;
  }
  return sum;
}

function divisor(a, b) {
  return b ? divisor(b, a % b) : a;
}

const Processor = globalThis.AudioWorkletProcessor ?? class {};

/** Posts {pcm: ArrayBuffer of int16, level} for each 20 ms of the microphone; takes {muted}. */
class Capture extends Processor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.frame = new Float32Array(FRAME);
    this.filled = 0;
    this.muted = false;
    this.port.onmessage = ({ data }) => {
      this.muted = data.muted;
    };
  }

  process([input]) {
    // Without a microphone time passes all the same: the line would be taken for dead.
    const sound = input[0] && !this.muted ? input[0] : new Float32Array(128);
    for (const sample of this.resampler.process(sound)) {
      this.frame[this.filled++] = sample;
      if (this.filled === FRAME) this.post();
    }
    return true;
  }

  post() {
    const pcm = Int16Array.from(this.frame, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
    this.port.postMessage({ pcm: pcm.buffer, level: level(this.frame) }, [pcm.buffer]);
    this.filled = 0;
  }
}

/** Plays {pcm: ArrayBuffer of int16}; takes {flush} and {drain}, and posts {level} and, once all was heard, {drained}. */
class Playback extends Processor {
  constructor() {
    super();
    this.resampler = new Resampler(RATE, sampleRate);
    this.playout = new Playout();
    this.ready = new Float32Array(0);
    this.draining = false;
    this.told = 0;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take({ pcm, flush, drain }) {
    if (pcm) this.playout.put(Float32Array.from(new Int16Array(pcm), (sample) => sample / 32_768));
    if (flush) this.playout.flush();
    if (drain) this.draining = true;
  }

  process(_, [output]) {
    const wanted = output[0].length;
    while (this.ready.length < wanted) {
      const more = this.resampler.process(this.playout.pull(64));
      const joined = new Float32Array(this.ready.length + more.length);
      joined.set(this.ready);
      joined.set(more, this.ready.length);
      this.ready = joined;
    }
    const sound = this.ready.subarray(0, wanted);
    for (const channel of output) channel.set(sound);
    this.tell(sound);
    this.ready = this.ready.slice(wanted);
    return true;
  }

  tell(sound) {
    this.told += sound.length;
    if (this.draining && this.playout.waiting < FRAME) {
      this.draining = false;
      this.port.postMessage({ drained: true });
    }
    if (this.told >= sampleRate / 20) {
      this.told = 0;
      this.port.postMessage({ level: level(sound) });
    }
  }
}

if (globalThis.registerProcessor) {
  registerProcessor("capture", Capture);
  registerProcessor("playback", Playback);
}
