"""Questionnaires as they are put into forms, and where their pages are."""

from functools import cache

from django.test import Client

from surveys.instruments.document import Document
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import parse, read_text, shipped
from surveys.models.instrument import Instrument
from surveys.models.study import Study
from tests import factories

LIST = "/staff/instruments/"
NEW = "/staff/instruments/new/"
COMPARE = "/staff/instruments/compare/"


@cache
def welch_text() -> str:
    (path,) = shipped()
    return read_text(path)


def load(text: str) -> Instrument:
    return load_instrument(_parsed(text), by="test", file_text=text)


@cache
def _parsed(text: str) -> Document:
    return parse(text, "test.yaml")


def of(instrument: Instrument, page: str = "") -> str:
    return f"/staff/instruments/{instrument.slug}/{instrument.version}/{page}"


def setter_up(client: Client, study: Study | None = None) -> Client:
    """A browser of somebody whom an operator lets set up studies, the owner of this one."""
    user = factories.make_staff(study, "owner")
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client
