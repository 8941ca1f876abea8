# Short targets; `make help` lists them. Everything runs in .venv, which is built from the lock when it is missing or stale.

PYTHON ?= $(shell python3.11 -c 'print("python3.11")' 2>/dev/null || echo python3)
BIN := .venv/bin
READY := .venv/ready

.PHONY: help demo serve test test-browser test-workers test-crash test-postgres test-pitr lint types check fix bench bench-load bench-peer plans fuzz fuzz-api fuzz-pages audit licences lock words openapi clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 8

demo: $(READY) ## Fill three invented companies, follow their debts, then serve their pages
	$(BIN)/krav demo

serve: $(READY) ## Serve the pages of what is there
	$(BIN)/krav serve

test: $(READY) ## Run the tests on SQLite: no server, no browser
	$(BIN)/pytest --numprocesses auto --dist worksteal

test-postgres: $(READY) ## Run them on PostgreSQL, in a server of their own; as root on Debian it installs one where that is missing
	tests/postgres.sh $(TESTS)

test-browser: $(READY) ## Run the journeys in a real browser; as root on Debian it installs Chromium where that is missing
	@command -v chromium > /dev/null || { apt-get update --quiet=2 && apt-get install --quiet=2 --no-install-recommends chromium fonts-inter; }
	KRAV_BROWSER=1 $(BIN)/pytest --numprocesses auto --dist worksteal tests/browser

test-pitr: ## Bring a throwaway PostgreSQL server back to a moment, by its own tools
	deploy/postgresql/test-point-in-time.sh
test-workers: $(READY) ## As root: workers in networks of their own share one PostgreSQL; one is killed, one cut off, one joins
	@command -v ip > /dev/null && ls -d /usr/lib/postgresql/*/bin > /dev/null 2>&1 \
		|| { apt-get update --quiet=2 && apt-get install --quiet=2 --no-install-recommends iproute2 postgresql; }
	KRAV_NAMESPACES=1 $(BIN)/pytest --capture=no tests/namespaces

test-crash: $(READY) ## Kill and trouble a small account's life and compare what came of it; CRASHES=500 is the long one
	KRAV_CRASHES=$(or $(CRASHES),50) $(BIN)/pytest --capture=no --numprocesses 0 tests/crash

lint: $(READY) ## Check style and who may import whom
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-logo

types: $(READY) ## Check types
	$(BIN)/mypy

check: test lint types ## All of the three above

fix: $(READY) ## Mend what style can mend by itself
	$(BIN)/ruff check --fix

bench: $(READY) ## Measure
	$(BIN)/python -m bench

bench-load: $(READY) ## Measure a big installation under load, on a PostgreSQL of its own; LOAD="--accounts 20 --invoices 4000" is a small one
	$(BIN)/python -m bench.load $(LOAD)

bench-peer: $(READY) ## Measure Krav beside Tryton on one PostgreSQL; PEER="--items 500" says how many open items
	$(BIN)/python -m bench.peer_tryton $(PEER)

plans: $(READY) ## Keep the plans of the ten hottest statements in docs/plans
	$(BIN)/python -m bench.plans $(PLANS)

fuzz: $(READY) ## Give every reader of files and every webhook a minute of damaged ones
	@$(BIN)/python -c "import atheris" 2> /dev/null || $(BIN)/python -m pip install --quiet --requirement fuzz/requirements.txt
	$(BIN)/python -m fuzz

fuzz-api: $(READY) ## Make up calls of every operation, with a key of every role; EXAMPLES=200 is how many of each
	KRAV_EXAMPLES=$(or $(EXAMPLES),200) $(BIN)/pytest --numprocesses auto tests/api/test_schema.py

fuzz-pages: $(READY) ## Type anything into the pages' addresses and forms; EXAMPLES=5000 is how often
	KRAV_EXAMPLES=$(or $(EXAMPLES),5000) $(BIN)/pytest --numprocesses 0 tests/web/test_made_up.py

audit: $(READY) ## Ask whether a locked package has a known fault; says so where no index answers
	@$(BIN)/pip-audit --requirement requirements.txt --require-hashes --disable-pip --progress-spinner off || \
		echo "If no index answered above, nothing was audited: a fault that was found is listed with its package and version."

licences: $(READY) ## Write the list of the packages' licences anew
	$(BIN)/python -m tests.house.licences

lock: $(READY) ## Lock the dependencies of pyproject.toml, with hashes
	$(BIN)/pip-compile --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

words: $(READY) ## Gather the pages' words into the catalogues of the languages, and compile them
	$(BIN)/python -m tests.web.gather

openapi: $(READY) ## Write the document of the interface for programs anew
	$(BIN)/python -m krav.config.openapi > docs/openapi.json

clean: ## Remove the virtual environment and the caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
