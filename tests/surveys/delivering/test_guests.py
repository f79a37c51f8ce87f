import pytest

from surveys.delivering.guests import Guest, read_guests, read_list
from surveys.delivering.refused_lists import ListRefusedError
from tests.surveys.delivering.lists import MAIL_HEADER, THREE, three

GUESTS = [
    Guest(2, "participant", "PRC", "zh-Hans", "Professor Wang", "wang@example.org"),
    Guest(3, "assessor", "JPN", "ja", "高橋", "takahashi@example.org"),
    Guest(4, "participant", "ROK", "ko", "박 교수", "park@example.org"),
]


def refused(content: str | bytes, round, way="email") -> list[str]:
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(ListRefusedError) as refusal:
        read_guests(content, round=round, way=way)
    return refusal.value.problems


def test_everybody_is_read_in_order(open_round):
    assert three(open_round) == GUESTS


@pytest.mark.parametrize(
    "content",
    [
        THREE.replace(",", ";").encode(),
        THREE.replace(",", "\t").encode(),
        THREE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + THREE.encode(),
        THREE.encode("utf-16"),
        THREE.replace("PRC", " prc ").replace("zh-Hans", "ZH-hans").encode(),
        THREE.replace(MAIL_HEADER, " Name,ADDRESS,seat,side,language").encode(),
        (THREE + "\n,,,,\n").encode(),
        THREE.replace("Professor Wang", '"Professor Wang"').encode(),
    ],
    ids=["semicolon", "tab", "crlf", "mark", "utf-16", "case", "header", "empty", "quoted"],
)
def test_lists_as_programs_write_them_are_read_alike(open_round, content):
    assert read_guests(content, round=open_round, way="email") == GUESTS


def test_a_list_for_the_hat_counts_slips(open_round):
    content = b"side,language,number\nPRC,zh-Hans,12\nUSA,en,8\n"
    guests = read_guests(content, round=open_round, way="hat")
    assert guests == [
        Guest(2, "participant", "PRC", "zh-Hans", number=12),
        Guest(3, "participant", "USA", "en", number=8),
    ]


def test_every_fault_is_named_by_line_at_once(open_round):
    wrong = (
        f"{MAIL_HEADER}\n"
        "Wang,wang@,participant,PRC,zh-Hans\n"
        "Li,li@example.org,observer,XXX,fr\n"
        ",nobody@example.org,participant,USA,en\n"
        "W\u202eu,wu@example.org,participant,PRC,zh-Hans\n"
        "Park,park@example.org,participant,ROK,ko\n"
    )
    assert refused(wrong, open_round) == [
        "line 2: 'wang@' is not a mail address",
        "line 3: the side is 'XXX', and must be one of: JPN, PRC, ROK, USA",
        "line 3: the seat is 'observer', and must be one of: assessor, participant",
        "line 3: the language is 'fr', and must be one of: en, ja, ko, zh-Hans",
        "line 4: there is no name",
        "line 5: in the name: There is a character that cannot be seen (U+202E, place 2), such as "
        "a line break or a mark of direction. Please type the text anew.",
    ]


def test_only_languages_of_the_round_are_written_in(open_round):
    open_round.languages = ["en", "ja", "ko"]
    assert refused(THREE, open_round) == [
        "line 2: the language is 'zh-Hans', and must be one of: en, ja, ko"
    ]


def test_nobody_stands_in_a_list_twice(open_round):
    again = (
        "professor wang,other@example.org,participant,PRC,zh-Hans\n"
        "Wu,WANG@example.org,participant,PRC,zh-Hans\n"
        "Professor Wang,third@example.org,participant,USA,en\n"
    )
    assert refused(THREE + again, open_round) == [
        "line 5: professor wang stands in line 2 already",
        "line 6: wang@example.org stands in line 2 already",
    ]


@pytest.mark.parametrize(
    ("header", "has"),
    [
        ("name,side,language", "name, side, language"),
        ("name,address,side,language,phone", "name, address, side, language, phone"),
        ("name,name,address,side,language", "name, name, address, side, language"),
        ("Wang,wang@example.org,PRC,zh-Hans", "wang, wang@example.org, prc, zh-hans"),
    ],
)
def test_the_first_line_must_name_the_columns(open_round, header, has):
    assert refused(f"{header}\n", open_round) == [
        "The first line must name these columns once each: name, address, side, language, seat. "
        f"It has: {has}."
    ]


@pytest.mark.parametrize("content", ["", f"{MAIL_HEADER}\n", f"{MAIL_HEADER}\n,,,,\n"])
def test_a_list_of_nobody_is_refused(open_round, content):
    assert refused(content, open_round) == [
        "The list names nobody: its first line is that of the columns."
    ]


def test_a_line_with_too_many_fields_or_an_open_quotation_is_named(open_round):
    too_many = THREE.replace("Wang,", "Wang,Jr.,")
    assert refused(too_many, open_round)[0].startswith("line 2: it has more fields")
    assert refused(f'{MAIL_HEADER}\n"Wang,wang@', open_round)[0].startswith("line 2: ")


@pytest.mark.parametrize("number", ["0", "-1", "", "many", "501", "1.5"])
def test_slips_are_counted_in_whole_numbers(open_round, number):
    content = f"side,language,number\nPRC,zh-Hans,{number}\n"
    assert refused(content, open_round, "hat") == [
        f"line 2: the number is {number!r}, and must be from 1 to 500"
    ]


def test_a_file_in_an_encoding_of_a_country_is_read(open_round):
    content = THREE.encode("cp949", "replace")
    assert read_guests(content, round=open_round, way="email")[2].name == "박 교수"


def test_sides_and_languages_may_be_named_and_the_words_for_them_are_told(open_round):
    named = THREE.replace("PRC,zh-Hans", "中国,简体中文").replace("ROK,ko", "韩国,Korean")
    assert read_guests(named.encode(), round=open_round, way="email") == GUESTS
    wrong = THREE.replace("PRC", "XXX").encode()
    with pytest.raises(ListRefusedError) as refusal:
        read_guests(wrong, round=open_round, way="email")
    (accepted,) = refusal.value.accepted
    assert accepted.startswith("Accepted for the column side: ")
    assert {"PRC", "中国", "중국"} <= set(accepted.partition(": ")[2].replace(";", ",").split(", "))


def test_a_line_keeps_what_was_written_beside_what_is_wrong(open_round):
    text = f"{MAIL_HEADER}\nWang,wang@,participant,XXX,en\nLi,li@example.org,,PRC,en\n"
    wrong, right = read_list(text.encode(), round=open_round, way="email").lines
    assert (wrong.guest, wrong.cells["address"], len(wrong.problems)) == (None, "wang@", 2)
    assert (right.guest.name, right.problems) == ("Li", [])


def test_a_file_larger_than_any_list_is_refused(open_round):
    (problem,) = refused(b"x" * 10_000_000, open_round)
    assert "larger than a list of people can be" in problem
