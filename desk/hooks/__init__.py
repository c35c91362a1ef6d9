"""Webhooks: other systems are told of hand-offs, callbacks and voicemails, each at least once, also after a crash."""
