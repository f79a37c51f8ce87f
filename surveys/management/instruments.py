"""What commands about questionnaires share."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError

from surveys.models.instrument import Instrument


def add_instrument(parser: ArgumentParser) -> None:
    parser.add_argument("slug", help="the questionnaire's name, such as welch2013")
    parser.add_argument("version", type=int, help="the number of the version")


def instrument_of(slug: str, version: int) -> Instrument:
    """Return the version of a questionnaire. Raises CommandError if it is not loaded."""
    found = Instrument.objects.filter(slug=slug, version=version).first()
    if found is None:
        raise CommandError(
            f"{slug} version {version} is not loaded; `manage.py list_instruments` shows what is."
        )
    return found


def write_new(path: str, content: bytes) -> None:
    """Write a file that is not there yet. Raises CommandError."""
    try:
        with Path(path).open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise CommandError(f"{path} is there already; name another file.") from None
    except OSError as problem:
        raise CommandError(f"{path}: {problem.strerror}") from problem
