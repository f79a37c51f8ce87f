"""What the staff do."""

from unittest import mock

from surveys import facilitating, jobs
from surveys.job_progress import silent_services
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Envelope
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.key_files import key_file
from tests.surveys.views.staff_pages import close, messages_on, of, open_by_page, parties, turnout


def test_a_round_in_unreviewed_languages_is_not_opened(staff, draft_round):
    reply = open_by_page(staff, draft_round)
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    (message,) = reply.context["form"].non_field_errors()
    assert "简体中文, 日本語, 한국어" in message


def test_opening_once_and_again(staff, draft_round):
    Round.objects.update(languages=["en"])
    open_by_page(staff, draft_round, passphrase="")
    draft_round.refresh_from_db()
    assert (draft_round.state, draft_round.key_holder) == ("open", "server")
    assert AnswerAudit.objects.get(act="open_round").actor == "facilitator"
    assert messages_on(staff, draft_round) == ["The round is open."]
    open_by_page(staff, draft_round)
    assert messages_on(staff, draft_round) == ["This round was opened before."]


def test_the_organisers_round_closes_with_their_passphrase_only(staff, draft_round):
    Round.objects.update(languages=["en"])
    open_by_page(staff, draft_round, passphrase="four words of ours")
    draft_round.refresh_from_db()
    assert draft_round.key_holder == "organisers"
    assert parse(staff.get(of(draft_round))).one("input", name="passphrase")
    close(staff, draft_round, passphrase="four words of theirs")
    draft_round.refresh_from_db()
    assert draft_round.state == "open"
    assert len(messages_on(staff, draft_round)) == 1
    close(staff, draft_round, passphrase="four words of ours")
    draft_round.refresh_from_db()
    assert draft_round.state == "closing"


def test_closing_is_followed_until_it_is_done(staff, open_round):
    factories.respond(open_round)
    reply = close(staff, open_round)
    assert reply["Location"] == of(open_round)
    page = parse(staff.get(of(open_round)))
    assert page.one("section", **{"data-progress": of(open_round, "progress/")})
    work = staff.get(of(open_round, "progress/")).json()
    assert work == {
        "percent": 0,
        "step": "Waiting for a worker",
        "running": True,
        "trouble": silent_services(),
        "failed": "",
    }
    assert page.one("p", **{"data-trouble": ""}).text == silent_services() != ""
    factories.run_jobs()
    work = staff.get(of(open_round, "progress/")).json()
    assert (work["running"], work["failed"]) == (False, "")
    open_round.refresh_from_db()
    assert open_round.state == "closed"
    assert turnout(parse(staff.get(of(open_round)))) == {parties()["PRC"]: ["1", "1", "1", "0"]}
    close(staff, open_round)
    assert len(messages_on(staff, open_round)) == 1
    assert Job.objects.filter(kind="close").count() == 1


def test_an_unreadable_envelope_is_reported_and_set_aside(staff, open_round):
    factories.respond(open_round)
    bad = factories.begin(open_round)
    Envelope.objects.filter(pk=bad.envelope.pk).update(sealed=b"damaged")
    close(staff, open_round)
    factories.run_jobs()
    page = parse(staff.get(of(open_round)))
    (alert,) = page.one("main").all("section", role="alert")
    assert "1 envelopes cannot be read" in alert.text
    assert [form["action"] for form in alert.all("form")] == [
        of(open_round, "try-again/"),
        of(open_round, "set-aside/"),
    ]
    staff.post(of(open_round, "try-again/"))
    assert Job.objects.get().state == "queued"
    factories.run_jobs()
    staff.post(of(open_round, "set-aside/"))
    assert AnswerAudit.objects.get(act="set_aside").actor == "facilitator"
    factories.run_jobs()
    open_round.refresh_from_db()
    assert (open_round.state, open_round.turnout) == ("closed", [["participant", "PRC", 1]])


def test_a_missing_seal_key_is_reported(staff, open_round, settings, tmp_path):
    close(staff, open_round)
    settings.SEAL_KEYS = key_file(tmp_path, "ab" * 32)
    factories.run_jobs()
    (alert,) = parse(staff.get(of(open_round))).one("main").all("section", role="alert")
    assert "seal key" in alert.text
    assert [form["action"] for form in alert.all("form")] == [of(open_round, "try-again/")]
    staff.post(of(open_round, "set-aside/"))
    assert len(messages_on(staff, open_round)) == 1


def test_an_unexpected_error_is_reported_in_words(staff, open_round):
    close(staff, open_round)
    with mock.patch.dict(jobs.HANDLERS, {"close": mock.Mock(side_effect=OSError)}):
        Job.objects.update(attempts=jobs.MOST_ATTEMPTS - 1)
        jobs.run(str(Job.objects.get().pk))
    (alert,) = parse(staff.get(of(open_round))).one("main").all("section", role="alert")
    assert "OSError" in alert.text
    assert "Nothing was lost" in alert.text


def test_setting_aside_outside_closing_does_nothing(staff, open_round):
    staff.post(of(open_round, "set-aside/"))
    assert len(messages_on(staff, open_round)) == 1
    assert not AnswerAudit.objects.filter(act="set_aside").exists()


def test_a_round_with_no_answers_closes(staff, open_round):
    close(staff, open_round)
    factories.run_jobs()
    open_round.refresh_from_db()
    assert open_round.state == "closed"
    assert staff.get(of(open_round)).status_code == 200
    assert facilitating.submitted(open_round) == {}
