# Two commands for a new machine with python3 and make: `make brief` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= kazakhstan-2022

.PHONY: brief test slow bench docs data atlas clean

brief: $(VENV)/.installed
	@$(BIN)/equipoise brief $(SCENARIO)

test: $(VENV)/.tested
	$(BIN)/ruff check src tests benchmarks docs/*.py
	$(BIN)/ruff format --check src tests benchmarks docs/*.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1 $(BIN)/pytest -n 2 -m "not slow"

# Statistical verification, fuzzing at length, every snippet of the docs: what a change of a model needs, and CI runs.
slow: $(VENV)/.tested
	OPENBLAS_NUM_THREADS=1 POLARS_MAX_THREADS=1 EQUIPOISE_THOROUGH=1 $(BIN)/pytest -n 2 --dist loadfile -m slow

bench: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test,bench]"
	$(BIN)/python -m benchmarks

# The reference pages are made from the schemas; a test holds that they are up to date.
docs: $(VENV)/.installed
	$(BIN)/python -m docs.make_reference

data: $(VENV)/.installed
	$(BIN)/equipoise data build

# The atlas of rail lines and sea lanes: apart from the tables, under a licence of its own.
atlas: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[atlas]"
	$(BIN)/equipoise data build-atlas

$(VENV)/.installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is needed (3.11 or newer)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
