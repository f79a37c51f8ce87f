"""The page of a study's audit: what its staff did, and whether the record of it is whole."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.access import AUDITS, find_study
from surveys.act_wording import ACT_WORDS, act_words, particulars
from surveys.audit_trail import Line, entries_of
from surveys.audit_verifying import UNCERTAIN, verify
from surveys.audit_wording import chain_name, fault_words
from surveys.languages import text_in

LINES_ON_A_PAGE = 100


@never_cache
@login_required
@require_safe
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """For owner and auditor; of the anchors it names no file, which is the operator's matter."""
    study, _role = find_study(request.user, slug, AUDITS)
    act = request.GET.get("act", "")
    act = act if act in ACT_WORDS else ""
    pages = Paginator(entries_of(study, act), LINES_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    faults = verify()
    context = {
        "staff": True,
        "study": study,
        "title": text_in(study.title),
        "act": act,
        "acts": [(name, str(words)) for name, words in ACT_WORDS.items()],
        "page": page,
        "lines": [_line(line) for line in page],
        "is_broken": any(fault.kind not in UNCERTAIN for fault in faults),
        "faults": [
            {"chain": chain_name(f.chain) if f.chain else "", "words": fault_words(f)}
            for f in (fault._replace(source="") for fault in faults)
        ],
    }
    return render(request, "surveys/audit.html", context)


def _line(line: Line) -> dict[str, object]:
    entry = line.entry
    return {
        "at": entry.at,
        "actor": entry.actor,
        "words": act_words(entry.act),
        "about": line.about,
        "particulars": particulars(entry),
        "chain": chain_name(entry.name),
        "number": entry.number,
    }
