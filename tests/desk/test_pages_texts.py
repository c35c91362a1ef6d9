"""What the pages say: complete in five languages, all of it used, and a word for every code of the house."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

import pytest
from ruamel.yaml import YAML

from bot.messages import Final
from desk.context import TRANSFER_STATUSES
from desk.customers.fields import CODES as PROBLEMS
from desk.customers.model import Why
from desk.queue.packet import REASONS
from desk.routing.model import AGENT_STATES, Kind
from desk.routing.states import Reasons
from desk.web.pages.files import FOLDER as STATIC
from desk.web.pages.shells import TEMPLATES
from desk.web.pages.texts import LANGUAGES, Text, texts
from voice.session.ports import Part

ROOT = Path(__file__).parents[2]
TRANSFERS = ("busy", "refused", "no_answer", "unavailable", "failed")
"""What the dialogue is told of a transfer that did not work."""
NAMES = 3
"""Texts of so many words may be the same in two languages: they are names and terms."""


def sources() -> str:
    """All code of the pages."""
    files = [*STATIC.rglob("*.js"), *TEMPLATES.glob("*.html")]
    return "\n".join(path.read_text("utf-8") for path in sorted(files))


def forms(text: Text) -> list[str]:
    """A sentence, or its plural forms."""
    return [text] if isinstance(text, str) else list(text.values())


def placeholders(text: Text) -> list[set[str]]:
    return [set(re.findall(r"\{(\w+)\}", form)) for form in forms(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_values(language: str) -> None:
    here, english = texts(language), texts("en")
    assert here.keys() == english.keys()
    for key, text in here.items():
        assert all(form.strip() for form in forms(text)), key
        assert isinstance(text, str) == isinstance(english[key], str), key
        # A plural form may leave the number out, and does not need it twice.
        assert set().union(*placeholders(text)) == set().union(*placeholders(english[key])), key
        if not isinstance(text, str):
            assert text.keys() == {"one", "other"}, key


def test_sentences_are_in_their_own_language() -> None:
    seen: dict[tuple[str, str], str] = {}
    for language in LANGUAGES:
        for key, text in texts(language).items():
            for form in forms(text):
                if len(form.split()) > NAMES:
                    other = seen.setdefault((key, form), language)
                    assert other == language, f"{key} is the same in {other} and {language}"


def used(code: str, known: Iterable[str]) -> set[str]:
    """Keys that the code names, whole or by their family."""
    whole = set(re.findall(r"""["'`]([a-z_]+\.[a-z0-9_]+)["'`]""", code))
    families = {f"{family}.{start}*{end}" for family, start, end in
                re.findall(r"`([a-z_]+)\.([a-z_]*)\$\{[^}]*\}([a-z_]*)`", code)}  # fmt: skip
    families |= {f"{family}.*" for family in re.findall(r"""(?:named|head)\("([a-z_]+)\"""", code)}
    families |= {f"{family}.*" for family in re.findall(r""""([a-z_]+_status)\"""", code)}
    families.add("*.title")  # of each page, in base.html
    patterns = [re.compile(re.escape(family).replace(r"\*", "[a-z0-9_]+")) for family in families]
    return whole | {key for key in known if any(pattern.fullmatch(key) for pattern in patterns)}


def test_every_text_is_used_and_every_text_that_is_used_is_there() -> None:
    known = texts("en")
    code = sources()
    found = used(code, known)
    assert known.keys() - found == set()
    said = set(re.findall(r"""\b(?:t|has)\(\s*["']([a-z_]+\.[a-z0-9_]+)["']""", code))
    said |= set(re.findall(r"""(?:said\[|data-t[a-z-]*=)"([a-z_]+\.[a-z0-9_]+)\"""", code))
    assert said - known.keys() == set()


def intents() -> set[str]:
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))
    return set(domain["intents"])


CODES: Mapping[str, Iterable[str]] = {
    "reason": REASONS,
    "reason_short": REASONS,
    "state": AGENT_STATES,
    "break": Reasons().on_break,
    "logout": Reasons().logged_out,
    "outcome": Reasons().wrap_up,
    "kind": get_args(Kind),
    "final": get_args(Final),
    "became": {*TRANSFERS, *TRANSFER_STATUSES},
    "part": get_args(Part),
    "intent": intents(),
    "why": get_args(Why),
    "problem": PROBLEMS,
}


@pytest.mark.parametrize("family", CODES)
def test_every_code_has_a_word(family: str) -> None:
    missing = [code for code in CODES[family] if f"{family}.{code}" not in texts("en")]
    assert not missing


def steps_of_the_bot() -> list[str]:
    """All that actions note for the person who takes over, with a value in each place."""
    found = []
    for path in [*(ROOT / "actions").glob("*.py"), ROOT / "centralino" / "hand_over.py"]:
        for prefix, words in re.findall(r"""(?:\.note\(|tried=\()(f?)"([^"]+)\"""", path.read_text("utf-8")):
            found.append(re.sub(r"\{[^}]+\}", "sales", words) if prefix else words)
    return found


def test_every_step_of_the_bot_is_told_in_the_agents_language() -> None:
    steps = steps_of_the_bot()
    assert len(steps) > 20
    node = shutil.which("node")
    assert node, "node is missing; scripts/system-packages test brings it with npm"
    # As a module whatever the version of Node makes of the file's name.
    module = (STATIC / "steps.js").read_text("utf-8")
    script = module + "console.log(JSON.stringify(JSON.parse(process.argv[1]).map(step)))"
    command = [node, "--input-type=module", "-e", script, json.dumps(steps)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    for words, told in zip(steps, json.loads(done.stdout), strict=True):
        assert told is not None, f"no words for: {words}"
        text = texts("fr")[f"tried.{told['key']}"]
        asked = placeholders(text)[0]
        given = {"status" if name == "order_status" else name for name in told["values"]}
        assert asked == given, words
