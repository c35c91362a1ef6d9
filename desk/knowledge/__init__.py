"""Knowledge articles: what an agent reads out or acts on, found by what the caller wants."""
