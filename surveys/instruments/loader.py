"""Stores questionnaires in the database of answers and reads them back as documents."""

from dataclasses import replace
from functools import lru_cache
from itertools import chain

from django.db import transaction

from surveys.auditing import audit_answers
from surveys.instruments.builder import from_content
from surveys.instruments.document import Document, all_questions, checksum
from surveys.instruments.errors import refuse
from surveys.instruments.validation import check_built
from surveys.instruments.validation_texts import check_texts
from surveys.models.instrument import Instrument, Question
from surveys.models.round import Round


class FrozenInstrumentError(Exception):
    """Raised rather than change a version that a round uses."""


class VersionTakenError(Exception):
    """Raised rather than replace a version that no round uses, where that was not asked for."""


def load_instrument(
    document: Document, *, by: str, file_text: str = "", may_replace: bool = True
) -> Instrument:
    """Store this version of a questionnaire with the text of its file, if it comes from one.

    A stored version with the same checksum is left as it is, one that no round uses is replaced.
    Raises FrozenInstrumentError when a round uses the version and the document differs,
    VersionTakenError when it differs and may not be replaced, and InstrumentError when it asks too
    much or of nobody, or a text of it is not plain.
    """
    digest = checksum(document)
    with transaction.atomic(using="default"):
        stored = Instrument.objects.filter(slug=document.slug, version=document.version).first()
        if stored is not None and stored.checksum == digest:
            if file_text and not stored.file_text:
                stored.file_text = file_text
                stored.save(update_fields=["file_text"])
            return stored
        faults = chain(check_texts(document.content), check_built(document))
        refuse(document.slug, document.content, {}, faults)
        if stored is not None and _is_in_use(stored):
            raise FrozenInstrumentError(
                f"{document.slug} version {document.version} is in use by a round and cannot "
                f"change. Write the changes as a new version: "
                f"{next_version(document.slug)}."
            )
        if stored is not None and not may_replace:
            raise VersionTakenError(
                f"{document.slug} version {document.version} is there with other content. Write "
                f"another number, such as {next_version(document.slug)}, or say that it is to be "
                "replaced."
            )
        instrument = stored or Instrument()
        instrument.file_text = file_text
        return _store(instrument, document, digest, by)


def _is_in_use(instrument: Instrument) -> bool:
    return instrument.frozen or instrument.rounds.exists() or instrument.seminars.exists()


def next_version(slug: str) -> int:
    """Return the number after the last version of this name that is stored, 1 if there is none."""
    last = Instrument.objects.filter(slug=slug).order_by("version").last()
    return last.version + 1 if last else 1


def _store(instrument: Instrument, document: Document, digest: str, by: str) -> Instrument:
    instrument.slug, instrument.version = document.slug, document.version
    instrument.title = document.title.plain()
    instrument.content, instrument.checksum = document.content, digest
    instrument.save()
    instrument.questions.all().delete()
    Question.objects.bulk_create(
        Question(instrument=instrument, **{**vars(spec), "domain": spec.domain or ""})
        for spec in all_questions(document)
    )
    audit_answers(by=by, act="load_instrument", subject=instrument.pk, checksum=digest)
    return instrument


def document_of(instrument: Instrument) -> Document:
    """Return the instrument's questionnaire."""
    return document_with(instrument.checksum)


def document_asked(round: Round) -> Document:
    """Return what is put to the respondents of a round, which may leave out the threats."""
    return document_with(round.instrument.checksum, threats=round.asks_threats)


@lru_cache(maxsize=16)
def document_with(checksum: str, *, threats: bool = True) -> Document:
    """Return the stored questionnaire with this checksum, or all of it but the threats.

    It is built once.
    """
    if not threats:
        return replace(document_with(checksum), threats=())
    return from_content(Instrument.objects.get(checksum=checksum).content)
