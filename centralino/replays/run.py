"""The process of one replay: `python -m centralino.replays.run FOLDER ID`. It has inherited the lock of the replay."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bot.replay.report import as_dict
from centralino import desk
from centralino.errors import UserError
from centralino.models_named import archive_of
from centralino.replays.batch import compare_calls
from centralino.replays.sources import from_record
from centralino.replays.state import ReplayFolder
from desk.database import StoreError
from desk.training.replays import Replay

BEGUN = 0.05
"""Share at which the model begins to be loaded: there is nothing to be seen of it until the first call is over."""


def work(folder: ReplayFolder, replay: Replay) -> Replay:
    """The replay with its comparison, or with the reason why it failed."""
    try:
        call = from_record(desk.open_calls().show(replay.call))
        model = (replay.model, archive_of(replay.model))
        against = (replay.against, archive_of(replay.against)) if replay.against else None

        def progress(done: int, of: int) -> None:
            if folder.path(replay.id).exists():
                folder.write(replace(replay, state="running", share=BEGUN + (1 - BEGUN) * done / of))

        (comparison,) = compare_calls([call], model, against, progress, behind=True)
    except KeyError:
        return replace(replay, state="failed", error="the call is not kept any more")
    except (UserError, StoreError) as error:
        return replace(replay, state="failed", error=str(error))
    except Exception as error:
        # Its type alone: the message may repeat what the caller said.
        return replace(replay, state="failed", error=type(error).__name__)
    return replace(replay, state="ready", share=1.0, comparison=as_dict(comparison))


def main(folder: ReplayFolder, replay_id: str) -> None:
    """One at a time: Rasa takes half a gigabyte."""
    with folder.alone():
        replay = folder.read(replay_id)
        folder.write(replace(replay, state="running", share=BEGUN))
        done = work(folder, replay)
    # Meanwhile it may have been erased, with all that is kept of the call.
    if folder.path(replay_id).exists():
        folder.write(done)


if __name__ == "__main__":
    main(ReplayFolder(Path(sys.argv[1])), sys.argv[2])
