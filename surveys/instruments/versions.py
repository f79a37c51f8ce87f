"""Files of questionnaires that are loaded, and the files of their next versions."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from surveys.instruments.loader import next_version
from surveys.instruments.rewriting import file_of, in_order, with_new_texts
from surveys.instruments.translating import NewText
from surveys.instruments.yaml_source import load
from surveys.models.instrument import Instrument


def file_text_of(instrument: Instrument) -> str:
    """Return the file as it was loaded; one written anew if it was loaded before files were kept.

    That one lacks comments and the order of the fields.
    """
    return instrument.file_text or file_of(instrument.content)


def content_of(instrument: Instrument) -> Any:
    """Return the content in the order of its file, which a database may not have kept."""
    return _read(instrument.file_text) if instrument.file_text else in_order(instrument.content)


@lru_cache(maxsize=8)
def _read(file_text: str) -> Any:
    """Return the content of a file, which is read once and never changed."""
    return load(file_text).content


def next_file_text(instrument: Instrument, new_texts: Sequence[NewText] = ()) -> str:
    """Return the file under the next free number, with these texts put in.

    NotRewritableError as `with_new_texts` raises it.
    """
    return with_new_texts(file_text_of(instrument), new_texts, next_version(instrument.slug))
