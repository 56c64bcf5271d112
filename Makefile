# learnapp: two commands matter, `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
JS := $(VENV)/js
JOBS ?= 2
# 2: the browser tests walk through two schools at the same time.
SCHOOLS ?= 2
WALKERS := $(if $(filter-out 1,$(SCHOOLS)),-n $(SCHOOLS) --dist loadscope)
# The words of targets that run beside each other, one after the other, where this make can do it.
APART := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
export PATH := $(BIN):$(JS)/node_modules/.bin:$(PATH)
export REFLEX_TELEMETRY_ENABLED := false
export REFLEX_CHECK_LATEST_VERSION := false
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run up build test lint types contracts unit integration e2e bench bench-pages bench-assessment bench-models bench-learning docs clean peers system-packages bench-identity bench-tutor bench-classroom

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

$(VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "learnapp needs Python 3.11, 3.12 or 3.13; set PYTHON=/path/to/python3"; exit 1; }
	@echo "· making the virtual environment"
	@"$(PYTHON)" -m venv "$(VENV)"

$(VENV)/.requirements: requirements.txt | $(VENV)/bin/python
	@echo "· installing the pinned requirements (a minute or more the first time)"
	@.ci/install $(BIN)/python requirements.txt
	@touch $@

$(VENV)/.requirements-dev: requirements-dev.txt $(VENV)/.requirements
	@echo "· installing the pinned development tools"
	@.ci/install $(BIN)/python requirements-dev.txt
	@touch $@

# bun comes as an npm package; where npm may not run its install step the front end is built with npm itself.
$(VENV)/.javascript: $(VENV)/.requirements
	@echo "· bringing the JavaScript runtime"
	@mkdir -p "$(JS)" && cd "$(JS)" && { [ -f package.json ] || echo '{"private":true}' > package.json; } \
	  && $(BIN)/npm install --silent --no-audit --no-fund bun@1.4.5 \
	  || echo "  bun is not to be had; the front end will be built with npm"
	@touch $@

# Programs of others that the tests talk to, apart from what builds the front end.
$(VENV)/.peers: $(VENV)/.requirements tests/peers/ralph.txt tests/peers/pymap.txt
	@echo "· bringing the sign-in provider, the record store, the judge of statements and the mailbox of the tests"
	@mkdir -p "$(VENV)/peers" && cd "$(VENV)/peers" && { [ -f package.json ] || echo '{"private":true}' > package.json; } \
	  && $(BIN)/npm install --silent --no-audit --no-fund oidc-provider@8.8.1 @learninglocker/xapi-validation@3.0.0
	@[ -x "$(VENV)/ralph/bin/python" ] || $(BIN)/python -m venv "$(VENV)/ralph"
	@.ci/install "$(VENV)/ralph/bin/python" tests/peers/ralph.txt
	@[ -x "$(VENV)/pymap/bin/python" ] || $(BIN)/python -m venv "$(VENV)/pymap"
	@.ci/install "$(VENV)/pymap/bin/python" tests/peers/pymap.txt
	@touch $@

peers: $(VENV)/.peers ## Fetch the programs that the tests talk to

run: $(VENV)/.javascript ## Start everything on one port: database, app, worker, demo
	@exec $(BIN)/python -m learnapp.cli up

build: $(VENV)/.javascript ## Build the front end if its sources changed
	@$(BIN)/python -m learnapp.cli build

system-packages:
	@VENV="$(VENV)" tests/system-packages

lint: $(VENV)/.requirements-dev ## ruff: style, docstrings, security
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.requirements-dev ## mypy, strict
	$(BIN)/mypy learnapp tests bench

contracts: $(VENV)/.requirements-dev ## Who may import whom
	$(BIN)/lint-imports

unit: $(VENV)/.requirements-dev ## Tests without a server
	$(BIN)/pytest tests/unit

integration: $(VENV)/.requirements-dev $(VENV)/.peers system-packages ## Tests on a real Postgres and Redis
	$(BIN)/pytest tests/integration

e2e: $(VENV)/.requirements-dev build $(VENV)/.peers system-packages ## Tests in a real browser
	$(BIN)/pytest $(WALKERS) tests/e2e --durations=25 --durations-min=12

# What needs nothing of the rest goes on beside it, each with its words kept together; then the tests have the machine,
# the slow files first, so that both ends are reached at the same time.
test: ## Everything
	@$(MAKE) --no-print-directory -j $(JOBS) $(APART) system-packages $(VENV)/.peers types build lint contracts
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder tests/integration tests/unit --durations=40 --durations-min=4
	$(BIN)/pytest $(WALKERS) tests/e2e --durations=25 --durations-min=12

bench: $(VENV)/.requirements-dev $(VENV)/.javascript ## Measure the learning loop against its targets
	$(BIN)/python -m bench.loop --large
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.replay

bench-pages: $(VENV)/.requirements-dev $(VENV)/.javascript ## Measure content and pages against their targets
	$(BIN)/python -m bench.templates
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.tables
	$(BIN)/python -m bench.first_pages
	$(BIN)/python -m bench.sign_up
	cd "$(JS)" && $(BIN)/npm install --silent --no-audit --no-fund lighthouse@13.5.0
	$(BIN)/python -m bench.lighthouse

bench-assessment: $(VENV)/.requirements-dev ## Measure adaptive tests and placement on simulated students
	$(BIN)/python -m bench.adaptive_test

bench-models: $(VENV)/.requirements-dev ## Measure the models on real answers
	$(BIN)/python -m bench.models

bench-identity: $(VENV)/.requirements-dev $(VENV)/.javascript ## Measure launches from an LMS, rosters and grades
	$(BIN)/python -m bench.identity

bench-learning: $(VENV)/.requirements-dev ## Let policies compete on simulated students
	$(BIN)/python -m bench.learning

bench-tutor: $(VENV)/.requirements-dev ## Measure retrieval and the tutor on a large pack
	$(BIN)/python -m bench.tutor

bench-classroom: $(VENV)/.requirements-dev $(VENV)/.javascript ## Measure open data, rollups and who is found to struggle
	$(BIN)/python -m bench.classroom

docs: $(VENV)/.requirements ## Write the reference pages from the code
	$(BIN)/python -m docs.reference

clean: ## Remove what was built; the database in var/ stays
	rm -rf .web .mypy_cache .ruff_cache .pytest_cache
