# Allmende: 'make demo' serves Musterstadt, 'make test' proves that all of it works. Everything stays below this folder.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run
DEV    := $(VENV)/.dev
# The Python outside brings pip along where it has one: installing it anew takes longer than all the rest of .venv.
PIP    := install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
export ALLMENDE_VAR ?= $(CURDIR)/var
ASSETS := $(ALLMENDE_VAR)/assets/.ready
# Compiled modules are kept: without them each process takes seconds longer to start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-sqlite test-postgres lint lint-types lint-style format bench lock assets catalogues clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */  make \1\t/' | expand -t 22

demo: $(RUN) $(ASSETS) catalogues ## a living municipality: PORT= HOST= choose the address, SERVE=0 only sets up, SMALL=1 with fewer cases, RESET=1 starts anew, SCHOOLS=2000 gives the IT provider all of them
	@$(BIN)/allmende demo

test: lint test-sqlite test-postgres ## lint and all tests, on SQLite and on PostgreSQL

test-sqlite: $(DEV) $(ASSETS) catalogues
	$(BIN)/pytest -n auto --dist loadgroup

test-postgres: $(DEV) $(ASSETS) catalogues
	@$(BIN)/python scripts/with_postgres.py $(BIN)/pytest -n auto --dist loadgroup -m "not browser"; \
	  status=$$?; test $$status -eq 3 || exit $$status

lint: $(DEV) ## style, types and import contracts
	@$(MAKE) --no-print-directory -j2 lint-types lint-style

lint-types: $(DEV)
	$(BIN)/mypy

lint-style: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/reuse lint -q

format: $(DEV) ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) $(ASSETS) catalogues ## each figure beside its floor; also in var/bench.json
	$(BIN)/python -m bench

assets: $(ASSETS)
$(ASSETS): package-lock.json src/allmende/foundation/ui/assets.py | $(RUN)
	@$(BIN)/python -m allmende.foundation.ui.assets
	@touch $@

catalogues: $(RUN)
	@$(BIN)/python -m allmende.foundation.ui.catalogues

lock: $(DEV) ## renew the lock files
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" requirements-uv.in -o requirements-uv.txt
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" --extra dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" --extra scale -c requirements-dev.txt pyproject.toml -o requirements-scale.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## remove everything that was made
	rm -rf $(VENV) node_modules var

$(BIN)/uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Allmende needs Python 3.11 or newer; choose one: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python $(PIP) 2>/dev/null || { $(BIN)/python -m ensurepip >/dev/null && $(BIN)/python -m pip $(PIP); }
	@touch $@

$(RUN): requirements.txt pyproject.toml | $(BIN)/uv
	@echo "Installing what Allmende runs on …"
	@test -e $(DEV) || $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	@test ! -e $(DEV) || $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(DEV): requirements-dev.txt | $(RUN)
	@echo "Installing what the tests need …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@
