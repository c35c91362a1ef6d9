"""What a person at a real page hears, and whether it is a certain voice; the page itself knows nothing of it."""

from __future__ import annotations

import base64

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

from voice.audio import RATE
from voice.audio.files import to_float
from voice.audio.resample import convert

EAR = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  // Only what comes over the line is made by a worklet: not the page's own bell and keys.
  if (this instanceof AudioWorkletNode) {
    window.ear = new AnalyserNode(this.context, { fftSize: 32768 });
    connect.call(this, window.ear);
  }
  return connect.call(this, to, ...rest);
};
"""
"""Of a window, before its first page."""
LISTEN = """() => {
  if (!window.ear) return [0, ""];
  const sound = new Float32Array(window.ear.fftSize);
  window.ear.getFloatTimeDomainData(sound);
  const bytes = new Uint8Array(Int16Array.from(sound, (one) => Math.max(-1, Math.min(1, one)) * 32767).buffer);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return [window.ear.context.sampleRate, btoa(text)];
}"""
LOUD = 1000.0
"""Root mean square of a voice: somebody speaks."""
SAME = 0.72
"""Likeness from which it is that voice. Two thirds of a second of other voices reached 0.69 at most (four, n = 339),
those of the same voice through a browser's echo and noise suppression 0.78 to 0.96 (n = 11)."""

Sound = NDArray[np.float32]


def heard(page: Page) -> Sound:
    """The last two thirds of a second from the line, at RATE, -1 to 1; nothing before there is one."""
    rate, text = page.evaluate(LISTEN)
    if not text:
        return np.zeros(0, np.float32)
    return convert(to_float(np.frombuffer(base64.b64decode(text), "<i2").astype(np.int16)), int(rate), RATE)


def loud(sound: Sound) -> bool:
    """Whether there is more than silence."""
    return bool(len(sound)) and float(np.sqrt(np.mean(np.square(sound)))) * 32768 > LOUD


def likeness(sound: Sound, voice: NDArray[np.int16]) -> float:
    """How much it is a piece of `voice` (at RATE, longer than `sound`), whichever: the largest normalised
    cross-correlation, 0 to 1. It does not depend on levels, so that the browser's may be at work."""
    energy = float(np.sum(np.square(sound)))
    if not len(sound) or not loud(sound):
        return 0.0
    whole = to_float(voice)
    size = 1 << (len(whole) + len(sound)).bit_length()
    product = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(sound, size)), size)
    sums = np.concatenate([[0.0], np.cumsum(np.square(whole, dtype=np.float64))])
    there = sums[len(sound) :] - sums[: -len(sound)]
    # Pauses of the voice are like nothing.
    counted = there > 0.05 * there.max()
    return float(np.max(np.abs(product[: len(there)][counted]) / np.sqrt(there[counted] * energy)))
