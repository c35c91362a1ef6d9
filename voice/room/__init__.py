"""Who hears whom when people talk: caller, agent, and the supervisors who listen in."""

from __future__ import annotations

from voice.room.mixing import Role
from voice.room.room import Member, Room
from voice.room.script import Script

__all__ = ["Member", "Role", "Room", "Script"]
