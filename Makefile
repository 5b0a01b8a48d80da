# The registry's commands. `make run` and `make test` are all that a newcomer needs.
PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WORKERS ?= 2
SIZES ?= 25 1000 10000 100000
MANAGE := $(BIN)/python manage.py

.PHONY: help ready run dev admin test fix messages bench lighthouse clean
.DEFAULT_GOAL := help

help: ## Say what each command does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  /'

# A virtual environment with the pinned dependencies; made anew when these change.
.venv/run: requirements.txt
	@echo "Installing the dependencies …"
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test: requirements-dev.txt
	@echo "Installing the dependencies of the tests …"
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run

.venv-bench/done: requirements-bench.txt
	@echo "Installing the dependencies of the benchmark …"
	@test -d .venv-bench || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

# The settings of this installation, with a secret of its own; never in git.
.env:
	@echo "Making .env with a new secret …"
	@umask 077; printf 'SECRET_KEY=%s\n' "$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))')" > .env

ready: .venv/run .env
	@mkdir -p var
	@$(BIN)/python -m registry.start

run: ready ## Serve the registry with its content at http://127.0.0.1:8000/ (PORT=8010 for another port)
	@echo
	@echo "The registry: http://127.0.0.1:$(PORT)/   (Ctrl+C stops it)"
	@echo "The admin:    http://127.0.0.1:$(PORT)/admin/   (make an administrator with: make admin)"
	@exec $(BIN)/gunicorn registry.wsgi --bind 127.0.0.1:$(PORT) --workers $(WORKERS) --log-level warning

dev: .venv/run .env ## Serve with debug pages, reloading when a file changes
	@mkdir -p var
	@DEBUG=on $(BIN)/python -m registry.start
	@DEBUG=on $(MANAGE) runserver $(PORT)

admin: ready ## Make an administrator
	@$(MANAGE) createsuperuser

test: .venv/test ## Run every check: format, lint, system checks, migrations and all tests (ONLY=tests for the tests alone)
	@$(BIN)/python -m tests.run $(ONLY)

fix: .venv/test ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

messages: .venv/test ## Collect the strings to translate (needs gettext)
	@$(MANAGE) makemessages -l ky -l ru --no-location --no-obsolete --ignore .venv --ignore .venv-bench --ignore var --ignore tests --ignore bench

bench: .venv-bench/done ## Measure beside an empty page, the ORM and Datasette (SIZES="25 1000 10000 100000", MILLION=1 for a million)
	@.venv-bench/bin/python -m bench $(SIZES) $(if $(MILLION),--million)

lighthouse/node_modules/done: lighthouse/package-lock.json
	@echo "Installing Lighthouse …"
	@cd lighthouse && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

lighthouse: .venv/run lighthouse/node_modules/done ## Measure five pages with Lighthouse as a phone sees them (needs Node and Chromium)
	@$(BIN)/python -m lighthouse

clean: ## Remove what can be made again; the database, the secret and uploads stay
	@rm -rf .venv .venv-bench lighthouse/node_modules var/bench var/lighthouse var/tests var/static .pytest_cache .ruff_cache
