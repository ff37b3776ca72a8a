# Two commands: `make run` and `make test`. Everything else is named below.
.PHONY: help install run sandbox demo test check lint types format bench gallery picture clean

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
PORT ?= 8765
export PORT

help:
	@echo "make run      start the bot; without DISCORD_TOKEN the sandbox on port $(PORT)"
	@echo "make test     lint, types and tests"
	@echo "make demo     twenty seconds in the terminal, no browser, no network"
	@echo "make check    everything, browser and long tests included"
	@echo "make install  the environment alone"
	@echo "make gallery  every picture in many states, into artifacts/gallery"
	@echo "make picture  the page as the README shows it, taken anew"
	@echo "make bench    the figures"

$(VENV)/.run: requirements.txt
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Renown needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Renown needs (once)..."
	@$(PY) -m pip install -qq --disable-pip-version-check --only-binary :all: -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements-research.txt $(VENV)/.run
	@echo "Installing what its tests need (once)..."
	@$(PY) -m pip install -qq --disable-pip-version-check --only-binary :all: -r requirements-dev.txt -r requirements-research.txt
	@touch $@

$(VENV)/.axe: package.json package-lock.json $(VENV)/.run
	@command -v npm >/dev/null || { echo "The checks of the page need npm for axe-core: install it (on Debian and Ubuntu: apt install npm)." >&2; exit 1; }
	@echo "Installing what looks at the page (once)..."
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

install: $(VENV)/.dev

run: $(VENV)/.run
	@$(PY) -m bot

sandbox: $(VENV)/.run
	@$(PY) -m bot sandbox

demo: $(VENV)/.run
	@$(PY) -m bot demo

gallery: $(VENV)/.run
	@$(PY) -m bot.ui.gallery artifacts/gallery

lint: $(VENV)/.dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(VENV)/.dev
	@$(PY) -m mypy

format: $(VENV)/.dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

test: lint types
	@$(PY) -m pytest -n 2 --dist worksteal -m "not browser and not long"

check: lint types $(VENV)/.axe
	@RENOWN_THOROUGH=1 $(PY) -m pytest -n 2 --dist worksteal -m "not browser"
	@$(PY) -m pytest -n 2 -m browser
	@$(PY) -m bot demo > /dev/null

picture: $(VENV)/.dev
	@$(PY) -m pytest -m browser tests/browser/test_picture.py
	@cp artifacts/browser/page.png docs/pictures/page.png

bench: $(VENV)/.dev
	@$(PY) -m benchmarks.latency
	@$(PY) -m benchmarks.collection
	@$(PY) -m benchmarks.profiles
	@$(PY) -m benchmarks.accuracy
	@$(PY) -m benchmarks.attacks
	@$(PY) -m benchmarks.charts
	@$(PY) -m benchmarks.rings
	@$(PY) -m benchmarks.population

clean:
	rm -rf $(VENV) node_modules artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis
