"""Two databases that have nothing in common but the ids of studies and rounds."""

import stat
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, connections, models
from django.test.utils import isolate_apps

from cs2survey.routers import TwoDatabases, database_of
from surveys.models.invitation import Invitation
from surveys.models.own_concern import OwnConcern, ReleasedConcern
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole
from surveys.models.study import Study
from tests import factories

ANSWER_TABLES = {
    "django_migrations",
    "surveys_answeraudit",
    "surveys_envelope",
    "surveys_instrument",
    "surveys_job",
    "surveys_ownconcern",
    "surveys_pendingact",
    "surveys_pulse",
    "surveys_question",
    "surveys_rating",
    "surveys_releasedconcern",
    "surveys_response",
    "surveys_round",
    "surveys_scrubdue",
    "surveys_seminar",
    "surveys_seminarcount",
    "surveys_seminarseat",
    "surveys_showncounts",
    "surveys_study",
    "surveys_trialdraft",
}
IDENTITY_TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "mfa_authenticator",
    "surveys_apitoken",
    "surveys_cacheentry",
    "surveys_identityaudit",
    "surveys_invitation",
    "surveys_mail",
    "surveys_staffsession",
    "surveys_studyrole",
    "surveys_tokenuse",
    "surveys_user",
    "surveys_user_groups",
    "surveys_user_user_permissions",
}
# What may tell a time or an order on the side of the answers: acts of the staff and of workers,
# and when the counts of an open round or of a seminar were last looked at.
TIMES = {
    "surveys.Study.ends_on",
    "surveys.Round.opened_on",
    "surveys.Round.closed_on",
    "surveys.Round.closes_at",
    "surveys.Job.lease_until",
    "surveys.Job.created_at",
    "surveys.Job.queued_again_at",
    "surveys.Job.stopped_at",
    "surveys.Job.failure_mailed_at",
    "surveys.Pulse.at",
    "surveys.Seminar.created_at",
    "surveys.Seminar.answered_at",
    "surveys.ShownCounts.counted_at",
    "surveys.ShownCounts.whole_at",
    "surveys.TrialDraft.expires_at",
    "surveys.AnswerAudit.at",
    "surveys.PendingAct.asked_at",
}
TELLING = (
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.GenericIPAddressField,
    models.AutoField,
    models.FileField,
)


def surveys_models(database: str) -> list[type[models.Model]]:
    everything = apps.get_app_config("surveys").get_models(include_auto_created=True)
    return [model for model in everything if database_of(model) == database]


# --- What each database holds --------------------------------------------------------------------


def test_each_database_holds_its_own_tables_and_no_others(db):
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in connections}
    ours = {table for table in tables["default"] if not table.startswith("analytics_")}
    assert ours == ANSWER_TABLES
    assert tables["identity"] == IDENTITY_TABLES


def test_the_tables_of_releases_are_with_the_answers(db):
    held = {
        table
        for table in connections["default"].introspection.table_names()
        if table.startswith("analytics_")
    }
    assert held == {model._meta.db_table for model in apps.get_app_config("analytics").get_models()}


def test_no_foreign_key_crosses(db):
    for alias in connections:
        introspection = connections[alias].introspection
        with connections[alias].cursor() as cursor:
            tables = introspection.table_names(cursor)
            for table in tables:
                relations = introspection.get_relations(cursor, table).values()
                assert {relation[1] for relation in relations} <= set(tables)


def test_no_relation_between_models_crosses():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and field.related_model is not None:
                assert database_of(field.related_model) == database_of(model), field


def test_only_the_ids_of_studies_and_rounds_are_on_both_sides():
    ids = {
        f"{model.__name__}.{field.name}"
        for model in surveys_models("identity")
        for field in model._meta.concrete_fields
        if isinstance(field, models.UUIDField) and not field.primary_key and not field.is_relation
    }
    assert ids == {"Invitation.study", "Invitation.round", "StudyRole.study", "ApiToken.study"}


# --- What the side of the answers cannot tell ----------------------------------------------------


