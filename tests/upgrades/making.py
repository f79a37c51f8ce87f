"""Makes the rows of a small study with a released version of the program, to be upgraded by tests.

To be run once for each release, in a clone of it with its requirements installed, on new databases:

    git clone . /tmp/released && cd /tmp/released && git checkout <the release>
    export CS2_VAR=$(mktemp -d) DJANGO_SETTINGS_MODULE=cs2survey.settings PYTHONPATH=.
    python manage.py make_keys
    python manage.py migrate --database default && python manage.py migrate --database identity
    python <here>/tests/upgrades/making.py <here>/tests/upgrades/0.2.0.json.gz

The study has a released round and an open one: in that somebody has sent answers, somebody has a
draft, and somebody is invited. It is made by the functions of that release.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connections, router
from django.db.migrations.recorder import MigrationRecorder

SIDES = ("PRC", "JPN", "ROK", "USA")
# What every migration makes by itself.
LEFT_OUT = ("auth.permission", "contenttypes.contenttype")
KEYS = ("secret_key", "pepper", "seal_key", "audit_key")


def short(content: dict[str, Any]) -> dict[str, Any]:
    """Two concerns, and of each directed dyad one threat."""
    threats = {(threat["perceiver"], threat["target"]): threat for threat in content["threats"]}
    first, *_, last = content["concerns"]
    return {
        **content,
        "slug": "short",
        "concerns": [first, last],
        "threats": list(threats.values()),
    }


def make_study() -> dict[str, str]:
    """Make the study; returns the return codes of the open round and the ids of both rounds."""
    from surveys import inviting, responding
    from surveys.instruments.builder import from_content
    from tests import factories

    document = from_content(short(factories.welch().content))
    factories.welch = lambda: document
    study = factories.make_study("forum")
    closed = factories.make_round(study)
    for side in SIDES:
        for mark in (3, 2, 2, 1, 0):
            factories.respond(closed, side=side, marks=mark)
        factories.respond(closed, seat="assessor", side=side, marks=1)
    factories.close(closed)
    opened = factories.make_round(study)
    sent = factories.respond(opened, side="JPN", marks=2)
    begun = factories.begin(opened, side="USA")
    responding.save_answers(holder=begun, answers=_some(document, responding.Answer))
    factories.make_staff(study, "facilitator", "facilitator")
    _invitation, waiting = inviting.invite(
        round=opened, seat="participant", side="ROK", by="test", confirmed_roll=True
    )
    return {
        "closed": str(closed.pk),
        "opened": str(opened.pk),
        "sent": sent,
        "begun": begun.code,
        "waiting": waiting,
    }


def _some(document: Any, answer: Any) -> dict[str, Any]:
    from surveys.instruments.sequence import answer_names

    names = answer_names(document, "participant", "USA")
    return {name: answer(1) for name in list(names)[:3]}


def rows() -> list[dict[str, Any]]:
    """Return every row, as Django serializes it, in the order in which they can be inserted.

    The rows of a release come before the release, after which the database takes no more of them.
    """
    models = [m for m in apps.get_models() if m._meta.label_lower not in LEFT_OUT][::-1]
    objects = [
        row
        for model in models
        for row in model._base_manager.using(router.db_for_write(model)).order_by("pk")
    ]
    return as_json(objects)


def as_json(objects: list[Any]) -> list[dict[str, Any]]:
    """Return rows as JSON has them. Django's own would cut moments off after three digits."""
    return json.loads(json.dumps(serializers.serialize("python", objects), default=str))


def applied() -> dict[str, list[list[str]]]:
    return {
        alias: sorted(map(list, MigrationRecorder(connections[alias]).applied_migrations()))
        for alias in ("default", "identity")
    }


def keys() -> dict[str, str]:
    folder = Path(settings.VAR, "keys")
    return {name: (folder / name).read_text() for name in KEYS if (folder / name).exists()}


def main(out: str) -> None:
    django.setup()
    study = make_study()
    whole = {"study": study, "keys": keys(), "migrations": applied(), "rows": rows()}
    content = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    Path(out).write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
