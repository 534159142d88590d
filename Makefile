# Every target is thin: the work is done by the `pledger` command or a script in the repo.
# `make` alone prints this list.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RAW ?= raw
PROCESSED ?= processed
TREEBANKS ?= ../shared/treebanks
SHARED ?= ../shared
REF ?= HEAD
ARGS ?=

# One BLAS thread a process: the batch runs one process a core.
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup run verify audit report test lint format docs samples golden model model-eval evaluate \
	rule-card calibration leave-one-out diff \
	quotes-eval norm-eval html-eval pdf-eval fuzz bench clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.installed ## Make the virtual environment and install everything, with what tests need

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

run: setup ## Read RAW, write the tables to PROCESSED
	$(BIN)/pledger run $(RAW) $(PROCESSED) $(ARGS)

verify: setup ## Prove every row of PROCESSED against its text and its source
	$(BIN)/pledger verify $(PROCESSED) --raw $(RAW)

audit: run ## Write PROCESSED/audit: pages to see and judge every row
	$(BIN)/pledger audit --processed $(PROCESSED) --raw $(RAW)

report: audit ## Write PROCESSED/report: one offline page of charts that lead into the audit pages
	$(BIN)/pledger report $(PROCESSED)

test: setup ## Run all tests
	$(BIN)/python -m pytest $(ARGS)

lint: setup ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup ## Generate the data dictionary
	$(BIN)/pledger schema --markdown docs/data-dictionary.md

samples: setup ## Write the sample articles in raw/ again
	$(BIN)/python tests/samples/build.py

golden: setup ## Write the golden tables of the tests again, after a change that is meant
	$(BIN)/pledger run raw $(VENV)/golden
	$(BIN)/python tests/test_golden.py $(VENV)/golden

evaluate: setup ## Score the articles of SHARED against its gold standard
	$(BIN)/pledger run $(SHARED)/articles $(VENV)/evaluation
	$(BIN)/pledger evaluate $(VENV)/evaluation $(SHARED)/gold/dev --by rule

diff: setup ## What changed on the articles of SHARED since the commit REF, as text and as a page
	@set -e; commit=$$(git rev-parse --short '$(REF)^{commit}'); out=$(abspath build/diff); \
	tree=$$out/$$commit; mkdir -p $$out; trap 'git worktree remove --force "$$tree"' EXIT; \
	git worktree add --quiet --force --detach "$$tree" $$commit; \
	(cd "$$tree" && $(abspath $(BIN))/python -c 'import pipeline.cli; pipeline.cli.main()' \
	  run $(abspath $(SHARED))/articles $$out/at-$$commit); \
	$(BIN)/pledger run $(SHARED)/articles $$out/now; \
	$(BIN)/pledger diff $$out/at-$$commit $$out/now --html $$out/index.html $(ARGS); \
	echo "wrote $$out/index.html"

model: setup ## Train the syntax model from TREEBANKS, about an hour on one core; resumes where it stopped
	$(BIN)/python -m models.training train --treebanks $(TREEBANKS) --work build/model
	$(BIN)/python -m models.training.assemble

model-eval: setup ## Figures of the syntax model on the test sets and on judged sentences
	$(BIN)/python -m models.training evaluate --treebanks $(TREEBANKS)
	$(BIN)/python -m models.training judge --articles $(SHARED)/bulk/articles.zip

rule-card: setup ## How often each rule fired and was right on the gold articles of SHARED
	$(BIN)/pledger run $(SHARED)/articles $(VENV)/evaluation
	$(BIN)/python benchmarks/rule_card.py $(VENV)/evaluation $(SHARED)/gold/dev

calibration: setup ## Bands of confidence beside judged rows; ARGS=--fit writes the weights
	$(BIN)/python benchmarks/calibration.py --articles $(SHARED)/bulk/articles.zip $(ARGS)

leave-one-out: setup ## Each gold article of SHARED without what only it teaches; ARGS=--levels
	$(BIN)/python benchmarks/leave_one_out.py --articles $(SHARED)/articles --gold $(SHARED)/gold/dev \
		--guideline $(SHARED)/gold/GUIDELINE.md $(ARGS)

quotes-eval: setup ## Figures of quotes on all sets of SHARED
	$(BIN)/python benchmarks/quotes_eval.py

norm-eval: setup ## Figures of amounts and dates on all sets of SHARED
	$(BIN)/python benchmarks/norm_eval.py

html-eval: setup ## Figures of the HTML reader
	$(BIN)/python benchmarks/html_eval.py

pdf-eval: setup ## Figures of the PDF reader
	$(BIN)/python benchmarks/pdf_eval.py

fuzz: setup ## Read 3,000 damaged files; a few minutes
	$(BIN)/python benchmarks/fuzz.py --count 3000

bench: setup ## Speed and memory of the batch beside spaCy; ARGS="--sample 0" takes all articles
	$(BIN)/python benchmarks/batch.py $(SHARED)/bulk/articles.zip --json benchmarks/results/batch.json $(ARGS)

clean: ## Remove tables and caches; reviews and the virtual environment stay
	find $(PROCESSED) -mindepth 1 ! -name .gitkeep ! -name 'review*.parquet' -delete
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build
