# Every target works on a fresh checkout; nothing else needs to be prepared.
.DEFAULT_GOAL := help
.PHONY: help setup demo test spark scorecard check fix bench lock docs
BIN := .venv/bin

help:  ## say what each target does
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 10

setup:  ## make .venv with everything that is needed; starts nothing
	@PYTHON="$(PYTHON)" requirements/environment.sh dev

demo: setup  ## load the demonstration city and run a node until Ctrl-C
	GOODSTANDING_ENV=demo $(BIN)/goodstanding up --demo

test: setup  ## run the tests; ARGS="-k name" runs some
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

spark: setup  ## install Spark beside the rest and run the tests that need it; needs Java 17
	@PYTHON="$(PYTHON)" requirements/environment.sh spark
	$(BIN)/python -m pytest goodstanding/ratings/tests/test_spark.py $(ARGS)

scorecard: setup  ## install what fits a scorecard beside the rest and run the tests that need it
	@PYTHON="$(PYTHON)" requirements/environment.sh scorecard
	$(BIN)/python -m pytest goodstanding/ratings/tests/test_fitting.py $(ARGS)

check: setup  ## format, lint, types, import contracts, migrations, policy, documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings goodstanding.config.settings
	$(BIN)/goodstanding policy check
	$(BIN)/python docs/generate.py --check

fix: setup  ## format, mend what the linter can mend, write the generated documents anew
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/python docs/generate.py

docs: setup  ## write the generated documents anew
	$(BIN)/python docs/generate.py

bench: setup  ## every benchmark beside its peers, one JSON line each
	@PYTHON="$(PYTHON)" requirements/environment.sh bench
	$(BIN)/goodstanding bench all --json

lock: setup  ## resolve requirements/*.in anew, with hashes and without any host
	for name in base dev bench spark scorecard pkcs11; do $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate \
	  --universal --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt || exit 1; done
