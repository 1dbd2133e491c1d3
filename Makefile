# Two commands do everything: `make run` and `make test`. The rest is for people who work on the code.
PYTHON ?= python3
REGISTERS ?= samples/registers
OUT ?= out
BIN := .venv/bin

.PHONY: run test quick coverage mutation canary check format lock ui samples lineage bench docs sbom audit soak

run: ## the main job through Dagster, set-up included
	@$(PYTHON) bootstrap.py core
	@$(BIN)/riskshift run "$(REGISTERS)" --out "$(OUT)"

test: ## every test lane that this machine can run
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m pytest -q $(ARGS)

quick: ## between two edits: every test that needs no publication, browser or server
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow and not browser and not postgres" $(ARGS)

coverage: ## branches of the core that the tests take, fails under 90 %
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m pytest -q --cov --cov-report=term $(ARGS)

mutation: ## would the tests notice? Plants faults in the decision table and the decomposition: docs/mutation.md
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m benchmarks.mutation $(ARGS)

canary: ## the newest allowed versions in a throwaway environment against the quick lane; ARGS="--lift duckdb" for the next major
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python requirements/canary.py $(ARGS)

check: ## lint, types, import contracts, SQL style
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint --disable-progress-bar sql

format:
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: ## rewrite the hash-locked requirements; no index address is written
	@for lane in core server dev; do $(BIN)/uv pip compile requirements/$$lane.in --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-strip-extras --no-header --no-annotate -q \
	  -o requirements/$$lane.lock; done

ui:
	@$(PYTHON) bootstrap.py core
	@$(BIN)/riskshift ui

samples: ## rewrite the invented sample registers from their generator
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m samples.generate

lineage: ## derive the column lineage again from the SQL
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m assets.lineage

docs: ## the documentation as a site in site-docs/, every link checked
	@$(PYTHON) bootstrap.py dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

sbom: ## licences and a bill of materials of the locked environment: docs/licences.md, requirements/sbom.cdx.json
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python requirements/sbom.py

audit: ## known vulnerabilities of the locked packages, offline: make audit ADVISORIES=all.zip (OSV's export for PyPI)
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python requirements/audit.py "$(ADVISORIES)"

soak: ## the long attack; writes docs/reliability.md. Parts and bounds: make soak ARGS="kills --kills 50"
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m benchmarks.soak $(ARGS)

bench: ## measure speed in one run: docs/performance.md
	@$(PYTHON) bootstrap.py dev
	@$(BIN)/python -m benchmarks.bench $(ARGS)
