# The Conveyor Belt. `make book` builds the site, `make test` runs every test.
# Both make their own environment in .venv; Python 3.11 or newer, git and make are enough.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SITE   := _build/html
PORT   ?= 8000

.PHONY: help book serve site.zip book.pdf book.epub published pyodide notebooks key links test audit bench experiments lint lock oracles clean

help:
	@echo "make book     build the site into $(SITE)"
	@echo "make serve    build it and open it at http://localhost:$(PORT)"
	@echo "make site.zip pack the whole site for a stick or a class without a network"
	@echo "make pyodide  fetch what Python in the page needs, for a class without a network"
	@echo "make book.pdf the whole book on paper, with page numbers and links"
	@echo "make book.epub  the same for an e-reader"
	@echo "make published  the site with both of these beside its first page"
	@echo "make book SOLUTIONS=no   the book for a class, without solutions; make key: the teacher's key"
	@echo "make notebooks  the chapters as Colab opens them (a workflow puts them on a branch)"
	@echo "make links    look whether every link that leaves the book answers (needs the network)"
	@echo "make test     run every test (finds or installs a Chromium)"
	@echo "make audit    the long checks: kills, fuzzing, JupyterLab, double build"
	@echo "make bench    compare the speed with PyTorch's (installs torch apart)"
	@echo "make experiments  measure the findings again (QUICK=1: a few seeds of each)"
	@echo "make lint     ruff over the Python, codespell over every word"
	@echo "make lock     resolve requirements.txt, requirements.lock, tests/requirements.txt"
	@echo "make oracles  rewrite the stored PyTorch results (installs torch apart)"
	@echo "make clean    remove what was built"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) -V). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/book: $(VENV)/made requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/test: $(VENV)/book tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(VENV)/print: $(VENV)/book pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[print]'
	@touch $@

# Cells are cached by their text and by the sources they import; pages are always written
# afresh, since an incremental build would pass over a page that failed before.
book: $(VENV)/book
	$(BIN)/jupyter-book clean . > /dev/null
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book is at file://$(abspath $(SITE))/index.html"

serve: book
	@echo "http://localhost:$(PORT)  (stop with Ctrl-C)"
	@$(BIN)/python -m webbrowser -t http://localhost:$(PORT) > /dev/null 2>&1 || true
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

site.zip: book
	$(BIN)/python -c "import shutil; shutil.make_archive('site', 'zip', '_build', 'html')"
	@echo "Unpack site.zip anywhere and open html/index.html; no server and no network is needed."

# Fetched once, with a network; from then on `make book` and `make site.zip` carry it.
pyodide: $(VENV)/book
	$(BIN)/python book/_ext/pyodide_folder.py $(DIR)

# From the built site, by a Chromium: no cell runs again.
book.pdf book.epub: book $(VENV)/print
	$(BIN)/python -m tests.browser.chromium
	PYTHONPATH=book/_ext $(BIN)/python -m editions $@

published: export EDITIONS = yes
published: book.pdf book.epub
	cp book.pdf book.epub $(SITE)

notebooks: book
	rm -rf _build/notebooks
	$(BIN)/python book/_ext/downloads.py

key: $(VENV)/book
	@mkdir -p _build
	$(BIN)/python -m exercises.key > _build/key.md
	$(BIN)/myst-docutils-html5 _build/key.md _build/key.html
	@echo "The key is at file://$(abspath _build/key.html)"

links: $(VENV)/book
	$(BIN)/jupyter-book build . --builder custom --custom-builder linkcheck; answer=$$?; \
	  echo "Each link with its answer: _build/linkcheck/output.txt"; exit $$answer

# Once from an empty cache, so that every cell of every chapter has run.
test: $(VENV)/test lint
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/jupyter-book clean --all . > /dev/null
	$(BIN)/jupyter-book build . -W -n --keep-going
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --doctest-modules

audit: $(VENV)/test
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/jupyter-book clean --all . > /dev/null
	$(BIN)/jupyter-book build . -W -n --keep-going
	AUDIT=true $(BIN)/python -m pytest -m audit -rP
	$(BIN)/python -m tests.browser.event_speed

bench: $(VENV)/book
	$(BIN)/python -m benchmarks --write

# All findings again, in an hour or two; with QUICK=1 a few seeds of each, in minutes: that
# writes nothing, and says which figures moved outside their spread.
experiments: $(VENV)/book
	$(BIN)/python -m lstm_src.experiments $(if $(QUICK),--quick)

lint: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

lock: $(VENV)/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/lock.py

oracles:
	$(PYTHON) -m venv .venv-torch
	.venv-torch/bin/python -m pip install --quiet torch==2.13.0 'numpy>=2'
	.venv-torch/bin/python tests/oracles/make_oracles.py

clean:
	rm -rf _build
