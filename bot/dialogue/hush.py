"""Rasa and TensorFlow kept from talking while they are imported; call it before the import."""

from __future__ import annotations

import os
import warnings

SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def hush() -> None:
    """Set what they read from the environment, and drop their warnings: none of them is about this house."""
    os.environ.update(SETTINGS)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", category=PendingDeprecationWarning)
