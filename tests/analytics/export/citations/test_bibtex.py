import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from analytics.export.citations.bibtex import bibtex
from analytics.export.citations.description import Agent
from tests.analytics.export.citations.described import ADDRESS, DOI, named, nameless

BACK = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    **{f"\\{c}": c for c in "$&#_%"},
}


def entry(description):
    (read,) = parse_string(bibtex(description).decode(), "bibtex").entries.values()
    return read


def unescaped(text):
    """As TeX would show it: commands read from the left, then braces left out."""
    command = "|".join(re.escape(one) for one in sorted(BACK, key=len, reverse=True))
    shown = re.sub(f"{command}|[{{}}]", lambda found: BACK.get(found[0], ""), text)
    return " ".join(shown.split())


def test_a_parser_reads_the_names_as_they_are_to_be_sorted():
    people = entry(named()).persons["author"]
    assert [" ".join(person.last_names) for person in people] == [
        "{王缉思}",
        "Welch",
        "{Sato and Kim, Jr}",
        r"{Forum \textbraceleft{}1\textbraceright{} \& 50\% of "
        r"\$\_\#\textasciitilde{}\textasciicircum{}\textbackslash{}}",
    ]
    assert people[1].first_names == ["David"]
    assert people[1].middle_names == ["A."]


def test_what_is_there_has_a_field_and_nothing_else():
    fields = entry(named(doi=DOI, address=ADDRESS)).fields
    assert unescaped(fields["title"]) == "Forum & Co, Second"
    assert (fields["year"], fields["publisher"]) == ("2026", "Institute of Peace")
    assert (fields["doi"], fields["url"]) == (DOI, f"https://doi.org/{DOI}")
    assert set(entry(named()).fields).isdisjoint({"doi", "url"})
    assert entry(named(address=ADDRESS)).fields["url"] == ADDRESS


def test_made_up_answers_are_named():
    fields = entry(nameless(simulated=True)).fields
    assert "[simulated data]" in fields["title"]
    assert "SIMULATED" in fields["note"]
    assert "imulated" not in bibtex(nameless()).decode()


letters = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@given(st.lists(letters, min_size=1, max_size=3))
def test_whatever_stands_in_a_title_or_a_name_comes_back(words):
    text = " ".join(words)
    description = replace(
        named(), titles={"en": text}, creators=[Agent(text), Agent("B C", "person", "C", "B")]
    )
    read = entry(description)
    assert unescaped(read.fields["title"]) == text
    first, second = read.persons["author"]
    assert unescaped(str(first)) == text
    assert second.last_names == ["C"]
