"""The desk over HTTP: pages for people, an API for other systems, live events for both."""
