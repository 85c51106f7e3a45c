# `make` alone lists what there is. On a new machine python3 and make are enough: `make brief`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= kazakhstan-2022
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e
# More threads than cores stand in each other's way.
PYTEST := OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n 2
CODE := src tests benchmarks docs/*.py
SLOWEST := brief cli scenarios

.DEFAULT_GOAL := help
.PHONY: help brief test fast lint fmt slow coverage bench docs site data atlas clean

help: ## list the targets; what `make` alone does
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

brief: $(VENV)/.installed ## the brief on Kazakhstan, January 2022; `make brief SCENARIO=UZB` for Uzbekistan
	@$(BIN)/equipoise brief $(SCENARIO)
	@echo "Open it in a browser: it is one file and needs no network."

test: $(VENV)/.tested ## linter, types, import contract and all tests but the slow ones; 5 to 8 minutes on 2 cores
	@$(MAKE) --no-print-directory lint
	@echo "All tests but the slow ones: 5 to 8 minutes on 2 cores. Tests skip where EQUIPOISE_DATA or EQUIPOISE_ARCHIVES is unset:"
	@echo "they name folders of data that may not be passed on, and of what the tables are built from. See CONTRIBUTING.md."
	$(PYTEST) -m "not slow"

fast: $(VENV)/.tested ## linter, types, import contract and the quick unit tests; under a minute on 2 cores
	@$(MAKE) --no-print-directory lint
	@echo "The unit tests without $(SLOWEST): half a minute on 2 cores."
	$(PYTEST) -m "not slow" tests/unit $(SLOWEST:%=--ignore tests/unit/%)

lint: $(VENV)/.tested ## linter, types and import contract
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/mypy --config-file tests/mypy.ini
	$(BIN)/lint-imports

fmt: $(VENV)/.tested ## put the code into its form, and mend what the linter can mend by itself
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

slow: $(VENV)/.tested ## statistical verification, long fuzzing, every snippet: what a change of a model needs
	EQUIPOISE_THOROUGH=1 $(PYTEST) --dist loadfile -m slow

coverage: $(VENV)/.tested ## which lines the tests reach, by folder, written into docs/reference/coverage.md; 10 minutes
	$(PYTEST) -m "not slow" --cov
	$(BIN)/python -m docs.coverage_table

bench: $(VENV)/.tested ## timings against floors, written into benchmarks/RESULTS.md
	@$(INSTALL) ".[test,bench]"
	$(BIN)/python -m benchmarks --write

docs: $(VENV)/.installed ## fill the parts of the pages that are made from schemas, docstrings and snippets
	$(BIN)/python -m docs.make_reference

site: $(VENV)/.installed ## the documentation with search as a site in site/; a broken link fails
	@$(INSTALL) ".[site]"
	$(BIN)/python -m sphinx -q -W --keep-going -E -c docs -d .cache/doctrees . site
	@echo "The site is at site/index.html. It needs no network."

data: $(VENV)/.installed ## build the embedded tables from their sources
	$(BIN)/equipoise data build

# Apart from the tables, under a licence of its own.
atlas: $(VENV)/.installed ## build the atlas of rail lines and sea lanes
	@$(INSTALL) ".[atlas]"
	$(BIN)/equipoise data build-atlas

$(VENV)/.installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is needed (3.11 or newer)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV): about a minute, and quiet."
	@$(INSTALL) .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo "Installing what the tests need: about a minute, and quiet."
	@$(INSTALL) ".[test]"
	@touch $@

clean: ## remove the virtual environment and all that tools leave behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage site
