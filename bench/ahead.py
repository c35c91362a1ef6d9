"""How much of what the bot says is rendered ahead: the replies of written calls, looked up among what is foreseen.

    python -m bench.ahead [--calls FOLDER] [--dialogues FOLDER] [--kinds] [--sample 10]

Runs the calls of FOLDER/<language>.yml (tests/calls by default) and the conversations of FOLDER/<language>.jsonl
through the trained dialogue, in writing, with the clock of today and a queue of its own in which only that call waits.
Nothing need be rendered: a sentence counts as kept when it is foreseen. Sentences and characters are those of the
spoken form. `first N`: the share if only so many sentences a language were foreseen. `--kinds` names the replies with
sentences that are not (of data that may be looked at: tests/data/README.md). `--sample N` renders N sentences a
language spread over all that is foreseen, with the engine that renders ahead, and extrapolates time and size
(FLAC: half of WAV); and times the first sound of a sentence that is not foreseen.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.messages import BotTurn
    from voice.tts.protocol import Synthesiser, Voice

os.environ.setdefault("CENTRALINO_VAR", tempfile.mkdtemp(prefix="centralino-ahead-"))

from actions.wording import local_today
from bot.directory import company
from bot.messages import LANGUAGES, CallInfo
from centralino.foreseen import Foreseen, foreseen
from centralino.paths import ROOT
from voice.tts.said import sentences

FIRST = (500, 1000, 2000, 3000, 5000)
RATE = 16_000
LIVE = {
    "fr": "Est-ce que nous pouvons vous rappeler au +33 1 99 00 01 40 ?",
    "nl": "Zullen we u terugbellen op +31 20 123 01 40?",
    "it": "La richiamiamo al numero +39 02 1234 0140?",
    "da": "Skal vi ringe tilbage på +45 12 34 01 40?",
    "en": "Shall we call you back on +353 20 912 0140?",
}
"""Replies with a caller's own number, which nobody can foresee."""


@dataclass(frozen=True)
class Said:
    """One reply of the bot."""

    language: str
    text: str
    rate: float
    reply: str
    """Its name in data/replies."""


def scripts(calls: Path | None, dialogues: Path | None) -> Iterator[tuple[str, list[Any]]]:
    """(language, steps): texts, or the steps of a call."""
    from centralino.cli.converse import read
    from centralino.spoken_calls.reader import names_of, read_all

    if calls:
        for script in read_all([calls], names_of(company())):
            yield script.language, list(script.steps)
    if dialogues:
        for file in sorted(dialogues.glob("*.jsonl")):
            for one in read(file):
                yield one.language, list(one.turns)


async def said(all_scripts: list[tuple[str, list[Any]]]) -> list[Said]:
    """Every reply of all conversations."""
    from bot.dialogue.embedded import EmbeddedDialogue
    from bot.dialogue.hush import hush
    from bot.dialogue.model import trained
    from bot.replies import nlg

    hush()
    names: dict[str, str] = {}
    render = nlg.render

    def noted(language: str, name: str, *args: Any, **more: Any) -> str:
        text = render(language, name, *args, **more)
        names[text] = name
        return text

    nlg.render = noted
    dialogue = EmbeddedDialogue.load(trained())
    found: list[Said] = []
    for number, (language, steps) in enumerate(all_scripts):
        call_id = f"ahead-{number}"
        turn: BotTurn = await dialogue.start(CallInfo(call_id, language))
        turns = [turn]
        for step in steps:
            turns.append(turn := await dialogue.turn(call_id, _turn(step, turn)))
        await dialogue.end(call_id)
        _withdraw(turns)
        for turn in turns:
            found += [Said(turn.language, text, turn.rate, names.get(text, "?")) for text in turn.replies]
    return found


def _turn(step: Any, bot: BotTurn) -> Any:
    from bot.dialogue.typed import typed

    if isinstance(step, str):
        return typed(step)
    if step.keys:
        return typed(f"<dtmf:{step.keys}>")
    asked = step.if_asked.lower() in " ".join(bot.replies).lower()
    text = step.say if asked or not step.otherwise else step.otherwise
    return typed(text or "<silence>")


def _withdraw(turns: list[BotTurn]) -> None:
    """The next call finds the queue empty."""
    from centralino.desk import open_queue

    for turn in turns:
        if turn.outcome and turn.outcome.item:
            open_queue().withdraw(turn.outcome.item, datetime.now(UTC))


