"""Printed slips: eight on a sheet of A4, with lines to cut along, each a link and its QR code."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import segno
from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from surveys.fonts import face_for, needs_no_font
from surveys.languages import django_code

# Millimetres.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT = PAGE_WIDTH / COLUMNS, PAGE_HEIGHT / ROWS
MARGIN, TOP, QR_SIZE = 9.0, 6.0, 34.0
# White modules around a QR code, without which some cameras do not find it.
QUIET = 4
# Two of the fonts that every reader of PDF has.
CORE_FONT, ADDRESS_FONT = "helvetica", "courier"


@dataclass(frozen=True)
class Slip:
    """What one slip says: whom or which side it is for, and its link."""

    language: str
    title: str
    heading: str
    link: str


def slips_pdf(slips: Sequence[Slip]) -> bytes:
    """Return the sheets as PDF, in the order given; a new sheet for each language.

    Raises FontMissingError when a text cannot be set with the fonts at hand.
    """
    sheets = _Sheets(slips)
    for _language, of_language in groupby(slips, key=lambda slip: slip.language):
        for number, slip in enumerate(of_language):
            place = number % (COLUMNS * ROWS)
            if place == 0:
                sheets.new_sheet()
            sheets.add(slip, WIDTH * (place % COLUMNS), HEIGHT * (place // COLUMNS))
    return bytes(sheets.pdf.output())


class _Sheets:
    """A PDF that is being filled with slips."""

    def __init__(self, slips: Sequence[Slip]) -> None:
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creator("cs2survey")
        self.pdf.set_lang(slips[0].language if slips else "en")
        self.families = {tag: self._family(tag, slips) for tag in {s.language for s in slips}}

    def _family(self, tag: str, slips: Sequence[Slip]) -> str:
        """Return the name of a font that has every letter of the slips in this language."""
        of_language = [slip for slip in slips if slip.language == tag]
        text = "".join(f"{slip.title}{slip.heading}" for slip in of_language)
        text += "".join(_instructions(tag))
        if needs_no_font(text):
            return CORE_FONT
        face = face_for(tag, text)
        self.pdf.add_font(tag, fname=face.path, collection_font_number=face.number)
        return tag

    def new_sheet(self) -> None:
        self.pdf.add_page()
        self.pdf.set_draw_color(150)
        self.pdf.set_line_width(0.2)
        self.pdf.set_dash_pattern(dash=2, gap=2)
        for column in range(1, COLUMNS):
            self.pdf.line(WIDTH * column, 0, WIDTH * column, PAGE_HEIGHT)
        for row in range(1, ROWS):
            self.pdf.line(0, HEIGHT * row, PAGE_WIDTH, HEIGHT * row)
        self.pdf.set_dash_pattern()

    def add(self, slip: Slip, left: float, top: float) -> None:
        with self._in_language(slip.language):
            scan, type_it, once = _instructions(slip.language)
            beside = WIDTH - 2 * MARGIN - QR_SIZE - 3
            self._text(slip.title, left + MARGIN, top + TOP, WIDTH - 2 * MARGIN, size=10, most=2)
            below = self.pdf.get_y() + 1
            self._text(
                slip.heading, left + MARGIN, below, WIDTH - 2 * MARGIN, size=8, grey=90, most=1
            )
            below = self.pdf.get_y() + 1
            self._qr(slip.link, left + MARGIN, below)
            self._text(scan, left + MARGIN + QR_SIZE + 3, below + 2, beside, size=8)
            self._text(once, left + MARGIN + QR_SIZE + 3, self.pdf.get_y() + 2, beside, size=8)
            self._text(type_it, left + MARGIN, below + QR_SIZE + 1, WIDTH - 2 * MARGIN, size=7)
        self._address(slip.link, left + MARGIN)

    def _address(self, link: str, left: float) -> None:
        """Set a link in two lines, so that none of its groups of letters is broken."""
        site, _slash, token = link.rstrip("/").rpartition("/")
        self.pdf.set_font(ADDRESS_FONT)
        self._text(f"{site}/", left, self.pdf.get_y() + 1, WIDTH - 2 * MARGIN, size=9)
        self.pdf.set_font(ADDRESS_FONT, style="B")
        self._text(token, left, self.pdf.get_y() + 0.5, WIDTH - 2 * MARGIN, size=12)

    @contextmanager
    def _in_language(self, tag: str) -> Iterator[None]:
        """Mark what is drawn as being in this language, for whoever has it read aloud."""
        self.pdf.set_font(self.families[tag])
        self.pdf._out(f"/Span <</Lang ({tag})>> BDC")
        yield
        self.pdf._out("EMC")

    def _text(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        *,
        size: float,
        grey: int = 0,
        most: int = 4,
    ) -> None:
        """Set a text in at most so many lines of this width; the pen stands below it afterwards."""
        self.pdf.set_xy(left, top)
        self.pdf.set_font_size(size)
        self.pdf.set_text_color(grey)
        lines = self.pdf.multi_cell(width, text=text, dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)
        if len(lines) > most:
            text = "\n".join([*lines[: most - 1], f"{lines[most - 1][:-3]}..."])
        self.pdf.multi_cell(width, size * 0.45, text, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _qr(self, link: str, left: float, top: float) -> None:
        code = segno.make_qr(link, error="m")
        module = QR_SIZE / (code.symbol_size(border=QUIET)[0])
        self.pdf.set_fill_color(0)
        for row, modules in enumerate(code.matrix, start=QUIET):
            for column, length in _runs(modules):
                self.pdf.rect(
                    left + (QUIET + column) * module,
                    top + row * module,
                    length * module,
                    module,
                    style="F",
                )


def _runs(modules: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, length) of each run of dark modules: drawn as one, they leave no seams."""
    place = 0
    for is_dark, run in groupby(modules):
        length = len(list(run))
        if is_dark:
            yield place, length
        place += length


def _instructions(tag: str) -> tuple[str, str, str]:
    with translation.override(django_code(tag)):
        return (
            _("To answer, scan the code with your telephone."),
            _("Or type the address; capitals and hyphens make no difference:"),
            _("For you alone. It can be used once, until the questionnaire closes."),
        )
