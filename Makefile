# Everything a newcomer needs: make demo, make test. Nothing is installed outside this folder.
# make demo PUBLIC=1 adds a simulated sample of the public, with records.

PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
UV := .tools/bin/uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"
# What is installed, as a CycloneDX bill of materials; its root has no list of what it needs itself.
# Its program has a place of its own: beside ours it would have jsonschema build parsers of every
# format when it is imported, which costs each process of ours more than a second.
SBOM := .sbom/bin/python -W ignore::UserWarning -m cyclonedx_py requirements \
	requirements/runtime.txt --pyproject pyproject.toml --output-reproducible --validate
DATABASES := default identity
SPREAD ?= --numprocesses auto

# Otherwise each of the many processes of the tests would compile anew all that it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup demo test check coverage bench load attack lock images messages clean

setup: var/.ready

demo: setup
	@$(PY) manage.py demo --with-parent --port $(PORT) $(if $(PUBLIC),--public)

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

.tools/.ready: requirements/tools.txt
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.sbom/.ready: requirements/sbom.txt .tools/.ready
	$(PYTHON) -m venv .sbom
	$(UV) pip install --quiet --python .sbom/bin/python --require-hashes -r $<
	@touch $@

# oTree needs old releases of what the others need new, so it has a place of its own.
.load/.ready: requirements/load.txt requirements/otree.txt .tools/.ready
	$(PYTHON) -m venv .load
	$(PYTHON) -m venv .load/otree
	$(UV) pip install --quiet --python .load/bin/python --require-hashes -r requirements/load.txt
	$(UV) pip install --quiet --python .load/otree/bin/python --require-hashes \
		-r requirements/otree.txt
	@touch $@

.venv/.made: .tools/.ready
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: requirements/runtime.txt .venv/.made
	$(UV) pip install --quiet --python $(PY) --require-hashes -r $<
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	$(UV) pip install --quiet --python $(PY) --require-hashes -r $<
	$(PY) -m cs2survey.translations compile
	@touch $@

SOURCES := $(shell find static locale -type f ! -name '*.mo') $(wildcard */migrations/*.py)

var/.ready: .venv/.run $(SOURCES)
	$(PY) manage.py make_keys
	$(PY) -m cs2survey.translations compile
	$(foreach database,$(DATABASES),$(PY) manage.py migrate --verbosity 0 --database $(database) &&) true
	$(PY) manage.py collectstatic --noinput --verbosity 0
	$(PY) manage.py load_instrument
	@touch $@

# --- For those who change things ------------------------------------------------------------------

# The short form of every attack is among the tests.
attack: .venv/.dev var/.ready
	$(PY) -m attacks

lock: .tools/.ready
	cd requirements && for set in tools sbom runtime otree; do ../$(LOCK) $$set.in -o $$set.txt; done
	cd requirements && for set in dev reference load; do ../$(LOCK) $$set.in -c runtime.txt -o $$set.txt; done

# What the images of docker-compose.yml and the Dockerfile are today, as lines for the file .env.
images:
	@grep -hoE '[a-z]+:[0-9][0-9a-z.-]*@\$$\{[A-Z]+_DIGEST' Dockerfile docker-compose.yml | sort -u | \
	while IFS='@' read -r image variable; do \
		digest=$$(docker buildx imagetools inspect "$$image" --format '{{.Manifest.Digest}}') || exit 1; \
		echo "$${variable#??}=$$digest"; \
	done

messages: .venv/.dev
	$(PY) -m cs2survey.translations collect

clean:
	rm -rf .venv .tools .sbom .load var
