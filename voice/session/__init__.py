"""One call from answer to hang-up: the leg's sound becomes turns, turns become words, words get an answer."""
