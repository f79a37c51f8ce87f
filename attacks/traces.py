"""In which order everything that a server has names those who answered."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connections

from attacks.brokers import Broker
from attacks.databases import Place
from attacks.postgres_server import read_files
from surveys.models.response import Envelope

Order = list[str]


class Known(NamedTuple):
    """What the attacker knows: locators, in the order of people, and what belongs to each."""

    began: Order
    sent: Order
    tag_of: dict[str, str]
    code_of: dict[str, str]


def traces_of_envelopes(place: Place, broker: Broker, known: Known) -> dict[str, Order]:
    """Return the orders of locators that anything gives; those that a trace lacks are left out."""
    rows = Envelope.objects.filter(pk__in=known.began).values_list("pk", "sealed")
    marks = {locator: [locator.encode(), bytes(sealed)[:64]] for locator, sealed in rows}
    table = ("surveys_envelope", "locator", list(marks))
    return {**orders_of_rows(*table), **orders_in_files(place, broker, marks)}


def traces_of_responses(place: Place, broker: Broker, known: Known) -> dict[str, Order]:
    """Return the orders of withdrawal tags that anything gives, locators among it."""
    tags = known.tag_of
    marks = {tag: [tag.encode(), locator.encode()] for locator, tag in tags.items()}
    table = ("surveys_response", "withdrawal_tag", list(marks))
    return {**orders_of_rows(*table), **orders_in_files(place, broker, marks)}


def orders_of_rows(table: str, column: str, values: Sequence[str]) -> dict[str, Order]:
    """Return the order of rows by place, and on PostgreSQL by transaction and by long value."""
    connection = connections["default"]
    keys = {"rowid": "rowid"} if connection.vendor == "sqlite" else {
        "ctid": "ctid",
        "xmin": "xmin::text::bigint, random()",
        "xmax": "xmax::text::bigint, random()",
    }  # fmt: skip
    slots = ", ".join(["%s"] * len(values))
    orders = {}
    with connection.cursor() as cursor:
        for name, key in keys.items():
            cursor.execute(
                f"SELECT {column} FROM {table} WHERE {column} IN ({slots}) ORDER BY {key}",
                values,
            )
            orders[name] = [value for (value,) in cursor.fetchall()]
    return orders


def orders_in_files(
    place: Place, broker: Broker, marks: dict[str, list[bytes]]
) -> dict[str, Order]:
    """Return the orders in which the bytes of each mark stand in the files, first and last."""
    orders = {}
    for name, content in files_of(place, broker):
        for number in range(2):
            first = {key: content.find(those[number]) for key, those in marks.items()}
            there = [key for key, offset in first.items() if offset >= 0]
            # Most are in no file, and need not be looked for from the end.
            last = {key: content.rfind(marks[key][number]) for key in there}
            for way, places in (("first", first), ("last", last)):
                orders[f"{name}, mark {number}, {way}"] = sorted(there, key=places.__getitem__)
    return orders


def files_of(place: Place, broker: Broker) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each kind of file that the server has."""
    yield f"broker of {broker.name}", broker.contents()
    for alias, path in place.files.items():
        yield f"{alias} and its journal", b"".join(read_files(path.parent))
    for alias, server in place.servers.items():
        with connections[alias].cursor() as cursor:
            cursor.execute("CHECKPOINT")
        yield f"{alias}, write-ahead log", server.write_ahead_log()
        yield f"{alias}, server's log", server.log.read_bytes()
        yield f"{alias}, all files", b"".join(read_files(server.data))
    if place.servers:
        yield from files_of_envelopes(place)


def files_of_envelopes(place: Place) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the table of envelopes, old versions of rows and long values included."""
    for what in ("oid", "reltoastrelid"):
        with connections["default"].cursor() as cursor:
            cursor.execute(
                f"SELECT pg_relation_filepath({what}) FROM pg_class "
                "WHERE relname = 'surveys_envelope'"
            )
            path = place.servers["default"].data / cursor.fetchone()[0]
        yield f"envelopes, {what}", path.read_bytes()
