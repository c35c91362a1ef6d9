"""A packet as it may be stored."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable

from desk.privacy.masking import DigitsOf, mask, mask_lines, written
from desk.queue.packet import Packet, Summary

LOG = logging.getLogger(__name__)
WITHHELD = "—"
"""In place of words that could not be masked."""


def masking(digits_of: DigitsOf = written) -> Callable[[Packet], Packet]:
    """What a QueueStore is given as `prepare`. Never fails: a caller is waiting, and a packet without words is better
    than one with a card number, or none."""

    def prepare(packet: Packet) -> Packet:
        try:
            return mask_packet(packet, digits_of)
        except Exception as error:
            # Its type alone: the message may repeat what the caller said.
            LOG.error("a packet is stored without its words, which cannot be masked: %s", type(error).__name__)
            return without_words(packet)

    return prepare


def mask_packet(packet: Packet, digits_of: DigitsOf = written) -> Packet:
    """The packet with masked transcript, message, slots, steps and summaries. Phone numbers have fields of their own
    and stay as they are."""

    def masked(text: str) -> str:
        return mask(text, packet.language, digits_of)

    lines = mask_lines([(line.speaker, line.text) for line in packet.transcript], packet.language, digits_of)
    texts = zip(packet.transcript, lines, strict=True)
    return dataclasses.replace(
        packet,
        summary=Summary(masked(packet.summary.caller_language), mask(packet.summary.english, "en", digits_of)),
        slots={name: masked(value) for name, value in packet.slots.items()},
        tried=tuple(mask(step, "en", digits_of) for step in packet.tried),
        transcript=tuple(dataclasses.replace(line, text=text) for line, text in texts),
        message=None if packet.message is None else masked(packet.message),
    )


def without_words(packet: Packet) -> Packet:
    """Only what the caller did not say."""
    return dataclasses.replace(
        packet,
        summary=Summary(WITHHELD, WITHHELD),
        slots={},
        tried=(),
        transcript=(),
        message=None if packet.message is None else WITHHELD,
    )
