"""Snippets are found, filled in and run; tests/browser/test_documents.py runs those of the docs."""

import os

import pytest

from analytics.models import Release
from surveys.models.invitation import Invitation
from tests import factories
from tests.analytics.made import make_release
from tests.doc_snippets import ROOT, Site, Snippet, documents, failures, run_blocks, snippets

SITE = Site("http://localhost:1", "cs2_abc", "demonstration", "1f-2e")


def test_every_document_is_looked_through():
    found = {snippet.document for each in documents() for snippet in snippets(each)}
    assert {
        "docs/api.md",
        "docs/files.md",
        "docs/operations.md",
        "clients/cs2survey-client/README.md",
    } <= found


def test_a_snippet_is_named_by_the_line_of_its_code(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.doc_snippets.ROOT", tmp_path)
    document = tmp_path / "some.md"
    document.write_text(
        "Words\n\n```sh\ntrue\n```\n```\nno snippet\n```\n```python\na = 1\nb = 2\n```\n"
    )
    assert snippets(document) == [
        Snippet("some.md", 4, "sh", "true\n"),
        Snippet("some.md", 10, "python", "a = 1\nb = 2\n"),
    ]


def test_what_is_the_readers_own_is_filled_in():
    code = "https://survey.example.org/RELEASE/forum/ cs2_… forum-round-1.zip forums"
    assert SITE.put_into(code) == (
        "http://localhost:1/1f-2e/demonstration/ cs2_abc demonstration-round-1.zip forums"
    )


@pytest.mark.parametrize(
    ("language", "code", "why"),
    [
        ("python", "import json\nfrom pathlib import Path", ""),
        ("python", "import json\nfrom nowhere_else import x", "without the package nowhere_else"),
        ("python", "from surveys.models.round import Round", "for Django's shell"),
        ("sh", "pip install x", "an installation"),
        ("sh", "sh -c true", ""),
        ("sh", "no-such-program x", "without the program no-such-program"),
        ("stata", "use x", "stata is not run"),
    ],
)
def test_what_is_not_run_says_why(language, code, why):
    assert Snippet("a.md", 1, language, code).passed_over() == why


def test_blocks_share_their_names_and_a_fault_is_named_by_its_line(capsys):
    assert run_blocks([("a.md", 3, "a = 1\n"), ("a.md", 9, "assert a == 1\n")]) == 0
    assert run_blocks([("a.md", 3, "a = 1\n"), ("a.md", 9, "a = 2\nassert a == 1\n")]) == 1
    assert 'File "a.md", line 10' in capsys.readouterr().err


def test_a_fault_of_the_shell_is_one(tmp_path):
    found = [Snippet("a.md", 5, "sh", "echo forum > made\nfalse\n")]
    (fault,) = failures(found, SITE, tmp_path, dict(os.environ))
    assert fault.startswith("a.md:5: ")
    assert (tmp_path / "made").read_text() == "demonstration\n"
    assert list(failures([Snippet("a.md", 5, "sh", "true\n")], SITE, tmp_path, {})) == []


def test_what_an_operator_does_in_the_shell_works_as_it_stands(db, capsys):
    make_release(factories.make_study(slug="forum"), audience="room")
    blocks = [s for s in snippets(ROOT / "docs" / "operations.md") if s.is_for_the_shell]
    assert run_blocks([(each.document, each.line, each.code) for each in blocks]) == 0
    assert "/i/" in capsys.readouterr().out
    assert Invitation.objects.get().side == "PRC"
    assert Release.objects.get().audience == "researchers"
    assert len(blocks) == 2
