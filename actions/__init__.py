"""What the bot does: Rasa actions, one topic a file. `actions.conversation` decides a turn, the topics carry it out."""
