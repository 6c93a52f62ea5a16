# The two commands a newcomer needs are `make run` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2

.PHONY: help run demo-reset test check test-services faults bench lock messages

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# An environment that was only half made (no ensurepip) is taken away, or the next try would lean on it.
$(PY):
	@if [ -n "$(UV)" ]; then uv venv -q --seed $(VENV); \
	else $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: PYTHON=python3.11 make run")' \
	&& { $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; }; fi

# pip checks every hash; uv does the same, faster, where it is installed.
define install
	@if [ -n "$(UV)" ]; then VIRTUAL_ENV=$(VENV) uv pip install -q --require-hashes -r $(1); \
	else $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
endef

$(VENV)/.base: $(PY) requirements/base.txt
	$(call install,requirements/base.txt)
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	$(call install,requirements/dev.txt)
	@touch $@

run: $(VENV)/.base  ## set up, load the demo hall once, serve it (PORT=, HOST=0.0.0.0 for phones in the room)
	@exec $(PY) manage.py run_hall --host $(HOST) --port $(PORT)

demo-reset: $(VENV)/.base  ## throw the demo hall's state away; the next `make run` starts afresh
	@$(PY) manage.py reset_demo

# The migrations run in `make run` and, on PostgreSQL, in `make test-services`; here the tables are made from the models.
test: $(VENV)/.dev  ## the suite on SQLite, no services needed
	@$(PY) -m pytest --no-migrations -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m "not browser and not services and not fault"

check: $(VENV)/.dev  ## format, lint, import contracts, migrations, translations
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/lint-imports
	@DJANGO_SETTINGS_MODULE=training_site.settings.test $(PY) manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=training_site.settings.test $(PY) manage.py check_translations

test-services: $(VENV)/.dev  ## the suite on a throw-away PostgreSQL and Redis, with browser and fault tests
	@$(PY) -m tests.run_services

faults: $(VENV)/.dev  ## the fault tests at full size (long)
	@$(PY) -m tests.run_services --full-faults

bench: $(VENV)/.dev  ## measure, each figure beside a bare baseline of the same run
	@$(PY) -m tests.run_services --bench

lock: $(PY)  ## write requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements/base.txt
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --group dev -o requirements/dev.txt

messages: $(VENV)/.dev  ## collect new words to translate and compile them (needs gettext)
	$(PY) manage.py collect_messages
