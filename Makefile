# Two commands for a new machine with python3 and make: `make brief` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= kazakhstan-2022

.PHONY: brief test lint bench docs data clean

brief: $(VENV)/.installed
	@$(BIN)/equipoise brief $(SCENARIO)

test: $(VENV)/.tested
	$(BIN)/ruff check src tests benchmarks docs/*.py
	$(BIN)/ruff format --check src tests benchmarks docs/*.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks

# The reference pages are made from the schemas; a test holds that they are up to date.
docs: $(VENV)/.installed
	$(BIN)/python -m docs.make_reference

data: $(VENV)/.installed
	$(BIN)/equipoise data build

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
