# Everything is set up here: Python 3.11 or later and make are all that has to be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := deploy/constraints.txt
OUT ?= out

# Where a machine sets it, each of the many processes of the tests would compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: refine test test-slow test-services check bench bench-memory bench-pii constraints clean help

help:  ## lists the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

refine: $(BIN)/.run  ## refines the bundled corpora with the local backend, into $(OUT)/
	$(BIN)/gdr refine --input 'tests/corpora/[cjntw]*/**' --text-field 'messages[].content' \
	  --text-field text --text-field body --text-field 'comments[].text' --text-field notes \
	  --output $(OUT)/corpora --overwrite
	$(BIN)/gdr refine --input 'tests/corpora/repos/*' --format code --output $(OUT)/repos --overwrite
	$(BIN)/gdr refine --input tests/corpora/heated/comments.jsonl --id-field id --prompt detoxify \
	  --output $(OUT)/heated --overwrite

test: $(BIN)/.dev  ## runs the tests that take seconds each; under 5 minutes on 2 cores
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow and not browser and not hostile" --ignore tests/browser

test-slow: $(BIN)/.dev  ## runs the tests that take minutes: 20 kill points, memory, the wheel alone
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m slow --ignore tests/browser

.PHONY: test-hostile test-hostile-whole
test-hostile: $(BIN)/.dev  ## a megabyte of the worst text of each kind for each of 204 categories; 4 minutes
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m hostile tests/transforms/checks/test_hostile.py

test-hostile-whole: $(BIN)/.dev  ## a megabyte of every hostile text for each category; takes long, not run by CI
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m hostile tests/transforms/checks/test_hostile_whole.py

.PHONY: test-browser
test-browser: $(BIN)/.dev  ## runs the tests of pages in headless Chromium, which it installs where missing
	command -v chromedriver >/dev/null || { apt-get update -q && apt-get install -qy chromium chromium-driver; }
	$(BIN)/pip install --quiet --constraint $(CONSTRAINTS) --group browser
	$(BIN)/python -m pytest -q -m browser tests/browser

test-services: $(BIN)/.dev  ## runs the tests that need a server of Debian's: Redis; installs it where it is missing
	command -v redis-server >/dev/null || { apt-get update -q && apt-get install -qy redis-server; }
	GDR_TEST_SERVICES=1 $(BIN)/python -m pytest -q tests/transforms/caches

.PHONY: test-distributed
test-distributed: $(BIN)/.dev  ## runs on Flink, Prism and a quota service, made here where missing
	$(BIN)/python -m tests.distributed.tools
	GDR_DISTRIBUTED=1 $(BIN)/python -m pytest -q --durations 20 tests/distributed

check: $(BIN)/.dev  ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BIN)/.dev  ## throughput: 1.2 million lines of code, 500 MB of chat; prints, takes half an hour
	$(BIN)/python -m tests.benchmarks.throughput

bench-memory: $(BIN)/.dev  ## peak memory for 100 MB and for 1 GB; prints
	$(BIN)/python -m tests.benchmarks.memory

bench-pii: $(BIN)/.dev  ## finding and replacing private data, beside presidio and detect-secrets; prints
	$(BIN)/python -m tests.benchmarks.pii

.PHONY: bench-scale
bench-scale: $(BIN)/.dev  ## 1 to 1,000 workers against one quota, in virtual time; prints, takes some minutes
	$(BIN)/python -m tests.benchmarks.scale

bench-calls: $(BIN)/.dev  ## calls to a model's service: quotas, faults, kills, beside what is wanted; prints, a quarter of an hour
	$(BIN)/python -m tests.benchmarks.calls

bench-peers: $(BIN)/.dev  ## the same calls by bespokelabs-curator and Beam's RunInference; installs them for the time being
	$(BIN)/python -m tests.benchmarks.calls.peers

.PHONY: bench-toxicity
bench-toxicity: $(BIN)/.dev  ## the toxicity scorer on sources it never saw, bias, bands, speed; prints
	$(BIN)/python -m tests.benchmarks.toxicity.measure

constraints: $(BIN)/.dev  ## writes down the versions that are installed
	$(BIN)/pip freeze --exclude-editable --exclude gdr --exclude setuptools > $(CONSTRAINTS)

clean:  ## removes what the targets above made
	rm -rf $(VENV) $(OUT) build dist *.egg-info .mypy_cache .ruff_cache .hypothesis

$(BIN)/.pip:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gdr needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	touch $@

$(BIN)/.run: $(BIN)/.pip pyproject.toml $(CONSTRAINTS)
	$(BIN)/pip install --quiet --constraint $(CONSTRAINTS) --editable .
	touch $@

$(BIN)/.dev: $(BIN)/.run
	$(BIN)/pip install --quiet --constraint $(CONSTRAINTS) --group dev
	touch $@
