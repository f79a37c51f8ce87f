"""The site, a study on it and a release of the study."""

import hashlib
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import requests

from cs2survey_client.errors import ChecksumError, NotFoundError, error_of
from cs2survey_client.tables import labelled

TIMEOUT = 60.0  # seconds for one answer
LONGEST_WAIT = 60.0  # seconds before one further attempt, whatever the site asks for
CHUNK = 1 << 20


class Client:
    """A site, read with a researcher's token or, for what is public, without one.

    Every request goes to the site alone. An answer 503 is asked for again after as long as it
    says, ``attempts`` times in all.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        attempts: int = 5,
        session: requests.Session | None = None,
    ) -> None:
        self.api = f"{base_url.rstrip('/')}/api/v1/"
        self.attempts = attempts
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._session = session or requests.Session()

    def studies(self) -> pd.DataFrame:
        """Return the studies that the token opens, one in a row."""
        return pd.DataFrame(self.get("studies/"))

    def study(self, slug: str) -> "Study":
        """Return a study; whether it is there shows when something of it is asked for."""
        return Study(self, slug)

    def get(self, path: str, **query: str | int) -> Any:
        """Return what stands at an address below ``/api/v1/``, as JSON. Raises ApiError."""
        return self.response(path, query).json()

    def response(
        self, path: str, query: Mapping[str, str | int] | None = None, *, stream: bool = False
    ) -> requests.Response:
        """Return the answer to a request. Raises ApiError."""
        for attempt in range(1, self.attempts + 1):
            response = self._session.get(
                self.api + path,
                params=dict(query or {}),
                headers=self._headers | ({} if stream else {"Accept": "application/json"}),
                timeout=TIMEOUT,
                stream=stream,
            )
            if response.status_code != requests.codes.unavailable or attempt == self.attempts:
                break
            response.close()
            time.sleep(_wait(response))
        if not response.ok:
            raise error_of(response)
        return response


class Study:
    """A study, by its name in addresses."""

    def __init__(self, client: Client, slug: str) -> None:
        self.client, self.slug = client, slug

    def rounds(self) -> pd.DataFrame:
        """Return its rounds, one in a row."""
        return pd.DataFrame(self.client.get(f"studies/{self.slug}/rounds/"))

    def releases(self) -> pd.DataFrame:
        """Return the releases that the token may read, one in a row, the oldest first."""
        return pd.DataFrame(self.client.get(f"studies/{self.slug}/releases/"))

    def release(self, round: int | None = None) -> "Release":
        """Return the release of a round by its number, or the newest. Raises NotFoundError."""
        found = [
            each
            for each in self.client.get(f"studies/{self.slug}/releases/")
            if round is None or each["round"] == round
        ]
        if not found:
            detail = "this token may read no such release of the study"
            raise NotFoundError(404, detail, {}, f"{self.client.api}studies/{self.slug}/releases/")
        return Release(self.client, str(found[-1]["id"]))


class Release:
    """A release, whose tables come with their labels."""

    def __init__(self, client: Client, id: str) -> None:
        self.client, self.id = client, id

    @cached_property
    def description(self) -> dict[str, Any]:
        """The metadata with the method, the checksum and the citation."""
        return dict(self.client.get(self._path()))

    @cached_property
    def codebook(self) -> dict[str, Any]:
        """Every variable, its values and what was asked, in every language."""
        return dict(self.client.get(self._path("codebook/")))

    @property
    def citation(self) -> str:
        return str(self.codebook["citation"])

    @property
    def checksum(self) -> str:
        """The SHA-256, in hex, of what is stored."""
        return str(self.codebook["checksum"])

    def table(
        self, name: str, *, language: str | None = "en", **filters: str | int
    ) -> pd.DataFrame:
        """Return a table by name, narrowed by the filters that docs/api.md lists.

        Keys that stand for words are categories in ``language``, unless two of a column read
        alike; with None they stay keys. What is not there is missing, never zero. ``attrs`` has
        ``citation``, ``checksum``, ``title``, the ``labels`` and ``units`` of columns, the words of
        their ``values`` by key, and ``missing``: what the numbers mean that stand for a reason.
        Raises RefusedError for a filter that the table does not have, KeyError for a language.
        """
        rows = self.client.get(self._path(f"{name}/"), **filters)
        return labelled(name, rows, self.codebook, language)

    def cells(self, *, language: str | None = "en", **filters: str | int) -> pd.DataFrame:
        """Return the gap at each question."""
        return self.table("cells", language=language, **filters)

    def blocks(self, *, language: str | None = "en", **filters: str | int) -> pd.DataFrame:
        """Return the answers of each group to each question, in steps of three people."""
        return self.table("blocks", language=language, **filters)

    def means(self, *, language: str | None = "en", **filters: str | int) -> pd.DataFrame:
        """Return the gaps over the common battery."""
        return self.table("means", language=language, **filters)

    def records(self, *, language: str | None = "en", **filters: str | int) -> pd.DataFrame:
        """Return the answers of each participant of groups of 100 and more, where published."""
        return self.table("records", language=language, **filters)

    def files(self) -> pd.DataFrame:
        """Return the files of the release, one in a row, with size and SHA-256."""
        return pd.DataFrame(self._files())

    def download(self, name: str, folder: str | Path = ".") -> Path:
        """Save a file into a folder and return its path, or raise ChecksumError.

        It stands under its name only once its bytes have the SHA-256 that the site lists for it.
        """
        listed = {each["name"]: each for each in self._files()}
        if name not in listed:
            detail = f"there is no file {name!r}; there are {', '.join(listed)}"
            raise NotFoundError(404, detail, {}, self.client.api + self._path("files/"))
        target = Path(folder) / Path(name).name
        part = target.with_name(f"{target.name}.part")
        digest = hashlib.sha256()
        try:
            response = self.client.response(self._path(f"files/{name}"), stream=True)
            with response, part.open("wb") as file:
                for chunk in response.iter_content(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
            if digest.hexdigest() != listed[name]["sha256"]:
                raise ChecksumError(f"{name} came with the SHA-256 {digest.hexdigest()}")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return target

    def _files(self) -> list[dict[str, Any]]:
        return list(self.client.get(self._path("files/")))

    def _path(self, below: str = "") -> str:
        return f"releases/{self.id}/{below}"


def _wait(response: requests.Response) -> float:
    """Return how many seconds to wait: as the site says, one where it does not."""
    said = response.headers.get("Retry-After", "")
    return min(float(said), LONGEST_WAIT) if said.isdecimal() else 1.0
