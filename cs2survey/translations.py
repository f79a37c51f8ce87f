"""The catalogues in locale/: collect what is to be translated, compile, and check completeness.

    python -m cs2survey.translations collect | compile | check

Babel does the work, so that no gettext programs are needed. A translation that no native reader
has reviewed carries the comment "machine draft" above it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parent.parent
LOCALES = ("zh_Hans", "ja", "ko")
PLACES = ("cs2survey", "simulation", "surveys", "analytics", "templates")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
DRAFT = "machine draft"
FIELDS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
PERCENT = re.compile(r"%%|%\(\w+\)[sd]")


def catalogue_path(locale: str) -> Path:
    return BASE / "locale" / locale / "LC_MESSAGES" / "django.po"


def collected() -> Catalog:
    """Return every string to be translated, with the files it comes from."""
    catalogue = Catalog(project="cs2survey", charset="utf-8")
    for path in _sources():
        place = str(path.relative_to(BASE))
        for line, string, comments, context in _strings(path):
            catalogue.add(
                string, locations=[(place, line)], auto_comments=comments, context=context
            )
    return catalogue


def _sources() -> Iterator[Path]:
    for place in PLACES:
        for path in sorted((BASE / place).rglob("*")):
            if path.suffix in (".py", ".html", ".md") and "migrations" not in path.parts:
                yield path


def _strings(path: Path) -> Iterator[Any]:
    """Yield (line, string, comments to translators, context) of every string that is marked."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # A template's indentation is not Python's, as which Babel would read it.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    yield from extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators:"])


def calls_in_f_strings(path: Path) -> Iterator[int]:
    """Yield the lines of gettext calls inside f-strings, where they are not collected."""
    if path.suffix == ".py":
        for whole in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(whole, ast.JoinedStr):
                calls = (node for node in ast.walk(whole) if isinstance(node, ast.Call))
                yield from (c.lineno for c in calls if getattr(c.func, "id", "") in KEYWORDS)


def read_catalogue(locale: str) -> Catalog:
    path = catalogue_path(locale)
    if not path.exists():
        return Catalog(locale=locale, project="cs2survey", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def collect() -> None:
    """Bring every catalogue up to date; translations of vanished strings are dropped."""
    template = collected()
    for locale in LOCALES:
        catalogue = read_catalogue(locale)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path = catalogue_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, include_lineno=False, sort_output=True)


def compile_all() -> None:
    """Write the .mo file beside each catalogue that has changed since it was last written."""
    for locale in LOCALES:
        path = catalogue_path(locale)
        if path.exists() and not _is_compiled(path):
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read_catalogue(locale))


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns > path.stat().st_mtime_ns


def faults() -> Iterator[str]:
    """Yield what is missing, left over or mangled in any catalogue, or cannot be collected."""
    for path in _sources():
        for line in calls_in_f_strings(path):
            yield f"{path.relative_to(BASE)}:{line}: take this string out of the f-string"
    wanted = {(m.id, m.context) for m in collected() if m.id}
    for locale in LOCALES:
        catalogue = read_catalogue(locale)
        held = {(m.id, m.context): m for m in catalogue if m.id}
        for key in wanted - held.keys():
            yield f"{locale}: not collected: {key[0]!r}; run `make messages`"
        for key in held.keys() - wanted:
            yield f"{locale}: no longer used: {key[0]!r}; run `make messages`"
        for key in wanted & held.keys():
            yield from _faults_of(locale, held[key])


def _faults_of(locale: str, message: Message) -> Iterator[str]:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    source = str(message.id[-1] if isinstance(message.id, tuple | list) else message.id)
    if not all(strings):
        yield f"{locale}: not translated: {source!r}"
    elif message.fuzzy:
        yield f"{locale}: fuzzy, so not used: {source!r}"
    elif any(set(FIELDS.findall(str(text))) != set(FIELDS.findall(source)) for text in strings):
        yield f"{locale}: placeholders differ: {source!r}"
    elif "%(" in source and any("%" in PERCENT.sub("", str(text)) for text in strings):
        yield f"{locale}: a percent sign is not doubled: {source!r}"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["collect"]:
            collect()
        case ["compile"]:
            compile_all()
        case ["check"]:
            problems = list(faults())
            sys.stdout.write("".join(f"{problem}\n" for problem in problems))
            return 1 if problems else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
