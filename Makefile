# make run   sets up what is missing, plays five sample calls, serves call page and desk, says how to go on
# make stop  ends what make run serves
# make pbx   installs and starts an Asterisk of its own, for calls by phone
# make test  sets up what is missing, runs every test

SHELL := /bin/bash
BIN := .venv/bin
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: run demo test setup environment models train lint format evaluate bench lock clean pbx pbx-stop serve stop

run: setup
	@$(BIN)/centralino demo
	@scripts/serve up
	@scripts/next-steps

serve: setup
	@scripts/serve up

stop:
	@scripts/serve down

demo: setup
	@$(BIN)/centralino demo

test: environment
	@scripts/prepare-tests
	@scripts/run-tests $(ARGS)

setup: environment models train

environment:
	@scripts/system-packages run
	@scripts/environment

models: environment
	@$(BIN)/centralino models fetch

train: environment
	@$(BIN)/centralino train

lint: environment
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: environment
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

evaluate: setup
	@$(BIN)/centralino evaluate

bench: setup
	@scripts/bench

# Asterisk in var/pbx, on loopback: installed, configured and started.
pbx:
	@scripts/system-packages pbx
	@scripts/pbx up

pbx-stop:
	@scripts/pbx down

# The lock holds names, versions and hashes and no address, so that it serves with any package index.
lock:
	uv pip compile pyproject.toml --group dev --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock

clean:
	rm -rf .venv var models calls
