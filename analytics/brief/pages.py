"""What the pages of briefs show: of one dyad, and of all dyads of a release."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from analytics.brief.archive import archive_path
from analytics.brief.composing import Brief, compose
from analytics.brief.forms import LanguagesForm, QuestionsForm
from analytics.brief.ordering import failure_words, find_job
from analytics.brief.sheet import rows_of
from analytics.brief.sources import Source
from analytics.web.access import Reader
from analytics.web.pages.shared import page_context, words_of
from surveys.models.job import Job


def briefs_of(
    reader: Reader, perceiver: str, target: str, tags: Sequence[str]
) -> list[Brief] | None:
    """The brief of a dyad in each language; None if the release has no such dyad."""
    source = Source(reader.release).of(perceiver, target)
    if perceiver == target or not source.cells:
        return None
    # A link opens all of a release to whoever has it, so it is not printed on a sheet.
    return [compose(source, tag, leads_to_figures=not reader.link) for tag in tags]


def brief_page(
    reader: Reader,
    dyad: tuple[str, str],
    languages: LanguagesForm,
    briefs: Sequence[Brief],
    questions: QuestionsForm,
) -> dict[str, Any]:
    """One dyad's brief; for those with a role also the form in which its questions are worded."""
    words = words_of(reader.release)
    return page_context(reader) | {
        "names": [words.name(side) for side in dyad],
        "dyad_url": reader.url("dyad", *dyad),
        "page_url": reader.url("release-brief", *dyad),
        "pdf_url": reader.url("release-brief-pdf", *dyad) if reader.is_staff else "",
        "all_url": reader.url("release-briefs") if reader.is_staff else "",
        "languages": languages,
        "query": _query(languages.tags),
        "side_by_side": len(briefs) > 1,
        "rows": rows_of(briefs),
        "questions": questions if reader.is_staff and not briefs[0].nothing else None,
        "question_groups": questions.groups,
    }


def briefs_page(reader: Reader, languages: LanguagesForm) -> dict[str, Any]:
    """The briefs of all dyads, and how far their ZIP is."""
    release, tags = reader.release, languages.tags
    words = words_of(release)
    job = find_job(release, tags)
    ready = archive_path(release, tags).is_file()
    failed = not ready and job is not None and job.state == Job.State.FAILED
    waiting = job is not None and job.state in (Job.State.QUEUED, Job.State.RUNNING)
    return page_context(reader) | {
        "languages": languages,
        "briefs_url": reader.url("release-briefs"),
        "zip_url": reader.url("release-briefs-zip"),
        "query": _query(tags),
        "ready": ready,
        "failed": failure_words(job) if failed and job else "",
        "percent": job.progress if waiting and job and not ready else None,
        "dyads": [
            {
                "names": [words.name(side) for side in dyad],
                "url": reader.url("release-brief", *dyad),
            }
            for dyad in Source(release).dyads
        ],
    }


def _query(tags: Sequence[str]) -> str:
    """The languages as the query of an address."""
    return urlencode(dict(zip(("language", "beside"), tags, strict=False)))
