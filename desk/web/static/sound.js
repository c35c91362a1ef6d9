// A line to the house: the microphone and the loudspeaker of this page over one WebSocket.

const WORKLET = new URL("./sound-worklet.js", import.meta.url);
const CLOSE_MS = 1_000;
/** Hz of the rows and columns of a telephone's keys (ITU-T Q.23). */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = "123456789*0#";
const KEY_SECONDS = 0.12;
/** Levels are told on a scale that the eye takes for even: 0 at -60 dB, 1 at full scale. */
const FLOOR_DB = 60;

/**
 * Why a line could not be opened. `code`: insecure, unsupported, denied, no_microphone, microphone_busy, unreachable, or
 * what the house answers: busy, draining, too_many_calls, unauthorised, no_line, language, mode.
 */
export class LineError extends Error {
  constructor(code, message, retryAfter = null) {
    super(message);
    this.name = "LineError";
    this.code = code;
    /** Seconds after which it is worth another try, where the house tells. */
    this.retryAfter = retryAfter;
  }
}

/** One line, to be opened once, from a click: browsers are silent before one. */
export class Line {
  /**
   * `url`: /audio/call?language=fr, /audio/agent or /audio/listen?agent=…. `processing`: whether the browser takes echo
   * and noise out of the microphone's sound.
   */
  constructor(url, { processing = true } = {}) {
    this.url = new URL(url, location.href);
    this.url.protocol = this.url.protocol.replace("http", "ws");
    /** Told of each event of the house, {event: "said", …}, of {event: "microphone_lost"} and at last {event: "closed"}. */
    this.onevent = () => {};
    /** How loud the microphone is, 0 to 1. */
    this.level = 0;
    /** How loud the other side is, 0 to 1. */
    this.heard = 0;
    /** Node of all that is heard, once the line is open. */
    this.output = null;
    this.processing = processing;
    this.muted = false;
    this.closed = false;
  }

  /** Ask for the microphone and open the line. Throws LineError. */
  async open() {
    try {
      await this.start();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** An agent's caller does not want to be recorded: all of the recording is deleted. */
  unrecord() {
    this.send({ record: false });
  }

  /** One of 0-9 * #. */
  press(key) {
    if (this.closed || !KEYS.includes(key)) return;
    this.send({ key });
    this.sound(key);
  }

  /** Be heard, or not. */
  mute(on) {
    this.muted = on;
    this.capture?.port.postMessage({ muted: on });
  }

  /** A control of the agent's line: {hold: true}, {hang_up: true}. */
  send(control) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(control));
  }

  /** Hang up. */
  close() {
    if (this.closed) return;
    if (this.socket) this.socket.close(1000);
    this.finish(1000);
  }

  async start() {
    check();
    this.microphone = await microphone(this.processing);
    this.context = new AudioContext({ latencyHint: "interactive" });
    await this.context.audioWorklet.addModule(WORKLET);
    await this.context.resume();
    this.listen();
    await this.connect();
    this.speak();
    await this.answered;
  }

  /** The other side's sound. */
  listen() {
    this.playback = new AudioWorkletNode(this.context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    this.playback.port.onmessage = ({ data }) => {
      if (data.drained) this.close();
      if (data.level !== undefined) this.heard = shown(data.level);
    };
    this.output = this.context.createGain();
    this.playback.connect(this.output).connect(this.context.destination);
  }

  /** This side's. */
  speak() {
    this.capture = new AudioWorkletNode(this.context, "capture", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    this.capture.port.onmessage = ({ data }) => {
      this.level = shown(data.level);
      if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data.pcm);
    };
    this.mute(this.muted);
    this.context.createMediaStreamSource(this.microphone).connect(this.capture);
    for (const track of this.microphone.getTracks()) {
      track.onended = () => this.closed || this.onevent({ event: "microphone_lost" });
    }
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = ({ data }) => this.take(data);
    this.answered = new Promise((resolve, reject) => {
      this.answer = { resolve, reject };
    });
    // Whoever waits for the connection may hear of the refusal instead.
    this.answered.catch(() => {});
    return new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onclose = ({ code }) => {
        const error = new LineError("unreachable", "the house does not answer");
        reject(error);
        this.answer.reject(error);
        this.finish(code);
      };
    });
  }

  take(data) {
    if (typeof data !== "string") {
      this.answer.resolve();
      this.playback.port.postMessage({ pcm: data }, [data]);
      return;
    }
    const told = JSON.parse(data);
    if (told.event === "refused") {
      this.answer.reject(new LineError(told.error, told.message, told.retry_after ?? null));
    } else if (told.event === "flush") {
      this.playback.port.postMessage({ flush: true });
    } else if (told.event === "closing") {
      this.playback.port.postMessage({ drain: true });
      setTimeout(() => this.close(), CLOSE_MS);
    } else {
      this.answer.resolve();
      this.onevent(told);
    }
  }

  /** The key's own tone, for this page alone. */
  sound(key) {
    const index = KEYS.indexOf(key);
    const gain = this.context.createGain();
    gain.gain.value = 0.08;
    gain.connect(this.context.destination);
    for (const frequency of [ROWS[Math.floor(index / 3)], COLUMNS[index % 3]]) {
      const tone = new OscillatorNode(this.context, { frequency });
      tone.connect(gain);
      tone.start();
      tone.stop(this.context.currentTime + KEY_SECONDS);
    }
  }

  finish(code) {
    if (this.closed) return;
    const opened = Boolean(this.capture);
    this.end();
    if (opened) this.onevent({ event: "closed", code, clean: code === 1000 });
  }

  /** Let go of everything. */
  end() {
    this.closed = true;
    this.level = this.heard = 0;
    for (const track of this.microphone?.getTracks() ?? []) track.stop();
    if (this.socket && this.socket.readyState < WebSocket.CLOSING) this.socket.close(1000);
    if (this.context && this.context.state !== "closed") this.context.close();
  }
}

function check() {
  if (!isSecureContext) {
    throw new LineError("insecure", "browsers give no microphone to pages without TLS, except on localhost");
  }
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) {
    throw new LineError("unsupported", "this browser cannot do it; any of the last five years can");
  }
}

async function microphone(processing) {
  const audio = {
    channelCount: 1,
    echoCancellation: processing,
    noiseSuppression: processing,
    autoGainControl: processing,
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    const code = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "no_microphone" }[error.name];
    throw new LineError(code ?? "microphone_busy", `the microphone cannot be used: ${error.name}`);
  }
}

function shown(rms) {
  return rms > 0 ? Math.max(0, Math.min(1, 1 + (20 * Math.log10(rms)) / FLOOR_DB)) : 0;
}
