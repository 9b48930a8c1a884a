# `make help` lists what there is to run. Python 3.11 or later and make are all that is needed.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VAR_DIR ?= var
export VAR_DIR
# Compiled sources are kept, whatever the shell says: without them each start takes a second longer, each test run minutes.
unexport PYTHONDONTWRITEBYTECODE
# Measured on one of the two shapes: it doubles the time, and they differ in a few hundred lines.
COVERAGE := --cov --cov-report=term --cov-fail-under=90
# More than there are processors: some tests wait for a browser, or for a server to be away.
PYTEST := $(BIN)/python -m pytest -n 3 --dist worksteal


STATIC_SOURCES := $(shell find static boards/static 2>/dev/null)

.PHONY: help run run-sso dev venv test-venv test test-fast fuzz test-embedded test-full lint format typecheck checks lock \
  bench drill screenshots

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: venv $(VAR_DIR)/static/staticfiles.json ## Install, prepare and serve on http://127.0.0.1:8000 (HOST, PORT)
	@$(BIN)/python manage.py prepare
	@exec $(BIN)/gunicorn -c python:boardsite.server.config

dev: export DEBUG := 1
dev: test-venv ## Serve for development: details in error pages, restarts when a source changes
	@$(BIN)/python manage.py prepare
	@exec $(BIN)/gunicorn -c python:boardsite.server.config --reload

# Where the demonstration's provider listens.
SSO_PORT ?= 8191
run-sso: export PORT ?= 8000
run-sso: export OIDC_ISSUER := http://127.0.0.1:$(SSO_PORT)
run-sso: export OIDC_NAME := Demonstration
run-sso: export OIDC_CLIENT_ID := boardsite
run-sso: export OIDC_CLIENT_SECRET := not-a-secret
run-sso: export OIDC_GROUPS_CLAIM := groups
run-sso: export OIDC_ADMIN_GROUPS := boardsite-admins
run-sso: export OIDC_PROJECT_ROLES := {"developers": {"3": "member"}}
run-sso: test-venv $(VAR_DIR)/static/staticfiles.json ## The same with a provider of its own beside it, to try single sign-on
	@$(BIN)/python manage.py prepare
	@$(BIN)/python -m tests.provider --port $(SSO_PORT) --site http://127.0.0.1:$(PORT),http://localhost:$(PORT) & \
	  trap "kill $$!" EXIT; $(BIN)/gunicorn -c python:boardsite.server.config

# The locked files name all that is needed, so pip need not look for what packages ask for (some of its releases then want
# newer ones than are locked); whether nothing is missing is checked once both files are in: before, the folder may hold what
# the tests of an earlier release needed, which fits no more.
# A stamp carries the time of the last install, so that a later start need not ask pip.
venv: $(VENV)/.installed ## Make .venv with the pinned requirements

test-venv: $(VENV)/.installed-test ## The same with what the tests and linters need

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Boardsite needs Python 3.11 or later.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the requirements …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-test: requirements-test.txt $(VENV)/.installed
	@echo "Installing the requirements of the tests …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-test.txt
	@$(BIN)/python -m pip check --disable-pip-version-check || { echo "Delete $(VENV) if this stays so."; exit 1; }
	@touch $@

$(VAR_DIR)/static/staticfiles.json: $(STATIC_SOURCES) $(VENV)/.installed
	@echo "Collecting the static files …"
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch $@

test: test-venv ## Everything: linters, types, checks, the suite on both shapes with browser tests, coverage
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.firefox
	@$(BIN)/python -m tests.pango
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint typecheck checks
	@rm -f .coverage .coverage.*
	@$(MAKE) --no-print-directory test-embedded ARGS="$(COVERAGE) $(ARGS)"
	@$(MAKE) --no-print-directory test-full

test-embedded: test-venv ## The suite on SQLite and memory (ARGS go to pytest)
	@echo "== The suite on SQLite, fragments in memory"
	@env -u DATABASE_URL -u REDIS_URL $(PYTEST) $(ARGS)

test-full: test-venv ## The suite on a throw-away PostgreSQL and Redis (ARGS go to pytest)
	@echo "== The suite on PostgreSQL, fragments in Redis"
	@$(BIN)/python -m tests.servers -- $(PYTEST) $(ARGS)

test-fast: test-venv ## The suite on SQLite without a browser and the long tests, for daily work
	@$(PYTEST) -m "not browser and not long" --no-header -q $(ARGS)

fuzz: test-venv ## Call the API with much that its document allows, and much it doesn't (FUZZ_EXAMPLES an endpoint)
	@env FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-200} $(BIN)/python -m pytest -n 2 tests/api/test_fuzz.py $(ARGS)

lint: test-venv ## Find what the linter and the formatter would change
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

format: test-venv ## Mend what the linter and the formatter can mend
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

typecheck: test-venv ## Check the types
	@$(BIN)/mypy

checks: test-venv ## Check for missing migrations and for what a public site needs
	@env SECRET_KEY=unused DATABASE_URL=sqlite:///:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	@env SITE_URL=https://boards.example.com SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

lock: test-venv ## Write requirements*.txt anew from requirements*.in (UPGRADE=1 takes newer versions)
	@for part in "" "-observability" "-kafka" "-s3" "-test"; do \
	  UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate $(if $(UPGRADE),--upgrade) \
	    requirements$$part.in --output-file requirements$$part.txt || exit 1; \
	done
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate $(if $(UPGRADE),--upgrade) \
	  deploy/analytics/requirements.in --output-file deploy/analytics/requirements.txt

bench: test-venv ## Measure the figures of docs/performance.md (SAVE=1 writes them there; AGAINST=REV beside that commit)
	@$(BIN)/python -m tests.bench

drill: test-venv ## Stop and kill servers and databases under load, behind a real nginx, and count what is lost
	@$(BIN)/python -m tests.drills

screenshots: test-venv ## Take the pictures in docs/screenshots anew
	@$(BIN)/python -m tests.screenshots
