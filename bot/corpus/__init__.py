"""The utterances that the bot learns from and is measured with: read, written and checked as the YAML that they are."""
