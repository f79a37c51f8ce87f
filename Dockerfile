# One image; docker-compose.yml says what each service runs in it.
ARG PYTHON_DIGEST
FROM python:3.11-slim@${PYTHON_DIGEST}

ENV PYTHONUNBUFFERED=1 CS2_VAR=/srv/cs2survey/var
WORKDIR /srv/cs2survey

# Printed slips in Chinese, Japanese and Korean.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/runtime.txt

COPY manage.py manage.py
COPY cs2survey cs2survey
COPY surveys surveys
COPY analytics analytics
COPY simulation simulation
COPY templates templates
COPY static static
COPY locale locale

RUN python -m cs2survey.translations compile
RUN python manage.py collectstatic --noinput --verbosity 0
RUN python -m compileall -q .

# The folders that the volumes of keys, releases and anchors take over, owner and mode included.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin cs2survey \
    && install -d -o cs2survey -g cs2survey -m 0700 /keys /releases /anchors
USER cs2survey