def test_no_answer_has_a_time_an_address_or_a_serial_number():
    times = {
        f"{model._meta.label}.{field.name}"
        for model in surveys_models("default")
        for field in model._meta.concrete_fields
        if isinstance(field, TELLING)
    }
    assert times == TIMES


def test_what_envelopes_responses_ratings_and_texts_hold():
    fields = {
        model.__name__: {field.name for field in model._meta.concrete_fields}
        for model in (Envelope, Response, Rating, OwnConcern, ReleasedConcern)
    }
    assert fields == {
        "Envelope": {
            "locator",
            "round",
            "seat",
            "side",
            "level",
            "draft",
            "sealed",
            "set_aside",
            "chunk",
        },
        "Response": {"id", "round", "seat", "side", "level", "withdrawal_tag"},
        "Rating": {
            "id",
            "response",
            "round",
            "question",
            "lens",
            "group",
            "mark",
            "confidence",
            "basis",
        },
        "OwnConcern": {
            "id",
            "round",
            "perceiver",
            "target",
            "question",
            "text",
            "withheld",
            "withdrawal_tag",
        },
        "ReleasedConcern": {"id", "round", "perceiver", "target", "question", "text", "shared"},
    }


def test_an_invitation_and_an_answer_share_nothing_but_the_round(closed_round):
    def values(model, skip):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in skip]
        return {str(value) for row in model.objects.values_list(*names) for value in row}

    skip = {"round", "round_id", "study", "seat", "side", "level"}
    assert not values(Invitation, skip) & values(Response, skip)
    assert Invitation.objects.count() == Response.objects.count() == 40


# --- The router ----------------------------------------------------------------------------------


@isolate_apps("surveys")
@pytest.mark.parametrize("declared", [None, "other"])
def test_a_model_without_a_declaration_fails(declared):
    class Stray(models.Model):
        database = declared

        class Meta:
            app_label = "surveys"

        def __str__(self):
            return "stray"

    with pytest.raises(LookupError, match=r"surveys\.Stray must declare"):
        database_of(Stray)
    with pytest.raises(LookupError):
        TwoDatabases().db_for_write(Stray)


def test_every_model_declares_its_database():
    for model in apps.get_models(include_auto_created=True):
        assert database_of(model) in ("default", "identity")


def test_reading_and_writing_go_where_the_model_lives():
    router = TwoDatabases()
    for model, database in ((Round, "default"), (Invitation, "identity"), (Group, "identity")):
        assert router.db_for_read(model) == router.db_for_write(model) == database


def test_rows_of_two_databases_cannot_be_related():
    router = TwoDatabases()
    assert router.allow_relation(Round(), Study())
    assert router.allow_relation(StudyRole(), ApiToken())
    assert not router.allow_relation(Round(), Invitation())


@pytest.mark.parametrize(
    ("app", "model", "database"),
    [
        ("surveys", "envelope", "default"),
        ("surveys", "invitation", "identity"),
        ("auth", "group", "identity"),
        ("mfa", None, "identity"),
    ],
)
def test_a_migration_runs_where_the_model_lives(app, model, database):
    router = TwoDatabases()
    allowed = [
        alias for alias in ("default", "identity") if router.allow_migrate(alias, app, model)
    ]
    assert allowed == [database]


def test_an_operation_without_a_model_needs_a_hint():
    router = TwoDatabases()
    assert router.allow_migrate("identity", "surveys", database="identity")
    assert not router.allow_migrate("default", "surveys", database="identity")
    with pytest.raises(LookupError, match="hint"):
        router.allow_migrate("default", "surveys")


def test_users_can_be_put_into_groups_and_deleted(study):
    user = factories.make_staff(study)
    user.groups.add(Group.objects.create(name="staff"))
    assert user.groups.count() == 1
    user.delete()
    assert not StudyRole.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server keeps its own files")
def test_only_their_owner_reads_the_files_of_the_databases(db):
    for alias in ("default", "identity"):
        path = Path(connections[alias].settings_dict["NAME"])
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
