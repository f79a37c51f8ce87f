"""Strings are collected from every file, and no catalogue lacks or mangles one."""

import os
import re

from babel.messages.catalog import Message

from cs2survey import translations
from surveys.instruments.parser import read, shipped
from surveys.instruments.text import texts


def strings_in(path, text):
    path.write_text(text, encoding="utf-8")
    return [
        (context, string) if context else string
        for _line, string, _comments, context in translations._strings(path)
    ]


def test_template_strings_with_brackets_quotes_and_plurals_are_found(tmp_path):
    text = (
        "{% load i18n %}<p>{% translate \"One (and only) 'thing'\" %}</p>\n"
        "{% blocktranslate trimmed count n=n %}\n  One question\n{% plural %}\n"
        "  {{ n }} questions (all)\n{% endblocktranslate %}"
        '{% include "x.html" with label=_("A label) of sorts") %}'
    )
    assert strings_in(tmp_path / "a.html", text) == [
        "One (and only) 'thing'",
        ("One question", "%(n)s questions (all)"),
        "A label) of sorts",
    ]


def test_python_strings_are_found_with_their_context(tmp_path):
    text = 'x = _("Plain")\ny = pgettext("state", "Open")\nz = ngettext("one", "%(n)d", 2)\n'
    assert strings_in(tmp_path / "a.py", text) == ["Plain", ("state", "Open"), ("one", "%(n)d")]


def test_a_string_in_an_f_string_is_reported(tmp_path):
    path = tmp_path / "some.py"
    path.write_text(
        """a = f"{_('hidden')}"\nb = _("seen") + f"{plain(1)}"\nc = f"{x} {gettext('y')}"\n"""
    )
    assert list(translations.calls_in_f_strings(path)) == [1, 3]
    assert list(translations.calls_in_f_strings(tmp_path / "some.html")) == []


def test_the_catalogues_are_complete():
    assert list(translations.faults()) == []


def test_each_fault_of_a_translation_is_reported():
    def faults_of(message):
        return [fault.split(": ")[1] for fault in translations._faults_of("ja", message)]

    assert faults_of(Message("%(n)s left", "残り%(n)s")) == []
    assert faults_of(Message("%(n)s left", "")) == ["not translated"]
    assert faults_of(Message("%(n)s left", "残り")) == ["placeholders differ"]
    assert faults_of(Message("%(n)s%% left", "残り%(n)s%%")) == []
    assert faults_of(Message("%(n)s%% left", "残り%(n)s%")) == ["a percent sign is not doubled"]
    assert faults_of(Message("Left", "残り", flags={"fuzzy"})) == ["fuzzy, so not used"]
    assert faults_of(Message(("One", "%(n)s"), ("%(n)s件",))) == []
    assert faults_of(Message(("One", "%(n)s"), ("件",))) == ["placeholders differ"]


def test_a_string_that_is_missing_or_left_over_is_reported(monkeypatch, tmp_path):
    monkeypatch.setattr(translations, "BASE", tmp_path)
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "a.py").write_text('_("First")\n')
    assert len(list(translations.faults())) == 3
    translations.collect()
    assert {fault.split(": ")[1] for fault in translations.faults()} == {"not translated"}
    (tmp_path / "surveys" / "a.py").write_text('_("Second")\n')
    assert {fault.split(": ")[1] for fault in translations.faults()} == {
        "not collected",
        "no longer used",
    }


def test_a_catalogue_is_compiled_once(monkeypatch, tmp_path):
    monkeypatch.setattr(translations, "BASE", tmp_path)
    path = translations.catalogue_path("ja")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "First"\nmsgstr "一"\n', encoding="utf-8")
    os.utime(path, (1_000, 1_000))
    translations.compile_all()
    compiled = path.with_suffix(".mo")
    os.utime(compiled, (2_000, 2_000))
    translations.compile_all()
    assert compiled.stat().st_mtime == 2_000
    os.utime(path, (3_000, 3_000))
    translations.compile_all()
    assert compiled.stat().st_mtime > 3_000


def test_commands(capsys):
    assert translations.main(["check"]) == 0
    assert translations.main(["nonsense"]) == 2
    assert "collect | compile | check" in capsys.readouterr().err


def test_no_text_of_a_page_speaks_of_fear():
    """Matters are judged here, not felt; a title of the first page once asked what sides fear."""
    ids = [m.id if isinstance(m.id, str) else " ".join(m.id) for m in translations.collected()]
    asked = [
        versions["en"]["source"]
        for path in shipped()
        for _place, versions in texts(read(path).content)
    ]

    assert [text for text in (*ids, *asked) if re.search(r"\b(fear|afraid)", text, re.I)] == []
