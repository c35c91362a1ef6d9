"""What supervisors watch: figures of now, of today and of the past. Definitions: docs/operate/board.md."""
