"""Lists as programs of four countries save them are recognised, or their encodings named."""

import pytest

from surveys.uploads.encodings import decoded
from surveys.uploads.errors import UnreadableFileError

SIDES = ("日本", "中国", "美国", "韩国", "米国", "한국", "일본", "중국", "미국")
HEADER = "name,side,language\n"
LISTS = [
    ("cp932", "高橋,JPN,ja\n"),
    ("cp932", "佐藤 直,日本,en\n田中,日本,en\n"),
    ("cp932", "王教授,PRC,zh-Hans\n高橋,JPN,ja\n朴,ROK,ko\n"),
    ("gb18030", "王教授,PRC,zh-Hans\n"),
    ("gb18030", "李娜,中国,en\n张伟,中国,en\n"),
    ("cp949", "박 교수,ROK,ko\n"),
    ("cp949", "김철수,ROK,en\n이영희,ROK,en\n"),
    ("cp949", "박 교수,한국,ko\n高橋,일본,ja\n"),
    ("cp1252", "Müller,USA,en\n"),
    ("cp1252", "José García,USA,en\nRené,USA,en\n"),
    ("utf-8", "李娜,PRC,en\n"),
    ("utf-8-sig", "李娜,PRC,en\n"),
    ("utf-16", "李娜,PRC,en\n"),
    ("utf-16-le", "高橋,JPN,ja\n"),
    ("utf-16-be", "高橋,JPN,ja\n"),
]


@pytest.mark.parametrize(("encoding", "lines"), LISTS)
def test_an_encoding_is_recognised(encoding, lines):
    text = HEADER + lines
    found = decoded(text.encode(encoding), words=SIDES)
    assert found.text == text
    assert encoding.startswith(found.encoding)


def test_one_that_cannot_be_told_is_named_among_those_that_fit():
    content = f"{HEADER}李娜,PRC,en\n张伟,PRC,en\n".encode("gb18030")
    with pytest.raises(UnreadableFileError, match=r"cannot be told.*: GB18030, .*EUC-KR"):
        decoded(content, words=SIDES)
    assert "李娜" in decoded(content, "gb18030").text


@pytest.mark.parametrize(
    ("encoding", "text", "named"),
    [
        ("gb18030", "王教授", "GB18030"),
        ("cp932", "高橋", "Shift_JIS"),
        ("cp949", "박 교수", "EUC-KR"),
        ("cp1252", "Müller", "Windows-1252"),
    ],
)
def test_where_the_encoding_named_does_not_fit_those_that_do_are_named(encoding, text, named):
    with pytest.raises(UnreadableFileError, match=f"not in UTF-8.*{named}"):
        decoded(text.encode(encoding), "utf-8")


def test_an_encoding_that_nobody_knows_is_refused():
    for encoding in ("martian", "ascii"):
        with pytest.raises(UnreadableFileError, match=f"not in {encoding.upper()}"):
            decoded("王".encode(), encoding)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00", b"\xff\xff\xff\x00\xd8"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(UnreadableFileError):
        decoded(content)


def test_an_empty_file_is_empty():
    assert decoded(b"").text == ""


def test_only_the_encodings_that_it_may_have_are_tried():
    content = f"{HEADER}李娜,PRC,en\n张伟,PRC,en\n".encode("gb18030")
    assert decoded(content, among=["gb18030"]).encoding == "gb18030"
    for none in ([], ["cp1252"]):
        with pytest.raises(UnreadableFileError, match="cannot be told"):
            decoded(b"\x81\x8d", among=none)
