"""The Asterisk that ships with Centralino."""
