# `make demo` shows the main job, `make test` runs the tests. Each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml setup.py $(wildcard bridge/*.py bridge/*.pxd bridge/*.pyx bridge/_node/*)
# Without a Node on PATH, the one on PyPI.
NODE := $(if $(shell command -v node),,node)

.PHONY: demo test lint bench clean

demo: $(VENV)/.demo
	@$(BIN)/python examples/demo.py

test: $(VENV)/.test lint
	@$(BIN)/python -m pytest

lint: $(VENV)/.test
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy

bench: $(VENV)/.test
	@$(BIN)/python bench/task.py
	@$(BIN)/python bench/loop.py

clean:
	rm -rf $(VENV) build *.egg-info
	find bridge -name '*.so' -delete

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(SOURCES) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(NODE)]'
	@touch $@

$(VENV)/.test: $(SOURCES) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[node,test]'
	@touch $(VENV)/.demo $@
