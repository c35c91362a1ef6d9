"""Signatures as Standard Webhooks (standardwebhooks.com) lays them down: receivers have libraries for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

PREFIX = "whsec_"


def shown(secret: bytes) -> str:
    """The secret as receivers' libraries want it."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(delivery_id: str, body: bytes, secret: bytes, now: datetime) -> dict[str, str]:
    """Of one attempt. The moment is signed too, so that nobody can send a recorded request again later."""
    seconds = str(int(now.timestamp()))
    signed = b".".join((delivery_id.encode(), seconds.encode(), body))
    signature = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature}",
    }
