# Needs GNU make, Python 3.11-3.13 and pip. `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
SCENARIOS ?= push pull mixed centralised decentralised
PYTEST_ARGS ?=
LOCK_ARGS ?=

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest -n $(JOBS)

# Stamps: each install step is done again only when a file that it reads has changed.
MADE := $(VENV)/.stamp-made
USER_READY := $(VENV)/.stamp-user
DEV_READY := $(VENV)/.stamp-dev
LOCK_VENV := .venv-lock
LOCK_READY := $(LOCK_VENV)/.stamp-made

.DEFAULT_GOAL := help
.PHONY: help run test compiled lint format nightly wheel lock clean
.DELETE_ON_ERROR:

help: ## list the targets
	@echo "usage: make TARGET [PYTHON=python3.12] [JOBS=2]"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/\1	\2/p' Makefile | while IFS='	' read -r name text; do \
		printf '  %-9s %s\n' "$$name" "$$text"; \
	done

run: $(USER_READY) ## install what is missing, run the five scenarios and write the report
	@$(BIN)/buyernet compare $(SCENARIOS)

test: ## install what is missing, run the checks of `lint` and all tests but the slow ones
	@$(MAKE) --no-print-directory -j2 lint compiled
	$(PYTEST) --dist loadfile -m "not slow" $(PYTEST_ARGS)

# Rules are compiled once, not once a worker, and while the tools are installed. A file of tests
# stays with one worker, so that what it sets up is set up once.
compiled: $(USER_READY)
	@$(BIN)/python -c "from sim.ready import prepare; prepare()"

lint: $(DEV_READY) ## ruff check, ruff format --check and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV_READY) ## put imports and layout in order, in place
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

nightly: $(DEV_READY) ## run the slow tests only
	$(PYTEST) -m slow --record-nightly $(PYTEST_ARGS)

wheel: $(DEV_READY) ## build the wheel and the source archive into dist/
	@rm -rf dist
	$(BIN)/python -m hatchling build -d dist

lock: $(LOCK_READY) ## write both lock files anew; LOCK_ARGS=--upgrade takes the newest versions
	@set -e; \
	compile="$(LOCK_VENV)/bin/uv pip compile pyproject.toml --quiet --universal --no-python-downloads \
		--python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links $(LOCK_ARGS)"; \
	$$compile --output-file requirements.lock >/dev/null; \
	$$compile --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock >/dev/null; \
	echo "wrote requirements.lock and requirements-dev.lock"

clean: ## remove the virtual environments, caches and builds; results/ stays
	rm -rf $(VENV) $(LOCK_VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sim experiments tests -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || :

define CHECK_PYTHON
@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	echo "buyernet needs Python 3.11, 3.12 or 3.13, but there is no '$(PYTHON)'." \
		"Try: make PYTHON=/path/to/python3.12" >&2; exit 1; }
@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	echo "buyernet needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is" \
		"$$("$(PYTHON)" --version 2>&1). Try: make PYTHON=python3.12" >&2; exit 1; }
endef

$(MADE):
	$(CHECK_PYTHON)
	@echo "making $(VENV)"
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(USER_READY): $(MADE) requirements.lock pyproject.toml
	@echo "installing requirements.lock and buyernet"
	@$(PIP_INSTALL) -r requirements.lock
	@$(PIP_INSTALL) --no-deps -e .
	@touch $@

$(DEV_READY): $(USER_READY) requirements-dev.lock
	@echo "installing requirements-dev.lock"
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

$(LOCK_READY):
	$(CHECK_PYTHON)
	@"$(PYTHON)" -m venv --clear $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@
