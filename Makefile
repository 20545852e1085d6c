# Every verb works in a fresh clone: bin/bootstrap brings uv, Python 3.13 and the packages.
SHELL := /bin/sh
.DEFAULT_GOAL := help
export PYTHONPATH := $(CURDIR)
PY := .venv/bin/python
FRESH := $(PY) -m local.run fresh
.PHONY: help setup run demo demo-reset worker test test-fast walls walls-mutants check fix messages migrate screenshots bench sbom

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install afresh, tests and tools included
	@bin/bootstrap setup
	@$(PY) -m local.machine pango gettext chromium

demo: ## run everything with demo companies (PORT=8000)
	@bin/bootstrap demo
	@exec $(PY) -m local.demo

run: demo

demo-reset: ## forget the demo companies, then run
	@bin/bootstrap demo
	@exec $(PY) -m local.demo reset

worker: ## one more worker beside a running demo
	@bin/bootstrap demo
	@exec $(PY) -m local.run demo $(PY) -m local.stack worker

migrate: ## bring the demo's tables up to date
	@bin/bootstrap demo
	@$(PY) -m local.run kept $(PY) manage.py migrate_schemas

test: dev chromium compiled ## every test, a browser included, with coverage
	@$(PY) -m pytest -n 2 -m "not browser" --cov --cov-report=
	@$(PY) -m pytest -m browser --cov --cov-append --cov-report=term:skip-covered

test-fast: dev compiled ## every test but those of the browser
	@$(PY) -m pytest -n 2 -m "not browser" $(TESTS)

walls: dev compiled ## every cell of the access matrix over three companies, and the ten holes
	@$(PY) -m tests.walls

walls-mutants: dev compiled ## take away the fix of each hole: the tests must turn red
	@$(PY) -m tests.walls.mutants

check: dev compiled ## formatting, lint, types, floors, migrations, translations
	@$(PY) -m local.machine gettext
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/djlint --check --lint templates
	@BUILDING=true .venv/bin/mypy .
	@.venv/bin/lint-imports
	@$(FRESH) $(PY) manage.py check
	@$(FRESH) $(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m pytest tests/house

fix: dev ## format, and mend what can be mended
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@.venv/bin/djlint --quiet --reformat templates || true

messages: dev ## collect the sentences to translate
	@$(PY) -m local.machine gettext
	@BUILDING=true $(PY) manage.py makemessages -l fr --no-wrap --add-location file -v 0 \
	  -i .venv -i var -i node_modules -i tests -i tools -i 'static/*'
	@$(PY) -m local.messages

screenshots: dev chromium ## pictures of every page of the running demo
	@$(PY) -m local.run demo $(PY) tools/screenshots.py

sbom: dev ## every package that runs with us, as CycloneDX, in var/sbom.json
	@bin/bootstrap sbom > var/sbom.json
	@echo "var/sbom.json"

bench: dev ## measure what the decisions rest on
	@$(FRESH) $(PY) -m bench.people
	@$(PY) -m bench.platform
	@$(PY) -m bench.printing
	@$(PY) -m bench.matching

.PHONY: dev chromium compiled
dev:
	@bin/bootstrap dev

chromium: dev
	@$(PY) -m local.machine chromium

compiled: dev
	@$(PY) -m local.messages
