"""AudioSocket's frames: whatever pieces the bytes come in, the same frames come out."""

from __future__ import annotations

import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.legs.audiosocket_frames import (
    RATES,
    Decoder,
    Failure,
    Frame,
    HangUp,
    Identity,
    Key,
    Sound,
    encode,
)

pytestmark = pytest.mark.unit

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")

FRAMES = st.one_of(
    st.just(HangUp()),
    st.builds(Identity, st.uuids()),
    st.builds(Key, st.sampled_from("0123456789*#ABCD")),
    st.builds(Sound, st.sampled_from(sorted(RATES.values())), st.binary(max_size=400).map(lambda b: b[: len(b) & ~1])),
    st.builds(Failure, st.binary(max_size=2)),
)


def decode(*pieces: bytes) -> list[Frame]:
    decoder = Decoder()
    return [frame for piece in pieces for frame in decoder.feed(piece)]


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ("000000", HangUp()),
        ("010010" + CALL.hex, Identity(CALL)),
        ("03000135", Key("5")),
        ("03000123", Key("#")),
        ("1000040100feff", Sound(8_000, b"\x01\x00\xfe\xff")),
        ("12000200ff", Sound(16_000, b"\x00\xff")),
        ("150000", Sound(44_100, b"")),
        ("180002ffff", Sound(192_000, b"\xff\xff")),
        ("ff000102", Failure(b"\x02")),
        ("ff0000", Failure()),
    ],
)
def test_the_bytes_on_the_wire(data: str, frame: Frame) -> None:
    assert decode(bytes.fromhex(data)) == [frame]
    assert encode(frame) == bytes.fromhex(data)


@given(st.lists(FRAMES, max_size=12), st.lists(st.integers(0, 5000), max_size=30))
def test_pieces_and_clumps_make_no_difference(frames: list[Frame], cuts: list[int]) -> None:
    data = b"".join(encode(frame) for frame in frames)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    assert decode(*(data[a:b] for a, b in pairwise(edges))) == frames


def test_byte_by_byte() -> None:
    frames = [Identity(CALL), Sound(8_000, bytes(320)), Key("1"), HangUp()]
    data = b"".join(encode(frame) for frame in frames)
    assert decode(*(bytes([byte]) for byte in data)) == frames


@given(st.integers(0, 255).filter(lambda kind: kind not in (0x00, 0x01, 0x03, 0xFF, *RATES)), st.binary(max_size=300))
def test_unknown_types_are_passed_over(kind: int, payload: bytes) -> None:
    unknown = bytes([kind]) + len(payload).to_bytes(2, "big") + payload
    assert decode(encode(Key("1")) + unknown + encode(Key("2"))) == [Key("1"), Key("2")]


@pytest.mark.parametrize("data", ["0100020102", "03000131030000", "0300023132", "030001ff"])
def test_known_types_of_an_impossible_form_are_passed_over(data: str) -> None:
    assert decode(bytes.fromhex(data) + encode(HangUp()))[-1] == HangUp()
    assert Key("") not in decode(bytes.fromhex(data))
    assert not [frame for frame in decode(bytes.fromhex(data)) if isinstance(frame, Identity)]


def test_half_a_sample_at_the_end_is_no_sound() -> None:
    assert decode(bytes.fromhex("100003010002")) == [Sound(8_000, b"\x01\x00")]


def test_what_cannot_be_sent_is_refused() -> None:
    with pytest.raises(ValueError, match="65535"):
        encode(Sound(8_000, bytes(70_000)))
    with pytest.raises(ValueError, match="11025"):
        encode(Sound(11_025, b""))


@given(st.binary(max_size=3000))
def test_any_bytes_at_all_raise_nothing(data: bytes) -> None:
    decode(data)
