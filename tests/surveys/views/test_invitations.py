"""People are invited from a list on the page of a round, and never before it was checked."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from tests import factories
from tests.html import parse
from tests.surveys.views.staff_pages import messages_on, of

LIST = "name,side,language\nLi Na,PRC,zh-Hans\nSato,JPN,ja\n"
MAILS = "name\taddress\tside\tlanguage\nLi Na\tlina@example.org\tPRC\ten\n"


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft")


def post(staff, round, pasted="", **fields):
    values = {"way": "list", "pasted": pasted, "encoding": "utf-8", **fields}
    return staff.post(of(round, "invite/"), values)


def cells(reply):
    table = parse(reply).one("table").one("tbody")
    return [[cell.text for cell in row.below() if cell.tag in "thtd"] for row in table.all("tr")]


def test_a_list_is_shown_line_by_line_before_anybody_is_invited(staff, draft):
    reply = post(staff, draft, LIST)
    assert cells(reply) == [
        ["2", "Li Na", "", "PRC", "participant", "简体中文", "1"],
        ["3", "Sato", "", "Japan", "participant", "日本語", "1"],
    ]
    assert not Invitation.objects.exists()


def test_the_links_are_in_the_file_that_is_given_once(staff, draft, client):
    reply = post(staff, draft, LIST, invite="")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Li Na", "Sato"]
    assert reply["Content-Disposition"] == 'attachment; filename="links.csv"'
    assert Invitation.objects.count() == 2
    assert len({row["link"] for row in rows}) == 2


@pytest.mark.parametrize(
    ("way", "text"), [("slips", LIST), ("hat", "side,language,number\nPRC,en,3\n")]
)
def test_slips_come_as_a_file_to_print(staff, draft, way, text):
    reply = post(staff, draft, text, way=way, invite="")
    assert reply["Content-Type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF")


def test_mails_wait_for_the_round_to_open(staff, draft):
    reply = post(staff, draft, MAILS, way="email", invite="")
    assert reply.status_code == 302
    assert messages_on(staff, draft) == ["1 mail goes out when the round opens."]
    assert Mail.objects.get().address == "lina@example.org"


def test_every_fault_is_named_and_nobody_invited(staff, draft):
    text = "name,side,language\nLi Na,XXX,en\nSato,JPN,xx\n"
    reply = post(staff, draft, text, invite="")
    problems = [item.text for item in parse(reply).one("section").all("li")]
    assert reply.status_code == 422
    assert [problem[:7] for problem in problems] == ["line 2:", "line 3:"]
    assert not Invitation.objects.exists()


def test_a_file_in_another_encoding_is_read_or_its_encoding_named(staff, draft):
    def sent(encoding):
        file = SimpleUploadedFile("list.csv", LIST.replace("Sato", "佐藤").encode("cp932"))
        return post(staff, draft, file=file, encoding=encoding)

    assert "Shift_JIS" in parse(sent("utf-8")).one("section").text
    assert cells(sent("cp932"))[1][1] == "佐藤"


@pytest.mark.parametrize("fields", [{}, {"file": SimpleUploadedFile("a.csv", LIST.encode())}])
def test_one_list_is_given_and_no_more(staff, draft, fields):
    pasted = LIST if fields else ""
    reply = post(staff, draft, pasted, **fields)
    assert reply.context["form"].errors == {
        "pasted": ["Paste the list or choose a file: the one or the other."]
    }


def test_who_is_checked_from_a_file_is_invited_by_the_list_that_is_then_shown(staff, draft):
    reply = post(staff, draft, file=SimpleUploadedFile("a.csv", LIST.encode()))
    shown = parse(reply).one("textarea").text
    assert "Sato,JPN,ja" in shown
    assert not Invitation.objects.exists()


def test_nobody_is_invited_to_a_round_that_is_over(staff, study):
    closed = factories.make_closed_round(study)
    before = Invitation.objects.count()
    post(staff, closed, LIST, invite="")
    assert Invitation.objects.count() == before
