"""Every address there is, found by itself, asked for as everybody who may come.

Pages are found in Django's own resolver, tables and their filters in the schema of the API, and the
values of a filter in its complaint about one that it does not know. A route or a parameter that
needs a value nobody has given here stops the walk and says what to add.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

API = "api/v1/"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# What every form and every landing page has of its own: a token, and a code not yet kept.
OF_ITS_OWN = re.compile(rb'(name="(?:csrfmiddlewaretoken|offer)" value=")[^"]+')
NONSENSE = "no-such-value"
ANYTHING = "*/*"
OF_THE_PAGE = ("fields", "limit", "cursor")

# Made anew for every answer.
CHANGING_HEADERS = {"Set-Cookie", "Expires"}


@dataclass(frozen=True)
class Who:
    """Somebody with a browser or a program, and what they send along."""

    name: str
    client: Client
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, url: str, accept: str = ANYTHING) -> "Answer":
        response = self.client.get(url, headers={**self.headers, "Accept": accept})
        headers = sorted((k, v) for k, v in response.items() if k not in CHANGING_HEADERS)
        body = b"".join(response) if response.streaming else response.content
        return Answer(response.status_code, tuple(headers), OF_ITS_OWN.sub(rb"\1", body))


@dataclass(frozen=True)
class Answer:
    """All that is sent: status, headers and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


# What stands in the address for an argument of a route, by the route's first word and the argument,
# or by the argument alone: its values, the first of them the one asked for by everybody.
Examples = Mapping[str, Sequence[object]]
# An address of each route that is a regular expression, by the route's name.
OF_EXPRESSIONS = {"malformed": "i/no/link/"}


# --- Addresses -----------------------------------------------------------------------------------


def routes(
    patterns: Sequence[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[str]:
    """Every route as it is written: "releases/<uuid:release_id>/"."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if getattr(entry, "name", None) in OF_EXPRESSIONS:
            yield before + OF_EXPRESSIONS[entry.name]
            continue
        if not isinstance(entry.pattern, RoutePattern):
            pytest.fail(f"the walk knows routes of path() only, not {entry.pattern}")
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        else:
            yield route


def addresses(route: str, examples: Examples) -> list[str]:
    """Every address of the route, one for each combination of examples."""
    names = ARGUMENT.findall(route)
    values = [_examples_of(name, route, examples) for name in names]
    return [_filled(route, dict(zip(names, found, strict=True))) for found in product(*values)]


def _examples_of(name: str, route: str, examples: Examples) -> Sequence[object]:
    word = route.removeprefix(API).partition("/")[0]
    found = examples.get(f"{word}/{name}", examples.get(name))
    if found is None:
        pytest.fail(
            f"the walk does not know {route!r}: add an example of {name!r}, or of "
            f"'{word}/{name}', to the examples in tests/analytics/test_walk.py"
        )
    return found


def _filled(route: str, values: Mapping[str, object]) -> str:
    return "/" + ARGUMENT.sub(lambda found: str(values[found[1]]), route)


# --- Parameters of the API -----------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A route of the API as its schema tells it: parameters of the query, and types of answers."""

    route: str
    parameters: Mapping[str, Sequence[str]]
    accepted: Sequence[str]


def tables() -> list[Table]:
    out = io.StringIO()
    call_command("spectacular", stdout=out)
    paths = yaml.safe_load(out.getvalue())["paths"]
    return [_table(path, methods["get"]) for path, methods in paths.items()]


def _table(path: str, operation: Mapping[str, Any]) -> Table:
    query = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    return Table(
        re.sub(r"{(\w+)}", r"<\1>", path.removeprefix("/")),
        {one["name"]: one["schema"].get("enum", []) for one in query},
        list(operation["responses"]["200"].get("content", {})),
    )


def queries(table: Table, url: str, who: Who, examples: Examples) -> Iterator[str]:
    """The address with a value of every parameter, the last that there is.

    Any other value selects rows that the whole table has too.
    """
    for name, listed in table.parameters.items():
        # Parts of tables that are walked whole: those of one table and of one list stand for all.
        if name in OF_THE_PAGE and not table.route.endswith(("/cells/", "/rounds/")):
            continue
        values = listed or examples.get(f"?{name}") or _values(url, name, who)
        if name == "fields":  # any two of them, in another order
            values = [",".join(reversed(values[:2]))]
        yield f"{url}?{name}={values[-1]}"


def _values(url: str, name: str, who: Who) -> list[str]:
    """What a parameter may be, as its complaint about nonsense says."""
    if name == "cursor":
        return _cursors(url, who)
    answer = who.get(f"{url}?{name}={NONSENSE}")
    if (answer.status, answer.body) == (200, b"[]"):
        return [NONSENSE]  # a table without rows has nothing to compare with
    said = json.loads(answer.body)["errors"][0]["detail"] if answer.status == 400 else ""
    listed = re.search(r"is not one of: (.*)\.$", said)
    if listed is None:
        pytest.fail(
            f"{url} does not say what {name!r} may be: add '?{name}' to the examples in "
            "tests/analytics/test_walk.py"
        )
    return ["" if value == "empty" else value for value in listed[1].split(", ")]


def _cursors(url: str, who: Who) -> list[str]:
    """The cursor of the second page, if the table has one."""
    headers = dict(who.get(f"{url}?limit=1").headers)
    return re.findall(r"[?&]cursor=([^&>]+)", headers.get("Link", ""))


# --- The walk ------------------------------------------------------------------------------------

Key = tuple[str, str, str, str]  # audience, who, address, accepted
Answers = dict[Key, Answer]


def everybody(stage: str, people: Sequence[Who], urls: Mapping[str, Sequence[str]]) -> Answers:
    """The first address of every route as everybody."""
    return {
        (stage, who.name, found[0], ANYTHING): who.get(found[0])
        for who, found in product(people, urls.values())
    }


def every_page(stage: str, who: Who, urls: Mapping[str, Sequence[str]]) -> Answers:
    """Every other address of every route."""
    return {
        (stage, who.name, url, ANYTHING): who.get(url)
        for found in urls.values()
        for url in found[1:]
    }


def every_query(stage: str, who: Who, examples: Examples) -> Answers:
    """Every table in every type, and every value of every filter in one of the types."""
    answers: Answers = {}
    for table in tables():
        url, *_ = addresses(table.route, examples)
        requests = [(url, accept) for accept in table.accepted]
        for number, query in enumerate(queries(table, url, who, examples)):
            accept = table.accepted[number % len(table.accepted)]
            requests.append((query, ANYTHING if "?format=" in query else accept))
        answers |= {(stage, who.name, *one): who.get(*one) for one in requests}
    return answers