def report(replies: list[Said], kinds: bool) -> None:
    """Shares, by language."""
    ours = company()
    today = local_today(datetime.now(UTC), ours.main_site.timezone)
    plain = frozenset(ours.profile.name.lower().split())
    known = {language: foreseen(language, ours, today, 3, 100_000) for language in LANGUAGES}
    usual = {language: [one for one in known[language] if one.rate == 1.0] for language in LANGUAGES}
    rank = {(one.language, one.spoken): n for language in LANGUAGES for n, one in enumerate(usual[language])}
    kept = {(one.language, one.spoken, one.rate) for all_of_it in known.values() for one in foreseen_within(all_of_it)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    missing: Counter[str] = Counter()
    for reply in replies:
        for language, sentence in sentences(reply.text, reply.language, plain):
            hit = (language, sentence, round(reply.rate, 2)) in kept
            for name in (language, "all"):
                counts[name].update(n=1, hit=hit, characters=len(sentence), kept=len(sentence) * hit)
                for most in FIRST:
                    place = rank.get((language, sentence), 100_000)
                    counts[name][f"first {most}"] += place < most and reply.rate == 1.0
            if not hit:
                missing[f"{language} {reply.reply} at {reply.rate:g}"] += 1
    for language in (*LANGUAGES, "all"):
        c = counts[language]
        if c["n"]:
            first = "  ".join(f"first {most} {100 * c[f'first {most}'] / c['n']:5.1f}" for most in FIRST)
            print(
                f"{language:4} sentences {c['n']:5}  kept {100 * c['hit'] / c['n']:5.1f} %  of characters"
                f" {100 * c['kept'] / c['characters']:5.1f} %   {first}"
            )
    if kinds:
        for name, count in missing.most_common():
            print(f"  not foreseen: {count:3} x {name}")


def foreseen_within(known: tuple[Foreseen, ...]) -> Iterator[Foreseen]:
    """As many as an installation renders."""
    from centralino.foreseen.sentences import MOST

    usual = 0
    for one in known:
        usual += one.rate == 1.0
        if one.rate != 1.0 or usual <= MOST:
            yield one


def sample(size: int) -> None:
    """Time and size of all, from a few sentences a language; and the first sound of what is not foreseen. In this
    process, as the renderer has its engine; processor seconds are of all its threads."""
    from voice.tts.ahead import Ahead
    from voice.tts.choice import Synthesisers
    from voice.tts.engines import build
    from voice.tts.sentences import openings

    ours, ahead = company(), Ahead(Synthesisers())
    today = local_today(datetime.now(UTC), ours.main_site.timezone)
    engines: dict[str, Synthesiser] = {}
    for language in LANGUAGES:
        voice = ahead.voice(language)
        assert voice is not None, "the engine that renders ahead is not installed"
        engine = engines.setdefault(voice.engine, build(voice.engine))
        list(engine.speak("1.", voice))
        known = foreseen(language, ours, today, 3)
        step = max(1, len(known) // size)
        some = known[step // 2 :: step][:size]
        begun, worked = time.perf_counter(), time.process_time()
        seconds = sum(_seconds(engine, one.spoken, voice, one.rate) for one in some)
        spent, worked = time.perf_counter() - begun, time.process_time() - worked
        # By characters and rate: the sample's sentences are not as long as all are on average.
        share = sum(len(one.spoken) / one.rate for one in known) / sum(len(one.spoken) / one.rate for one in some)
        live = next(openings(next(sentences(LIVE[language], language))[1]))
        begun, worked_before = time.perf_counter(), time.process_time()
        _seconds(engine, live, voice, 1.0)
        first, first_worked = time.perf_counter() - begun, time.process_time() - worked_before
        print(
            f"{language}  {voice.engine} {voice.name}  foreseen {len(known)}  n {len(some)}"
            f"  {spent / seconds:.2f} x real time, {worked / seconds:.2f} of a processor"
            f"  all: {seconds * share / 3600:.1f} h of speech, {spent * share / 3600:.1f} h to render"
            f" ({worked * share / 3600:.1f} of a processor), {RATE * seconds * share / 1e6:.0f} MB"
            f"   first sound of a number: {first:.1f} s ({first_worked:.1f})",
            flush=True,
        )


def _seconds(engine: Synthesiser, text: str, voice: Voice, rate: float) -> float:
    """How long it speaks."""
    from voice.tts.pauses import spoken

    return sum(chunk.samples.size / chunk.rate for chunk in spoken(engine, text, voice, rate))


def main() -> None:
    """The report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=Path)
    parser.add_argument("--dialogues", type=Path)
    parser.add_argument("--kinds", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    args = parser.parse_args()
    if args.sample:
        sample(args.sample)
        return
    calls = args.calls or (None if args.dialogues else ROOT / "tests" / "calls")
    report(asyncio.run(said(list(scripts(calls, args.dialogues)))), args.kinds)


if __name__ == "__main__":
    main()
