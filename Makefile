# Regulars: `make run` starts it, `make test` tests it. Each installs what it needs first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV_PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench check-deploy texts pins

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: ## Install everything, start nothing
	@$(PYTHON) -m tools.install

run: ## Install, migrate, fill a new database with the demo company, start on 127.0.0.1 (PORT=, DATABASE_URL=, REDIS_URL=, DEMO=no)
	@$(PYTHON) -m tools.install --runtime
	@exec $(VENV_PYTHON) -m tools.run

test: setup ## All suites: SQLite, PostgreSQL and Redis, browser (SUITES="sqlite browser", ARGS="-k name")
	@$(VENV_PYTHON) -m tools.suites

lint: setup ## Style, types, templates, import contracts, migrations
	@$(VENV_PYTHON) -m tools.lint

format: setup ## Mend what style checks can mend themselves
	@$(VENV_PYTHON) -m ruff check --fix --quiet . || true
	@$(VENV_PYTHON) -m ruff format .

bench: setup ## Measure against a bare project on PostgreSQL (minutes)
	@$(VENV_PYTHON) -m benchmarks $(ARGS)

check-deploy: setup ## Django's deployment checks with a production's settings
	@$(VENV_PYTHON) -m tools.check_deploy

texts: setup ## Bring the message catalogues up to date with the texts of the code, and compile them
	@$(VENV_PYTHON) -m tools.texts update
	@$(VENV_PYTHON) -m tools.texts compile

pins: setup ## Resolve constraints.txt afresh
	@$(VENV_PYTHON) -m tools.pins
