# `make run` needs nothing but Python >= 3.11 and make. Everything it makes is in .venv/ and var/.

# The first interpreter that is new enough; none: the sentence under `.venv/bin/python`.
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
PIP_INSTALL = .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes
export PORT ?= 8000
# Chinese text is printed and read whatever the machine's locale is.
export PYTHONUTF8 = 1

.PHONY: run dev test test-slow test-cluster test-machine bench check format lock

run: .venv/installed
	@exec .venv/bin/python manage.py serve --demo

dev: .venv/installed-dev
	@exec env DEBUG=1 .venv/bin/python manage.py serve --demo --procfile Procfile.dev

# What pytest makes of a test file is kept beside it, also where Python is told to keep nothing: else every worker of
# every run compiles all of them, which takes longer than to read them.
test test-slow: export PYTHONDONTWRITEBYTECODE =

# Fast tests, in parallel. Browser tests are among them where a Chromium is found.
test: .venv/installed-dev
	@exec .venv/bin/pytest -n logical --maxprocesses 8 --dist worksteal

test-slow: .venv/installed-dev
	@.venv/bin/pytest -m slow || [ $$? -eq 5 ] # 5: there are none

# Everything of deploy/cluster on this machine, and its accidents; says what is not installed. Some minutes.
test-cluster: .venv/installed-dev
	@.venv/bin/pytest -m cluster tests/cluster || [ $$? -eq 5 ]

# A fresh Debian, made here and installed by deploy/install; says what is missing. As root; some minutes, kept in var/machine.
test-machine: .venv/installed-dev
	@.venv/bin/pytest -m machine tests/machine || [ $$? -eq 5 ]

# Figures beside their comparisons, and in var/bench.json. Needs wrk and nginx; the first time it makes a million
# articles (a quarter of an hour and 12 GB in var/bench): `make bench BENCH="--large 100000"` is quicker.
bench: .venv/installed-dev
	@.venv/bin/python bench/run.py $(BENCH)
	@.venv/bin/python bench/enquiries.py

# tests.settings brings its own directory; the production check is told what only a real site has.
check: .venv/installed-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	git ls-files -z '*.html' | xargs -0 -r .venv/bin/djade --check --target-version 5.2
	.venv/bin/mypy .
	DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/python manage.py makemigrations --check --dry-run
	LOG_LEVEL=WARNING DJANGO_SETTINGS_MODULE=tests.settings .venv/bin/python manage.py lintmigrations
	HTTPS=1 EMAIL_HOST=mail.example .venv/bin/python manage.py check --deploy --fail-level WARNING
	.venv/bin/pytest --quiet -m "slow or not slow" tests/test_house.py tests/test_migrations.py

# What `check` would complain about in the layout of code and templates.
format: .venv/installed-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	git ls-files -z '*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2 || true # 1: it changed something

# The newest versions pyproject.toml allows, pinned with hashes for every platform. Needs uv.
lock:
	for extra in "" -s3 -dev; do \
		uv pip compile pyproject.toml $${extra:+--extra $${extra#-}} --output-file requirements$$extra.txt --upgrade --quiet \
			--universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
			|| exit 1; \
	done

.venv/bin/python:
	@[ -w . ] || { echo "This directory cannot be written: $(CURDIR)" >&2; exit 1; }
	@[ -n "$(PYTHON)" ] || { echo "ParkInfo needs Python 3.11 or newer; no such python3 was found on PATH." >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "$(PYTHON) cannot make .venv: install its venv module (Debian: apt-get install python3-venv)." >&2; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing the libraries into .venv ..."
	@$(PIP_INSTALL) --requirement requirements.txt || { echo "The libraries could not be installed: see above." >&2; exit 1; }
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing the libraries for development into .venv ..."
	@$(PIP_INSTALL) --requirement requirements-dev.txt || { echo "The libraries could not be installed: see above." >&2; exit 1; }
	@touch $@ .venv/installed
