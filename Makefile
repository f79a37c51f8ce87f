# Everything a newcomer needs: make demo, make test. Nothing is installed outside this folder.
# make demo PUBLIC=1 adds a simulated sample of the public, with records.

PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
UV := .tools/bin/uv
VENV := $(UV) venv --quiet --allow-existing --no-python-downloads --python $(PYTHON)
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"
# What is installed, as a CycloneDX bill of materials; its root has no list of what it needs itself.
# Its program has a place of its own: beside ours it would have jsonschema build parsers of every
# format when it is imported, which costs each process of ours more than a second.
SBOM := .sbom/bin/python -W ignore::UserWarning -m cyclonedx_py requirements \
	requirements/runtime.txt --pyproject pyproject.toml --output-reproducible --validate
# This Makefile again, from a recipe of its own.
AGAIN := $(MAKE) --no-print-directory --silent
SPREAD ?= --numprocesses auto

# Otherwise each of the many processes of the tests would compile anew all that it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup demo test check coverage bench load attack chaos lock images secrets backup upgrade messages clean

setup: .venv/.run var/.ready

# The pages and the simulation need half of what is installed: the rest comes while they are made.
demo: .venv/.pages
	@$(AGAIN) --question var/.ready || unready=--set-up; \
	exec $(PY) manage.py demo $$unready --with-parent --port $(PORT) $(if $(PUBLIC),--public) \
		--meanwhile "$(AGAIN) .venv/.demo"

# Several processes do not gain from several threads each in the same sums.
test: export OPENBLAS_NUM_THREADS := 1
test: .venv/.dev
	$(PY) -m pytest $(SPREAD)
	$(PY) -m tests.second_engine $(SPREAD)

check: .venv/.dev .sbom/.ready var/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy cs2survey simulation analytics surveys
	.venv/bin/mypy clients/cs2survey-client/src
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	CS2_HTTPS=1 $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	.venv/bin/djlint --lint --quiet templates
	$(PY) -m cs2survey.translations check
	.venv/bin/bandit --quiet --recursive --severity-level medium --confidence-level medium \
		cs2survey simulation surveys analytics
	$(PY) -m tests.secret_scan
	$(PY) -m tests.advisories
	$(SBOM) --output-file var/sbom.json

# Measuring slows every test, and slow tests go over the same lines again and again.
coverage: .venv/.dev
	$(PY) -m pytest $(SPREAD) -m "not slow" --cov --cov-report=term

bench: .venv/.dev
	$(PY) -m benchmarks

# The real pages under load, beside others: needs locust and the others, and writes var/load.json.
load: .venv/.dev .load/.ready
	$(PY) -m load

# --- Set-up: each stamp stands for work that need not be done again --------------------------------

# To unpack a pip of its own takes longer than all the rest; that of the machine serves as well,
# unless it is older than 22.3.
INSTALL := install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
.tools/.ready: requirements/tools.txt
	$(PYTHON) -m venv --without-pip .tools
	$(PYTHON) -m pip --python .tools/bin/python $(INSTALL) || \
		($(PYTHON) -m venv .tools && .tools/bin/pip $(INSTALL))
	@touch $@

.sbom/.ready: requirements/sbom.txt .tools/.ready
	$(VENV) .sbom
	$(UV) pip install --quiet --python .sbom/bin/python --require-hashes -r $<
	@touch $@

# oTree needs old releases of what the others need new, so it has a place of its own.
.load/.ready: requirements/load.txt requirements/otree.txt .tools/.ready
	$(VENV) .load
	$(VENV) .load/otree
	$(UV) pip install --quiet --python .load/bin/python --require-hashes -r requirements/load.txt
	$(UV) pip install --quiet --python .load/otree/bin/python --require-hashes \
		-r requirements/otree.txt
	@touch $@

.venv/.made: .tools/.ready
	$(VENV) .venv
	@touch $@

.venv/.pages: requirements/pages.txt .venv/.made
	$(UV) pip install --quiet --python $(PY) --require-hashes -r $<
	@touch $@

.venv/.demo: requirements/demo.txt .venv/.pages
	$(UV) pip install --quiet --python $(PY) --require-hashes -r $<
	@touch $@

.venv/.run: requirements/runtime.txt .venv/.pages
	$(UV) pip install --quiet --python $(PY) --require-hashes -r $<
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	$(UV) pip install --quiet --python $(PY) --require-hashes -r $<
	$(PY) -m cs2survey.translations compile
	@touch $@

SOURCES := $(shell find static locale -type f ! -name '*.mo') $(wildcard */migrations/*.py)

var/.ready: .venv/.pages $(SOURCES)
	$(PY) manage.py set_up
	@touch $@

# --- For those who change things ------------------------------------------------------------------

# The short form of every attack is among the tests.
attack: .venv/.dev var/.ready
	$(PY) -m attacks

# Needs PostgreSQL's and Redis' own programs; as root it also fills disks, with faketime it puts clocks.
chaos: export OPENBLAS_NUM_THREADS := 1
chaos: .venv/.dev
	$(PY) -m chaos

lock: .tools/.ready
	cd requirements && for set in tools sbom runtime otree; do ../$(LOCK) $$set.in -o $$set.txt; done
	cd requirements && for set in pages demo dev reference load; do ../$(LOCK) $$set.in -c runtime.txt -o $$set.txt; done

# What the images of docker-compose.yml and the Dockerfile are today, as lines for the file .env.
images:
	@grep -hoE '[a-z]+:[0-9][0-9a-z.-]*@\$$\{[A-Z]+_DIGEST' Dockerfile docker-compose.yml | sort -u | \
	while IFS='@' read -r image variable; do \
		digest=$$(docker buildx imagetools inspect "$$image" --format '{{.Manifest.Digest}}') || exit 1; \
		echo "$${variable#??}=$$digest"; \
	done

# The passwords that docker-compose.yml takes from files.
secrets:
	@docker/make_secrets

# make backup RECIPIENT=age1… TO=folder: two encrypted archives, by the version that runs.
backup:
	@docker/backup "$(RECIPIENT)" "$(TO)"

# make upgrade RECIPIENT=age1… TO=folder: a backup, then to the version that is checked out here.
upgrade:
	@docker/upgrade "$(RECIPIENT)" "$(TO)"

messages: .venv/.dev
	$(PY) -m cs2survey.translations collect

clean:
	rm -rf .venv .tools .sbom .load var
