# The commands of this project: `make` alone lists them. Written for make 3.81 (macOS) and for
# a folder with a blank in its name: only relative paths here.
PYTHON ?=
ARGS ?=
DATA ?= ../shared/data
STREAM ?= $(DATA)/zh_stream_mix200k.jsonl.gz
ROWS ?= 200000
PROCESSES ?= 2
PY := .venv/bin/python

# Answers the first Python that is new enough, or nothing.
FIND_PYTHON = for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11); do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo "$$python"; break; fi; done

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo test check format messages bench bench-full bench-quality stop clean FORCE

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

run: setup ## read the sample comments, show the ideas, serve pages and API until Ctrl-C
	@$(PY) manage.py run $(ARGS)

demo: setup ## the same in a database of its own, ending after the table of ideas
	@$(PY) manage.py demo $(ARGS)

test: setup-dev ## run all tests on real PostgreSQL, two processes side by side; ARGS go to pytest
	@OMP_NUM_THREADS=1 $(PY) -m pytest --numprocesses "$(PROCESSES)" --dist worksteal $(ARGS)

check: setup-dev ## formatting, lint, import contracts, types, missing migrations
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(PY) -m mypy engine feedback ideas manage.py
	@$(PY) manage.py makemigrations --check --dry-run

format: setup-dev ## format the code and mend what ruff can mend
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .

messages: setup-dev ## compile the translations
	@$(PY) -m babel.messages.frontend --quiet compile --directory locale --domain django

bench: setup ## how many comments a second go all the way; STREAM is a file, ROWS how many of it
	@$(PY) -m benchmarks.way "$(STREAM)" --rows "$(ROWS)"

bench-full: setup ## the same, then at a million stored comments and while a hundred a second arrive
	@$(PY) -m benchmarks.way "$(STREAM)" --rows "$(ROWS)" --full

bench-quality: .venv-bench/requirements.stamp ## how well wishes are grouped, beside BERTopic; DATA is the folder of wishes
	@.venv-bench/bin/python -m benchmarks.quality --data "$(DATA)" $(ARGS)

stop: ## stop the embedded servers
	@python=$$($(FIND_PYTHON)); "$${python:-python3}" -m engine.embedded stop

clean: ## stop the embedded servers and remove their data, logs and caches; .venv stays
	@python=$$($(FIND_PYTHON)); "$${python:-python3}" -m engine.embedded clean
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

setup: .venv/requirements.stamp ## make .venv and install the pinned requirements

setup-dev: .venv/requirements-dev.stamp ## the same, with the tools for tests and checks

.venv/requirements.stamp: .venv/python.stamp requirements.txt constraints.txt
	@echo "Installing the requirements; this takes a minute the first time."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements.txt
	@touch $@

.venv/requirements-dev.stamp: .venv/requirements.stamp requirements-dev.txt
	@echo "Installing the tools for tests and checks."
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input -r requirements-dev.txt
	@touch $@

# BERTopic and its parts live apart: the project itself needs none of them.
.venv-bench/requirements.stamp: .venv/python.stamp benchmarks/requirements.txt benchmarks/bertopic.txt requirements.txt constraints.txt
	@echo "Installing BERTopic and its parts into .venv-bench; this takes some minutes."
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r benchmarks/requirements.txt
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps -r benchmarks/bertopic.txt
	@touch $@

# Looked at every time: a .venv cut short, or one whose Python is gone, is made anew.
.venv/python.stamp: FORCE
	@if $(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		if [ -f $@ ]; then exit 0; fi; \
		if $(PY) -m pip --version >/dev/null 2>&1; then touch $@; exit 0; fi; \
	fi; \
	python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or newer is needed; name yours with: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	rm -rf .venv; \
	"$$python" -m venv .venv || { rm -rf .venv; \
		echo "Could not make .venv (Debian: apt-get install python3-venv)." >&2; exit 1; }; \
	touch $@
