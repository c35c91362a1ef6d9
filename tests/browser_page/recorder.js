// Keeps what goes by, with the wall clock of each block.
class Recorder extends AudioWorkletProcessor {
  process([input]) {
    this.port.postMessage({ at: Date.now(), sound: input[0]?.slice() ?? new Float32Array(128) });
    return true;
  }
}

registerProcessor("recorder", Recorder);
