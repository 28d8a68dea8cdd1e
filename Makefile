# Two commands on a fresh machine: `make site` builds the blog, `make test` passes the tests.
# Each sets up .venv from the pinned, hashed requirements the first time.
# The system's own interpreter where it will do: distributions build theirs for speed (a page takes a seventh less
# time than with one that was compiled as a shared library).
PYTHON ?= $(shell for each in /usr/bin/python3 python3; do $$each -c 'import sys, ensurepip; \
  sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
TOOLS := build/release/tools/bin
PEERS := build/peers
POSTS ?= 1000
SHAPES ?= mixed prose code
PIP_FLAGS := --quiet --disable-pip-version-check --require-hashes

.PHONY: site serve check test lint types layers gallery golden soak bench bench-quick lock release clean help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 10

site: $(VENV)/.site ## build content/ into site/
	@$(BIN)/python -m generator build

serve: $(VENV)/.site ## preview content/, live
	@$(BIN)/python -m generator serve

check: site ## build, then check every link and anchor
	@$(BIN)/python -m generator check

test: $(VENV)/.dev ## the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

soak: $(VENV)/.dev ## the long runs: fuzzing, kills, grids
	@$(BIN)/python -m pytest -m soak

bench: $(VENV)/.dev $(PEERS)/.python $(PEERS)/.node ## whole builds beside six other generators, about half an hour (POSTS, SHAPES)
	@$(BIN)/python -m bench.build.compare $(POSTS) $(SHAPES:%=--shape %) --programs $(PEERS)

bench-quick: $(VENV)/.dev $(PEERS)/.python ## likewise, beside Hugo and Pelican alone, under five minutes
	@$(BIN)/python -m bench.build.compare $(POSTS) --rounds 2 --only ours,hugo,pelican --programs $(PEERS)

lint: $(VENV)/.dev ## ruff, and its formatter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy --strict
	@$(BIN)/mypy

layers: $(VENV)/.dev ## the import order of ARCHITECTURE.md
	@$(BIN)/lint-imports

gallery: $(VENV)/.site ## every kind of figure on one page, in build/gallery
	@mkdir -p build/gallery-source
	@{ printf -- '---\npermalink: /\nlang: en\n---\n'; $(BIN)/python -m generator.figures.catalogue; } > build/gallery-source/figures.md
	@printf 'title: Figures\nlang: en\n' > build/gallery-source/_config.yml
	@$(BIN)/python -m generator build --source build/gallery-source --output build/gallery

golden: $(VENV)/.dev ## rewrite the expected outputs; review them as a diff
	@$(BIN)/python -m pytest tests/golden tests/architecture/test_problem_docs.py --update-golden

lock: $(VENV)/.dev ## pin requirements/*.in again
	@$(BIN)/python -m pip install --quiet uv
	@for name in site dev soak release bench; do $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet requirements/$$name.in -o requirements/$$name.txt; done

release: ## wheel and sdist in dist/, with the bill of materials and the licences of what they run on
	@rm -rf dist build/release
	@$(PYTHON) -m venv build/release/tools
	@$(PYTHON) -m venv --without-pip build/release/site
	@$(TOOLS)/python -m pip install $(PIP_FLAGS) -r requirements/release.txt
	@$(TOOLS)/python -m hatchling build -d dist
	@$(TOOLS)/python -m pip --python build/release/site install $(PIP_FLAGS) -r requirements/site.txt
	@$(TOOLS)/python -m pip --python build/release/site install --quiet --no-deps --no-index dist/*.whl
	@sed "s/^dynamic = .*/version = \"$$($(TOOLS)/python -m hatchling version)\"/" pyproject.toml > build/release/pyproject.toml
	@$(TOOLS)/cyclonedx-py environment build/release/site --pyproject build/release/pyproject.toml --output-reproducible -o dist/sbom.cdx.json
	@$(TOOLS)/pip-licenses --python build/release/site/bin/python --format markdown --order license --output-file dist/licences.md
	@cd dist && sha256sum * > SHA256SUMS

clean: ## remove what the other targets made
	rm -rf $(VENV) site .site.notes .*_cache .hypothesis dist build

$(VENV)/.site: requirements/site.txt
	@echo "setting up $(VENV) (once, about half a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements/site.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt
	@echo "setting up $(VENV) for tests (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements/dev.txt
	@touch $@

$(PEERS)/.python: requirements/bench.txt
	@echo "setting up $(PEERS) (once, about half a minute) ..."
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install $(PIP_FLAGS) -r requirements/bench.txt
	@touch $@

# Their install scripts would fetch binaries that a build does not need. Jekyll comes from the system, if at all.
$(PEERS)/.node: bench/build/package-lock.json
	@mkdir -p $(PEERS) && cp bench/build/package.json bench/build/package-lock.json $(PEERS)
	@if command -v npm >/dev/null; then cd $(PEERS) && npm ci --silent --ignore-scripts; else echo "no npm: without Eleventy and Hexo"; fi
	@touch $@
