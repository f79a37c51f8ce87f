"""Filters for documents in Markdown."""

from django import template

register = template.Library()


@register.filter
def line(text: object) -> str:
    """The text on one line.

    >>> line("two\\n  lines")
    'two lines'
    """
    return " ".join(str(text).split())


@register.filter
def cell(text: object) -> str:
    """The text on one line, its bars told apart from those of the table.

    >>> cell("this | that")
    'this \\\\| that'
    """
    return line(text).replace("|", "\\|")
