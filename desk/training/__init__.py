"""What trainers work on: the desk's side of it."""
