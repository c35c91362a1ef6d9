"""Written conversations that nobody who wrote the bot has seen: how many end where their writer says they should.

    python -m bench.dialogues [FOLDER]

Every line of FOLDER/<language>.jsonl holds turns and the expected `final` and `department` (null = any).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bot.messages import LANGUAGES
from centralino.paths import ROOT


def main() -> int:
    """Run them all and print those that ended elsewhere."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "data" / "dialogues"
    total = good = 0
    for language in LANGUAGES:
        file = folder / f"{language}.jsonl"
        expected = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        command = [sys.executable, "-m", "centralino", "converse", str(file), "--json"]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        got = {row["id"]: row for row in map(json.loads, lines)}
        wrong = []
        for row in expected:
            result = got[row["id"]]
            place = row["department"] in (None, result["department"])
            if result["final"] == row["final"] and place:
                good += 1
            else:
                got_ = f"{result['final']} {result['department']}"
                wrong.append(f"  {row['id']}: {row['final']} {row['department']}, got {got_}")
        total += len(expected)
        print(f"{language}  n {len(expected)}  as expected {len(expected) - len(wrong)}")
        print("\n".join(wrong))
    print(f"all  n {total}  as expected {good} ({100 * good / total:.0f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
