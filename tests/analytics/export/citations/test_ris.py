import rispy

from analytics.export.citations.ris import ris
from tests.analytics.export.citations.described import ADDRESS, DOI, named, nameless


def record(description):
    (read,) = rispy.loads(ris(description).decode())
    return read


def test_a_parser_reads_what_is_cited():
    read = record(named(doi=DOI, address=ADDRESS))
    assert read["type_of_reference"] == "DATA"
    assert read["authors"][:2] == ["王, 缉思", "Welch, David A."]
    assert read["title"] == "Forum & Co, Second"
    assert (read["year"], read["date"]) == ("2026", "2026/01/09/")
    assert (read["publisher"], read["doi"]) == ("Institute of Peace", DOI)
    assert read["urls"] == [f"https://doi.org/{DOI}"]
    assert read["language"] == "en"


def test_every_line_is_a_tag_and_ends_as_the_format_wants_it():
    lines = ris(named()).decode().split("\r\n")
    assert lines.pop() == ""
    assert all(line[2:6] == "  - " for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - DATA", "ER  - ")
    assert "\n" not in "".join(lines)


def test_made_up_answers_are_named():
    assert "SIMULATED" in record(nameless(simulated=True))["notes"][0]
    assert "imulated" not in ris(nameless()).decode()
