"""The commands by which an operator invites and reminds."""

import io
import stat
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from surveys.delivering.messages import message_id
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from tests import factories
from tests.surveys.delivering.lists import THREE
from tests.surveys.delivering.test_bounces import REPORT

LIST = "name,side,language\nProfessor Wang,PRC,en\nMs. Smith,USA,en\n"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    def written(text: str, name: str = "people.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def say(monkeypatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))


# --- invite --------------------------------------------------------------------------------------


def test_inviting_by_mail(round, write):
    assert run("invite", str(round.pk), write(THREE), "--by", "email") == (
        "3 invited. Their mails go out from the next minute on; `mail_status` shows what came of "
        "them.\n"
    )
    assert Mail.objects.count() == 3


def test_inviting_before_the_round_opens_says_when_the_mails_go_out(study, write):
    round = factories.make_round(study, state="draft", document=factories.short())
    said = run("invite", str(round.pk), write(THREE), "--by", "email")
    assert "go out when the round opens" in said


def test_a_list_from_standard_input_is_checked_and_nobody_invited(round, monkeypatch):
    say(monkeypatch, THREE.encode())
    said = run("invite", str(round.pk), "-", "--by", "email", "--check")
    assert said == "The list is in order: 3 people. It was read as UTF-8.\n"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("way", "begins"), [("list", b"\xef\xbb\xbfname"), ("slips", b"%PDF")])
def test_links_are_written_to_a_new_file_that_only_its_owner_reads(
    round, write, tmp_path, way, begins
):
    out = tmp_path / {"list": "links.csv", "slips": "slips.pdf"}[way]
    said = run("invite", str(round.pk), write(LIST), "--by", way, "--out", str(out))
    assert said.startswith(f"2 invited. Their links are in {out} and nowhere else")
    assert out.read_bytes().startswith(begins)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert Invitation.objects.count() == 2


def test_slips_for_a_hat(round, write, tmp_path):
    people = write("side,language,number\nPRC,en,9\n")
    said = run("invite", str(round.pk), people, "--by", "hat", "--out", str(tmp_path / "hat.pdf"))
    assert said.startswith("9 invited")


def test_links_on_standard_output_stand_alone(round, write, monkeypatch):
    written, said = io.BytesIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=written))
    arguments = ["invite", str(round.pk), write(LIST), "--by", "slips", "--out", "-"]
    call_command(*arguments, stdout=io.StringIO(), stderr=said)
    assert written.getvalue().startswith(b"%PDF")
    assert said.getvalue().startswith("2 invited. Their links are in what was written")


def test_no_file_is_written_over(round, write, tmp_path):
    (tmp_path / "links.csv").write_text("mine")
    with pytest.raises(CommandError, match=r"Nobody was invited: .*exists.*links\.csv"):
        run("invite", str(round.pk), write(LIST), "--by", "list", "--out", f"{tmp_path}/links.csv")
    assert (tmp_path / "links.csv").read_text() == "mine"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "slips"], "Name a new file in --out, ending in .pdf."),
        (["--by", "list", "--out", "links.txt"], "Name a new file in --out, ending in .csv."),
        (["--by", "email", "--out", "x.pdf"], "With --by email nothing is written: leave out"),
    ],
)
def test_what_is_written_where_is_asked_before_anything(round, write, arguments, message):
    with pytest.raises(CommandError) as refusal:
        run("invite", str(round.pk), write(LIST), *arguments)
    assert str(refusal.value).startswith(message)


def test_every_fault_of_a_list_is_shown_and_nobody_invited(round, write):
    people = write(THREE.replace("PRC", "XXX").replace("park@", "park"))
    with pytest.raises(CommandError) as refusal:
        run("invite", str(round.pk), people, "--by", "email")
    first, *lines = str(refusal.value).splitlines()
    assert first == "Nobody was invited."
    assert [line[:9] for line in lines] == ["  line 2:", "  line 4:", "  Accepte"]
    assert not Invitation.objects.exists()


def test_a_list_is_checked_against_the_roll_as_well(round, write):
    run("invite", str(round.pk), write(THREE), "--by", "email")
    with pytest.raises(CommandError, match="line 2: Professor Wang is invited to this round"):
        run("invite", str(round.pk), write(THREE), "--by", "email", "--check")
    assert "in order" in run(
        "invite", str(round.pk), write(THREE), "--by", "email", "--check", "--replace"
    )


def test_a_missing_list_or_round_is_named(round):
    with pytest.raises(CommandError, match=r"Nobody was invited: .*nowhere\.csv"):
        run("invite", str(round.pk), "nowhere.csv", "--by", "email")
    for unknown in ("x", "0f8fad5b-d9cb-469f-a165-70867728950e"):
        with pytest.raises(CommandError, match=f"There is no round {unknown}"):
            run("invite", unknown, "nowhere.csv", "--by", "email")


def test_almost_the_same_group_is_confirmed_by_an_option(study, write, tmp_path):
    header, lines = "name,side,language\n", [f"P{n},PRC,en\n" for n in range(6)]
    arguments = ["--by", "list", "--out"]
    for number, people in ((1, lines), (2, lines[:5])):
        round = factories.make_round(study, document=factories.short())
        here = [
            str(round.pk),
            write(header + "".join(people)),
            *arguments,
            f"{tmp_path}/{number}.csv",
        ]
        if number == 1:
            run("invite", *here)
            continue
        with pytest.raises(CommandError, match=r"almost the same people[\s\S]*--confirm-roll"):
            run("invite", *here)
        assert run("invite", *here, "--confirm-roll").startswith("5 invited")


# --- remind, mail_status, record_bounce ----------------------------------------------------------


@pytest.fixture
def mailed(round, write):
    run("invite", str(round.pk), write(THREE), "--by", "email")
    Mail.objects.update(state="sent", sealed_token=b"", sent_on="2026-11-03")
    return round


def test_reminding(mailed):
    assert run("remind", str(mailed.pk)) == "3 reminders go out from the next minute on.\n"
    with pytest.raises(CommandError, match="Nobody is reminded: the last reminder is still being"):
        run("remind", str(mailed.pk))


def test_what_came_of_the_mails(mailed, monkeypatch):
    mail = Mail.objects.get(address="wang@example.org")
    report = REPORT.format(action="failed", returned="message/rfc822", message_id=message_id(mail))
    say(monkeypatch, report.encode())
    assert run("record_bounce") == "1 recorded.\n"
    assert run("mail_status", str(mailed.pk)) == (
        "invitation bounced: 1\n"
        "invitation sent: 2\n"
        "Professor Wang (participant, PRC), wang@example.org: 5.1.1 smtp; 550 5.1.1 "
        "<wang@example.org>: no such mailbox\n"
    )
    say(monkeypatch, b"Subject: hello\n\n")
    with pytest.raises(CommandError, match="Nothing was recorded: the message has no part"):
        run("record_bounce")
