# Two commands for a fresh machine (Debian with python3 and make):
#   make demo   sets up and reads the bundled sample reports
#   make test   sets up and passes the tests
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test check bench docs shots clean setup setup-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info < (3, 14)))' || \
	  { echo "Onrecord needs Python 3.11, 3.12 or 3.13; choose one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv"; exit 1; }

# The gazetteer is distilled while Onrecord is installed: a change of its recipe or data asks for that again.
$(VENV)/.installed: $(BIN)/python pyproject.toml hatch_build.py $(wildcard src/onrecord/gazetteer/*.py src/onrecord/gazetteer/*.toml)
	@echo "Installing Onrecord into $(VENV) (the first time takes two or three minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix $(VENV)/node axe-core@4; \
	  else echo "No npm here: the tests with axe-core are skipped"; fi
	@touch $@

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

demo: setup
	@$(BIN)/onrecord samples --demo

# Two processes share the tests; each has a PostgreSQL server of its own.
test: setup-dev
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: setup-dev
	$(BIN)/python -m bench

docs: setup
	$(BIN)/python -m onrecord.ledger.document > docs/ledger.md
	$(BIN)/python -m onrecord.web.document > docs/access.md

# Screenshots of the reading room, for the documentation; needs Chromium.
shots: setup-dev
	@$(BIN)/python -m docs.shots

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
