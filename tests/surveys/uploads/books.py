"""Workbooks as people save them."""

import io
from collections.abc import Iterable

from openpyxl import Workbook


def saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def book_of(rows: Iterable[Iterable[object]]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    return book
