"""The files of a release, and how to cite it, as a page."""

from typing import Any

from django.template.defaultfilters import capfirst, filesizeformat
from django.utils.translation import gettext as _

from analytics.export.archive import CITING, DATA, MEANING, READ, SOURCE
from analytics.export.availability import files_or_job, state_words, variant_for
from analytics.export.descriptions import PROGRAMS
from analytics.export.formats import FORMATS
from analytics.export.sentences import text_or_note
from analytics.export.store import StoredFile, StoredFiles
from analytics.release.citation import citation
from analytics.release.dois import doi_of
from analytics.web.access import Reader
from analytics.web.pages.shared import page_context
from surveys.access import RUNS
from surveys.languages import current_tag, own_names
from surveys.models.job import Job


def files(reader: Reader) -> dict[str, Any]:
    """Every file that the reader may have, by what it is for; or why there is none."""
    release = reader.release
    citing = {
        "citation": citation(release, doi_of(release)),
        "checksum": release.checksum,
        "licence": release.metadata["licence"],
    }
    stored = files_or_job(release, variant_for(release, reader.who))
    if isinstance(stored, Job):
        return page_context(reader) | citing | _without_files(stored, reader)
    return page_context(reader) | citing | _with_files(stored)


def _without_files(job: Job, reader: Reader) -> dict[str, Any]:
    failed = job.state == Job.State.FAILED
    return {
        "state": "failed" if failed else "being made",
        "state_words": state_words(job),
        "percent": job.progress,
        "may_try_again": failed and reader.who in RUNS,
    }


def _with_files(stored: StoredFiles) -> dict[str, Any]:
    return {
        "state": "ready",
        "archive": _link(stored.archive),
        "sections": [
            _section(stored, READ, _("To read first")),
            *(_data(stored, table) for table in stored.tables),
            _section(stored, MEANING, _("For programs")),
            # Releases of before it could be said whom to cite have no such files.
            _section(stored, CITING, _("To cite and to deposit")),
            _section(stored, SOURCE, _("To verify")),
        ],
        "sums": stored.files,
    }


def _section(stored: StoredFiles, part: str, title: str) -> dict[str, Any]:
    kinds = dict.fromkeys(file.kind for file in stored.files if file.part == part)
    rows = [_row(stored, kind) for kind in kinds]
    return {"id": part, "title": title, "rows": rows}


def _data(stored: StoredFiles, table: str) -> dict[str, Any]:
    """One table; a row is a format."""
    kinds = {file.kind for file in stored.files if file.part == DATA}
    rows = [
        _row(stored, kind) | {"what": capfirst(str(PROGRAMS[format.extension]))}
        for format in FORMATS.values()
        if (kind := f"{table}.{format.extension}") in kinds
    ]
    title = _("Data: %(title)s") % {"title": text_or_note(stored.tables[table], current_tag())}
    return {"id": table, "title": title, "rows": rows}


def _row(stored: StoredFiles, kind: str) -> dict[str, Any]:
    """A kind of file, with a link for each of the round's languages in which there is one."""
    order = ("", *stored.languages)
    same = [file for file in stored.files if file.kind == kind]
    same.sort(key=lambda file: order.index(file.language))
    what = text_or_note(same[0].kind_description, current_tag())
    return {"what": what, "links": [_link(file) for file in same]}


def _link(file: StoredFile) -> dict[str, str]:
    return {
        "name": file.name,
        "language": file.language,
        "words": own_names([file.language]),
        "size": filesizeformat(file.size),
    }
