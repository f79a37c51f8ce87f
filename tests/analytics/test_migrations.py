"""Releases that name their figures otherwise are refused, and left as they are."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import connection

from analytics.models import Release
from analytics.release.triggers import missing
from tests.analytics.made import make_release
from tests.analytics.release.triggered import settle

refusal = importlib.import_module("analytics.migrations.0005_refuse_earlier_releases")


def refuse():
    settle()
    refusal.refuse_earlier_releases(apps, SimpleNamespace(connection=connection))


def test_a_database_without_releases_is_migrated(study):
    refuse()


def test_a_release_is_refused_and_keeps_its_triggers(study):
    make_release(study)
    assert missing(connection) != [], "as in the midst of a migration"
    with pytest.raises(CommandError, match=r"before version 0\.2\.0.*Nothing was changed"):
        refuse()
    assert Release.objects.count() == 1
    assert missing(connection) == []


def test_the_triggers_of_a_refusal_outlive_it():
    """A migration in one transaction would take them back with everything else."""
    assert refusal.Migration.atomic is False
