"""Files of figures published elsewhere, as people send them."""

import csv
import io
from collections.abc import Mapping

from analytics.reference.columns import NAMES

POLL = {
    "perceiver": "JPN",
    "target": "PRC",
    "figure": "percentage",
    "value": "54.30",
    "source": "Institute of Surveys, Tokyo, report 7",
    "url": "https://example.org/report-7",
    "date": "2024-03",
    "population": "adults living in Japan",
    "n": "1000",
    "wording": "Do you feel threatened by the other side?",
    "language": "en",
    "comparability": "similar",
    "note": "asks for a feeling",
}


def rows(*figures: Mapping[str, str]) -> list[list[str]]:
    """The line of columns and a line for each figure: a poll with these of its fields changed."""
    return [[*NAMES], *([(POLL | figure).get(name, "") for name in NAMES] for figure in figures)]


def file_of(*figures: Mapping[str, str]) -> bytes:
    """The same as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows(*figures))
    return text.getvalue().encode()
