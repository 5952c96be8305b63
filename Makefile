# Two commands: `make run` serves the platform, `make test` runs every test this machine can.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PORT

.PHONY: run setup test lint format translations clean help

help:
	@echo "make run          set up and serve at http://127.0.0.1:$(PORT)"
	@echo "make test         set up and run all tests this machine can"
	@echo "make lint         style, types, layers, templates"
	@echo "make translations collect strings into locale/"

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ortaq needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "1/4 Making a virtual environment …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.base: $(VENV)/.python requirements/base.txt pyproject.toml
	@echo "2/4 Installing pinned packages (a minute or two the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/base.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	@echo "    Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.base
	@echo "3/4 Secrets, database, translations …"
	@$(BIN)/python -m ortaq.config.secrets
	@$(BIN)/ortaq setup

run: setup
	@echo "4/4 Starting …"
	@exec $(BIN)/ortaq serve --demo-if-empty

test: $(VENV)/.dev
	@$(BIN)/python tools/run_tests.py

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/djlint --lint --quiet src
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix src tests tools benchmarks
	$(BIN)/ruff format src tests tools benchmarks

translations: $(VENV)/.dev
	$(BIN)/ortaq catalogs update

clean:
	rm -rf $(VENV) build dist
