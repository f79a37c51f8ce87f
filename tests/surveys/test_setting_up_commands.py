"""Each act of setting up is a command as well, with the checks of its page."""

import datetime
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys import inviting
from surveys.access import role_of
from surveys.inviting import digest
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round
from surveys.models.staff import ApiToken, User
from surveys.models.study import Study
from tests import factories


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    return str(refusal.value)


@pytest.fixture
def ada(db):
    return factories.make_staff(username="ada")


# --- Studies and rounds --------------------------------------------------------------------------


def test_a_study_and_its_round_as_the_pages_would_offer_them(ada):
    factories.make_instrument()
    said = run("create_study", "welch-2026", "--owner", "ada")
    assert said == "The study welch-2026 is set up; ada owns it.\n"
    study = Study.objects.get()
    assert role_of(ada, study.pk) == "owner"
    assert set(study.title) == set(study.languages) == {"en", "zh-Hans", "ja", "ko"}
    said = run("create_round", "welch-2026")
    round = Round.objects.get()
    assert said == f"Round 1 of welch-2026 is set up: {round.pk}\n"
    assert (round.state, round.instrument.slug, round.asks_threats) == ("draft", "welch2013", True)
    assert round.modules == ["impression", "predicted", "vignettes"]


def test_a_study_and_its_round_as_they_are_named(ada):
    factories.make_instrument()
    run(
        *("create_study", "forum", "--owner", "ada", "--languages", "en", "ja"),
        *("--title", "en=The forum", "--title", "ja=フォーラム", "--retention-days", "14"),
        *("--host", "Institute of Another City", "--ends-on", "2099-03-01"),
    )
    study = Study.objects.get()
    assert study.title == {"en": "The forum", "ja": "フォーラム"}
    assert (study.retention_days, study.host) == (14, "Institute of Another City")
    assert study.ends_on == datetime.date(2099, 3, 1)
    run(
        *("create_round", "forum", "--questionnaire", "welch2013:4", "--languages", "en"),
        *("--modules", "predicted", "--widest-audience", "public", "--without-threats"),
        *("--title", "en=First"),
    )
    round = Round.objects.get()
    assert (round.title, round.languages, round.modules) == ({"en": "First"}, ["en"], ["predicted"])
    assert (round.widest_audience, round.asks_threats) == ("public", False)
    run("create_round", "forum", "--modules")
    assert Round.objects.get(number=2).modules == []


def test_a_study_is_refused_with_the_reasons_of_the_page(ada):
    assert "slug: " in refused("create_study", "two words", "--owner", "ada")
    assert "taken by a page" in refused("create_study", "new", "--owner", "ada")
    assert "There is no account 'eve'" in refused("create_study", "forum", "--owner", "eve")
    wrong = refused("create_study", "forum", "--owner", "ada", "--title", "fr=Le forum")
    assert "'fr=Le forum' is no title" in wrong
    assert "retention_days: " in refused(
        "create_study", "forum", "--owner", "ada", "--retention-days", "-1"
    )
    assert not Study.objects.exists()


def test_a_round_is_refused_with_the_reasons_of_the_page(study, instrument):
    assert "There is no study 'other'" in refused("create_round", "other")
    named = refused("create_round", "forum", "--questionnaire", "welch2013:9")
    assert named == "There is no questionnaire 'welch2013:9'; loaded are: welch2013:4."
    untitled = refused("create_round", "forum", "--languages", "en", "--title", "en=")
    assert "title_en: People who read English need a title too." in untitled
    assert not Round.objects.exists()


def test_only_drafts_and_empty_studies_are_deleted_and_only_if_it_is_confirmed(study):
    draft = factories.make_round(study, state="draft")
    inviting.invite(round=draft, seat="participant", side="PRC", by="ada")
    assert "1 invitations, whose links then lead nowhere" in refused("delete_round", draft.pk)
    assert "forum has rounds" in refused("delete_study", "forum", "--yes")
    assert run("delete_round", draft.pk, "--yes") == (
        "Deleted: round 1 of forum, with 1 invitations.\n"
    )
    opened = factories.make_round(study)
    for options in ([], ["--yes"]):
        assert "has been opened" in refused("delete_round", opened.pk, *options)
    other = factories.make_study("other")
    assert "0 roles" in refused("delete_study", "other")
    assert run("delete_study", "other", "--yes") == "Deleted: other.\n"
    assert not Study.objects.filter(pk=other.pk).exists()
    assert {entry.actor for entry in AnswerAudit.objects.filter(act__startswith="delete")} == {
        "operator"
    }


