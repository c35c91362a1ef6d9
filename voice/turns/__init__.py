"""Turn-taking: who has the floor. Pure logic; the length of what was heard comes in, no clock is read."""
