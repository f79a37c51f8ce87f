"""The worker's part: typeset the briefs of all dyads and put them into one ZIP."""

from django.utils.translation import gettext_lazy

from analytics.brief.archive import store_briefs
from analytics.brief.ordering import BRIEFS, FONT_MISSING, failure_words, parts_of
from analytics.export.availability import FILE_PROBLEMS, FilesRefusedError
from analytics.release.queries import releases_with_rounds
from surveys import jobs
from surveys.fonts import FontMissingError
from surveys.job_kinds import describe

describe(BRIEFS, gettext_lazy("Typesetting the briefs of a release"), failure_words)


class FontRefusedError(jobs.JobRefused):
    """The briefs cannot be typeset until the operator installs a font."""

    code = FONT_MISSING


@jobs.handles(BRIEFS)
def make_briefs(argument: str, report: jobs.Report) -> None:
    """Make the ZIP of a release in one language or two; repeated, it keeps what is there."""
    release_id, tags = parts_of(argument)
    release = releases_with_rounds().get(pk=release_id)
    try:
        store_briefs(release, tags, lambda share: report(int(99 * share), "typesetting"))
    except FontMissingError as problem:
        raise FontRefusedError(str(problem)) from None
    except OSError as problem:
        if problem.errno not in FILE_PROBLEMS:
            raise
        raise FilesRefusedError(problem) from None
