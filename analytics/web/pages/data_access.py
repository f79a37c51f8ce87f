"""Lines by which a release is read into other programs, with its own addresses in them."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.models import Release
from analytics.release.audience import may_read

# What stands in the place of a reader's own token.
TOKEN = "cs2_…"  # noqa: S105
TABLE = "cells"


def snippets(release: Release, archive: str) -> Iterator[dict[str, str]]:
    """For each program its lines and which they are; ``archive`` is the file of all files.

    A public release needs no token; of any other the lines have the place of one.
    """
    table = f"{settings.BASE_URL}{reverse(f'api_{TABLE}', args=[release.pk])}?format=csv"
    file = f"{settings.BASE_URL}{reverse('api_file', args=[release.pk, archive])}"
    token = "" if may_read(release, None) else TOKEN
    yield {"id": "pandas", "title": "Python (pandas)", "lines": _pandas(table, token)}
    yield {"id": "r", "title": "R", "lines": _r(table, token)}
    yield {"id": "stata", "title": "Stata", "lines": _stata(table, token)}
    yield {"id": "curl", "title": _("The archive of all files (curl)"), "lines": _curl(file, token)}


def _pandas(table: str, token: str) -> str:
    lines = ["import pandas as pd", "", f'address = "{table}"']
    if token:
        lines.append(f'token = {{"Authorization": "Bearer {token}"}}')
    options = ", storage_options=token" if token else ""
    return "\n".join([*lines, f"{TABLE} = pd.read_csv(address{options})"])


def _r(table: str, token: str) -> str:
    lines = [f'address <- "{table}"']
    if token:
        lines.append(f'address <- url(address, headers = c(Authorization = "Bearer {token}"))')
    return "\n".join([*lines, f'{TABLE} <- read.csv(address, encoding = "UTF-8")'])


def _stata(table: str, token: str) -> str:
    """Stata sends no headers, so curl fetches what needs a token."""
    source = f"{TABLE}.csv" if token else table
    lines = [f"shell {_fetch(table, token, f'-o {source}')}"] if token else []
    return "\n".join([*lines, f'import delimited "{source}", encoding("utf-8") clear'])


def _curl(file: str, token: str) -> str:
    return _fetch(file, token, "-O")


def _fetch(address: str, token: str, to: str) -> str:
    header = f' -H "Authorization: Bearer {token}"' if token else ""
    return f'curl -sSf {to}{header} "{address}"'
