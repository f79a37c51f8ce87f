"""What a page about several other sides is called; each of its sections has its own title."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from surveys.pages import Page

HEADINGS = {
    "perceived": _("How you see it"),
    "predicted": _("How the others see it"),
    "avowed": _("How the others should see it"),
    "assessed": _("What the evidence supports"),
    "stated": _("How you see it"),
}


def heading_of(page: Page) -> str:
    """Return the title of a page; what its lens gives is in the language of the request."""
    if page.title:
        return page.title
    of_lens = str(HEADINGS[page.lens])
    return f"{page.question_title} · {of_lens}" if page.question_title else of_lens


def place_of(page: Page, pages: Sequence[Page]) -> dict[str, int]:
    """Return how many sections of the page's step come before it, and how many there are."""
    sections = {p.number: len(p.sections) for p in pages if p.step == page.step}
    before = sum(count for number, count in sections.items() if number < page.number)
    return {"sections_before": before, "sections": sum(sections.values())}


def line_label(answer: str) -> str:
    """Return what stands at the line of text that is for an answer."""
    words = str(_("If “%(answer)s”: please say what, in a few words"))
    return words % {"answer": answer}
