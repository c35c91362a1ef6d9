"""The stores of the desk as privacy sees them: what they hold of a caller, and when it has to go."""
