"""The files of a release, and how to cite it, as a page."""

from typing import Any

from django.template.defaultfilters import capfirst, filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.export import descriptions
from analytics.export.archive import MEANING, READ, SOURCE, WHOLE, File
from analytics.export.formats import FORMATS
from analytics.export.labels import LabelledTable
from analytics.export.making import REVISION, Made, made
from analytics.export.sentences import text_or_note
from analytics.models import Release
from analytics.release.queries import visible_changes_of
from analytics.web.access import Reader
from analytics.web.pages.shared import page_context
from surveys.languages import current_tag, own_names


def files(reader: Reader) -> dict[str, Any]:
    """Every file that the reader may have, by what it is for."""
    release = reader.release
    found = made(release, visible_changes_of(release, reader.who, REVISION))
    (archive,) = (file for file in found.files if file.part == WHOLE)
    return page_context(reader) | {
        "checksum": release.checksum,
        "licence": release.metadata["licence"],
        "archive": _link(release, archive),
        "sections": [
            _section(release, found, READ, _("To read first")),
            *(_data(release, found, table) for table in found.publication.tables),
            _section(release, found, MEANING, _("For programs")),
            _section(release, found, SOURCE, _("To verify")),
        ],
        "sums": [{"name": file.name, "sha256": file.sha256} for file in found.files],
    }


def _section(release: Release, found: Made, part: str, title: str) -> dict[str, Any]:
    own = [file for file in found.files if file.part == part]
    kinds = dict.fromkeys(file.kind for file in own)
    rows = [_row(release, found, kind) for kind in kinds]
    return {"id": part, "title": title, "rows": rows}


def _data(release: Release, found: Made, table: LabelledTable) -> dict[str, Any]:
    """One table; a row is a format."""
    rows = []
    for extension in (format.extension for format in FORMATS.values()):
        row = _row(release, found, f"{table.name}.{extension}")
        rows.append(row | {"what": capfirst(descriptions.program(extension))})
    title = _("Data: %(title)s") % {"title": text_or_note(table.titles, current_tag())}
    return {"id": table.name, "title": title, "rows": rows}


def _row(release: Release, found: Made, kind: str) -> dict[str, Any]:
    """A kind of file, with a link for each language in which there is one."""
    order = ("", *found.publication.languages)
    same = [file for file in found.files if file.kind == kind]
    same.sort(key=lambda file: order.index(file.language))
    return {"what": same[0].what(""), "links": [_link(release, file) for file in same]}


def _link(release: Release, file: File) -> dict[str, str]:
    return {
        "name": file.name,
        "language": file.language,
        "words": own_names([file.language]),
        "url": reverse("api_file", args=[release.pk, file.name]),
        "size": filesizeformat(file.size),
    }
