"""People are invited from a list on the page of a round, and never before it was checked."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from tests import factories
from tests.html import parse
from tests.surveys.uploads.books import book_of, saved
from tests.surveys.views.staff_pages import messages_on, of

LIST = "name,side,language\nLi Na,PRC,zh-Hans\nSato,JPN,ja\n"
MAILS = "name\taddress\tside\tlanguage\nLi Na\tlina@example.org\tPRC\ten\n"


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft")


def post(staff, round, pasted="", **fields):
    values = {"way": "list", "pasted": pasted, "encoding": "utf-8", **fields}
    return staff.post(of(round, "invite/"), values)


def values_in(reply):
    """What a browser would send with the form that is shown."""
    return {field.html_name: field.value() or "" for field in reply.context["form"]}


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
    assert messages_on(staff, draft)[0] == "1 mail goes out when the round opens."
    assert Mail.objects.get().address == "lina@example.org"


def test_every_fault_stands_beside_its_line_and_nobody_is_invited(staff, draft):
    text = "name,side,language\nLi Na,XXX,en\nSato,JPN,xx\nPark,ROK,ko\n"
    reply = post(staff, draft, text, invite="")
    assert reply.status_code == 422
    lines = cells(reply)
    assert [(row[0], row[1]) for row in lines] == [("2", "Li Na"), ("3", "Sato"), ("4", "Park")]
    assert "the side is 'XXX'" in lines[0][2]
    assert "the language is 'xx'" in lines[1][2]
    assert lines[2][2] == ""
    assert "Accepted for the column side: " in parse(reply).one("section").text
    assert not Invitation.objects.exists()


def test_who_is_invited_already_is_seen_before_anybody_is_invited(staff, draft):
    post(staff, draft, LIST, invite="")
    reply = post(staff, draft, LIST)
    assert "Sato is invited to this round already" in cells(reply)[1][2]
    assert Invitation.objects.count() == 2


def test_a_workbook_is_read_and_its_formulas_refused_by_cell(staff, draft):
    def sent(name):
        book = book_of([("name", "side", "language"), (name, "JPN", "ja")])
        return post(staff, draft, file=SimpleUploadedFile("list.xlsx", saved(book)))

    assert cells(sent("佐藤"))[0][1] == "佐藤"
    assert "cell A2 has a formula" in parse(sent("=B2")).one("section").text
    assert not Invitation.objects.exists()


def test_a_file_in_another_encoding_is_recognised_and_another_can_be_tried(staff, draft):
    content = LIST.replace("Sato", "佐藤").encode("cp932")
    reply = post(staff, draft, file=SimpleUploadedFile("list.csv", content), encoding="")
    assert "read as Shift_JIS" in parse(reply).one("section").text
    assert cells(reply)[1][1] == "佐藤"
    shown = values_in(reply)
    wrong = staff.post(of(draft, "invite/"), shown | {"encoding": "gb18030"})
    assert "read as GB18030" in parse(wrong).one("section").text
    assert cells(wrong)[1][1] != "佐藤"
    right = staff.post(of(draft, "invite/"), values_in(wrong) | {"encoding": "cp932"})
    assert cells(right)[1][1] == "佐藤"
    links = staff.post(of(draft, "invite/"), values_in(right) | {"invite": ""})
    assert "佐藤" in links.content.decode("utf-8-sig")


def test_a_file_whose_encoding_is_none_of_ours_is_refused_with_those_it_can_have(staff, draft):
    file = SimpleUploadedFile("list.csv", LIST.replace("Sato", "佐藤").encode("cp932"))
    reply = post(staff, draft, file=file, encoding="utf-8")
    assert "Shift_JIS" in parse(reply).one("section").text


def test_a_file_of_ten_megabytes_is_refused_on_the_page(staff, draft):
    reply = post(staff, draft, file=SimpleUploadedFile("list.csv", b"x" * 10_000_000))
    assert reply.status_code == 422
    assert "larger than a list" in reply.context["form"].errors["file"][0]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (("Li", "리나@example.org"), "mail servers do not take letters before the @"),
        (("L\u202ei", "li@example.org"), "cannot be seen (U+202E, place 2)"),
    ],
)
def test_an_address_in_hangul_and_a_mark_of_direction_are_refused_with_the_reason(
    staff, draft, fields, why
):
    text = "name,address,side,language\n" + ",".join(fields) + ",PRC,en\n"
    reply = post(staff, draft, text, way="email")
    assert why in cells(reply)[0][2]


def test_a_domain_in_hangul_is_written_in_ascii(staff, draft):
    reply = post(
        staff, draft, "name,address,side,language\nLi,li@한국.example,PRC,en\n", way="email"
    )
    assert cells(reply)[0][2] == "li@xn--3e0b707e.example"


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
