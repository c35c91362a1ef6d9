"""A record of every call: who, when, what was said and understood, how it ended, and how good it was."""
