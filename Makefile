# Everything works with Python 3.11 or newer and make; Node and all else come from the locked requirements.
SHELL := /bin/sh
export UV_SYSTEM_CERTS ?= true
PYTHON ?= python3
BIN := .venv/bin
STAGE ?= training
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help run stop reset test check prove bench invoke deploy destroy format lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: $(BIN)/.run ## the whole product on this machine until Ctrl-C (DETACH=1: return when ready)
	@$(BIN)/python -m local run $(if $(DETACH),--detach)

stop: $(BIN)/.run ## stop the local cloud, keep everything
	@$(BIN)/python -m local stop

reset: $(BIN)/.run ## stop the local cloud, forget everything
	@$(BIN)/python -m local reset

test: $(BIN)/.dev $(BIN)/.chromium ## all tests (ARGS="-k name" for some)
	@$(BIN)/python -m local.build host
	@$(BIN)/python -m pytest $(or $(ARGS),-n auto --maxprocesses 4 --dist loadgroup)

check: $(BIN)/.dev ## style, types, import rules, templates
	@echo "ruff …" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "mypy …" && $(BIN)/mypy
	@echo "import rules …" && PYTHONPATH=.:layers/core/python $(BIN)/lint-imports --no-logo
	@echo "templates …" && $(BIN)/python -m local.build host && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m infra.check

prove: $(BIN)/.dev ## every promise with its figures (SCALE=full: at full size)
	@$(BIN)/python -m local.build host
	@$(BIN)/python -m tests.prove $(if $(SCALE),--scale $(SCALE))

bench: $(BIN)/.dev $(BIN)/.chromium ## measure speed, bytes and cost
	@$(BIN)/python -m local.build host
	@$(BIN)/python -m tests.bench

invoke: $(BIN)/.run ## call one function with its sample event: make invoke FN=status
	@test -n "$(FN)" || { echo "Say which: make invoke FN=status (names are the folders in functions/)"; exit 2; }
	@$(BIN)/python -m local invoke $(FN)

deploy: $(BIN)/.run ## deploy to AWS with the credentials of this shell (STAGE=training|production)
	@$(BIN)/python -m infra.release deploy $(STAGE)

destroy: $(BIN)/.run ## remove a stage from AWS (STAGE=training)
	@$(BIN)/python -m infra.release destroy $(STAGE)

format: $(BIN)/.dev ## put the code into its one form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(BIN)/.dev ## renew the locked requirements from pyproject.toml
	@$(BIN)/$(LOCK) --group vendor -o layers/vendor/requirements.txt
	@$(BIN)/$(LOCK) --group documents --no-emit-package lxml --no-emit-package packaging \
		-o layers/documents/requirements.txt
	@$(BIN)/$(LOCK) --group run -o requirements.txt
	@$(BIN)/$(LOCK) --group dev -o requirements-dev.txt

$(BIN)/python:
	@echo "Making .venv …"
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$(PYTHON)" .venv; \
	else $(PYTHON) -m venv .venv; fi \
	|| { echo "That needs Python 3.11 or newer with venv (Debian: apt-get install python3-venv), then make again."; exit 1; }
	@$@ -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { rm -rf .venv; echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }

$(BIN)/.run: requirements.txt | $(BIN)/python
	@echo "Installing what the local cloud needs (a minute, once) …"
	@$(call install,requirements.txt)
	@touch $@

$(BIN)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing the tools (a minute, once) …"
	@$(call install,requirements-dev.txt)
	@touch $@ $(BIN)/.run

# Debian's Chromium by apt; elsewhere your own: CHROMIUM=/path. No browser is downloaded.
$(BIN)/.chromium: | $(BIN)/.dev
	@if { [ -n "$$CHROMIUM" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then :; \
	elif command -v apt-get >/dev/null 2>&1 && { [ "$$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1; }; then \
		echo "Installing Chromium for the browser tests (a minute, once) …"; \
		root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		{ $$root apt-get update -qq && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null; \
	else false; fi \
	|| { echo "The browser tests need Chromium. Debian: apt-get install chromium; else: make CHROMIUM=/path/to/it test"; exit 1; }
	@touch $@

# uv where there is one, else the venv's own pip.
install = if command -v uv >/dev/null 2>&1; then \
	uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi \
	|| { echo "A package could not be installed. Check the network, then make again."; exit 1; }
