"""What the bot will say: every sentence that can be known before anybody calls."""

from centralino.foreseen.sentences import Foreseen, foreseen

__all__ = ["Foreseen", "foreseen"]
