"""The API and the archive hold one release in the same columns, rows and bytes."""

import csv
import io
import json

from analytics.export.archive import files_of
from analytics.export.queries import publication_of
from analytics.release.queries import changes_of
from analytics.release.schema.tables import TABLES


def assert_api_is_the_archive(get, release):
    """Compares every table; ``get`` takes the path of a route below the release and its query.

    The reader may see all changes.
    """
    publication = publication_of(release, changes_of(release, 1))
    files = {file.name: file for file in files_of(publication)}
    names = [table.name for table in publication.tables]
    assert [name for name in TABLES if f"{name}.csv" in files] == names
    for name in names:
        response = get(f"{name}/", format="csv")
        assert response.status_code == 200
        assert response.content == files[f"{name}.csv"].content, name
        assert get(f"{name}/", format="parquet").content == files[f"{name}.parquet"].content
        assert_json_is_csv(get(f"{name}/").json(), response.content.decode())


def assert_json_is_csv(rows, text):
    header, *lines = csv.reader(io.StringIO(text))
    assert len(lines) == len(rows) > 0
    for row, line in zip(rows, lines, strict=True):
        assert list(row) == header
        assert [as_field(value) for value in row.values()] == line


def as_field(value):
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)
