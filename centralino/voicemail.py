"""Where the sound of messages goes: sealed, onto the disk of this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from centralino.errors import UserError

if TYPE_CHECKING:
    from desk.privacy.messages import Messages


class Voicemail:
    """See voice.session.ports.Messages."""

    def __init__(self, messages: Callable[[], Messages]) -> None:
        """`messages` opens the store: each time, because its keys may have been put in order meanwhile."""
        self._messages = messages

    def keep(self, call_id: str, samples: NDArray[np.int16]) -> None:
        """See Messages."""
        from desk.privacy.vault import VaultError

        try:
            self._messages().keep(call_id, samples.astype("<i2").tobytes())
        except VaultError as error:
            raise UserError(str(error)) from error
