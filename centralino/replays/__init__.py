"""Calls of the past run again on other models: where they come from, and how it is done beside the house."""