# --- People --------------------------------------------------------------------------------------


def test_roles_are_given_and_taken(study, client):
    said = run("grant_role", "forum", "kim", "owner")
    kim = User.objects.get(username="kim")
    assert role_of(kim, study.pk) == "owner"
    path = re.search(r"http://[^/]+(/\S+)", said)[1]
    assert client.get(path, follow=True).status_code == 200
    assert "only owner" in refused("grant_role", "forum", "kim", "auditor")
    assert "only owner" in refused("remove_role", "forum", "kim")
    assert "valid username" in refused("grant_role", "forum", "two words", "auditor")
    assert run("grant_role", "forum", "lee", "auditor").startswith("lee is auditor of forum.")
    assert run("remove_role", "forum", "lee") == "lee has no role in forum any more.\n"
    assert "lee has no role" in refused("remove_role", "forum", "lee")


def test_tokens_are_issued_to_who_has_a_role_and_revoked(study, researcher):
    token = run("issue_token", "forum", "researcher", "--name", "R on my laptop").strip()
    assert ApiToken.objects.get().digest == digest(token)
    run("issue_token", "forum", "researcher", "--name", "Stata", "--days", "7")
    limited = ("--scope", "files", "--scope", "tables")
    run("issue_token", "forum", "researcher", "--name", "Julia", *limited)
    scopes = dict(ApiToken.objects.values_list("name", "scopes"))
    assert scopes["R on my laptop"] == ["metadata", "tables", "records", "files"]
    assert scopes["Julia"] == ["tables", "files"]
    assert "has no such token" in refused("revoke_token", "forum", "researcher", "--name", "SPSS")
    assert run("revoke_token", "forum", "researcher", "--name", "Stata") == "1 revoked.\n"
    assert run("revoke_token", "forum", "researcher") == "2 revoked.\n"
    assert not ApiToken.objects.exists()


def test_no_token_is_issued_to_an_outsider_or_for_ever(study, researcher, outsider):
    assert "has no role" in refused("issue_token", "forum", "outsider", "--name", "R")
    long = refused("issue_token", "forum", "researcher", "--name", "R", "--days", "91")
    assert "1 to 90 days" in long
    assert "name: " in refused("issue_token", "forum", "researcher", "--name", "")
    assert not ApiToken.objects.exists()


# --- Links ---------------------------------------------------------------------------------------


def test_a_link_is_renewed_and_revoked_by_name(study):
    round = factories.make_round(study, state="draft")
    _old, token = inviting.invite(round=round, seat="assessor", side="JPN", label="高橋", by="ada")
    who = [round.pk, "高橋", "--side", "JPN", "--seat", "assessor"]
    link = run("renew_link", *who, "--show").strip()
    shown = link.rstrip("/").rpartition("/")[2]
    assert inviting.is_usable(inviting.find_invitation(shown))
    assert not inviting.is_usable(inviting.find_invitation(token))
    said = run("renew_link", *who, "--mail", "t@x.example", "--language", "ja")
    assert said == "A new link goes to 高橋; the old one leads nowhere any more.\n"
    assert Mail.objects.get().language == "ja"
    assert run("revoke_link", *who) == "The link of 高橋 is revoked, if it was not used.\n"
    assert set(Invitation.objects.values_list("state", flat=True)) == {"revoked"}
    assert IdentityAudit.objects.filter(actor="operator").count() == 3


def test_a_link_is_refused_with_the_reason(open_round):
    inviting.invite(round=open_round, seat="participant", side="JPN", label="高橋", by="ada")
    who = [open_round.pk, "高橋", "--side", "JPN"]
    assert "Send it by --mail" in refused("renew_link", *who, "--show")
    assert "needs the --language" in refused("renew_link", *who, "--mail", "t@x.example")
    assert "--mail: 't@' is not a mail address" in refused(
        "renew_link", *who, "--mail", "t@", "--language", "ja"
    )
    assert "--language: " in refused("renew_link", *who, "--mail", "t@x.example", "--language", "x")
    assert "nobody, or more than one" in refused("revoke_link", open_round.pk, "X", "--side", "JPN")
    factories.close(open_round)
    assert "the round is closed" in refused("revoke_link", *who)
