"""What a page about several other sides is called; each of its sections has its own title."""

from django.utils.translation import gettext_lazy as _

from surveys.questionnaire import Page

HEADINGS = {
    "perceived": _("How you see it"),
    "predicted": _("How the others see it"),
    "avowed": _("How the others should see it"),
}


def heading_of(page: Page) -> str:
    """Return the title of a page, in the language of the request if its lens gives it."""
    return page.title or str(HEADINGS[page.lens])
