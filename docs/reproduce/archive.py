"""What the archive of a release holds, read without trusting it."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from reproduce.groups import Block, Group, group_of
from reproduce.verdicts import thresholds

# No file of a release that is read here is larger.
LARGEST_FILE = 500_000_000
PANEL = "panel"
CONCERN, THREAT, BATTERY = "concern", "threat", "battery"
Row = dict[str, Any]


class UnreadableError(Exception):
    """An archive that is no release; the message says why, and what to do."""


class BlockRow:
    """A published block: who answered which question through which lens."""

    def __init__(self, stored: Row) -> None:
        for name in ("perceiver", "target", "item", "item_kind", "domain", "lens", "group"):
            setattr(self, name, stored[name])
        self.position, self.n = int(stored["position"]), int(stored["n"])
        cumulative = stored["cumulative"]
        self.block: Block | None = None
        if cumulative is not None:
            self.block = self.n, tuple((int(low), int(high)) for low, high in cumulative)

    @property
    def question(self) -> str:
        """The key of the question; that of one about no party is its item."""
        return f"{self.perceiver}>{self.target}:{self.item}" if self.target else self.item

    @property
    def edges(self) -> list[tuple[int, int]] | None:
        """The cumulative counts with those before the first answer and after the last."""
        return None if self.block is None else [(0, 0), *self.block[1], (self.n, self.n)]

    @property
    def whole_group(self) -> str:
        return self.group.partition("/")[0]

    @property
    def level(self) -> str:
        """The level of a side; "" of a whole side and of the panel."""
        whole, _slash, level = self.group.partition("/")
        return "" if whole == PANEL else level

    @property
    def nominator(self) -> str:
        whole, _slash, side = self.group.partition("/")
        return side if whole == PANEL else ""


class Archive:
    """A release: its blocks and records, the questionnaire, and the tables as published."""

    def __init__(self, path: Path) -> None:
        self._files = _files(path)
        release = self._json("release.json")
        try:
            self.metadata: Row = release["metadata"]
            self.blocks = [BlockRow(row) for row in release["blocks"]]
            self.records: list[Row] = release["records"]
            self.round = int(self.metadata["round"]["number"])
            self.gap_thresholds, self.change_thresholds = thresholds(self.metadata)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnreadableError(f"release.json is no release ({problem!r}).") from None
        self.instrument = self._json("instrument.json")

    @property
    def names(self) -> set[str]:
        """The tables that there are in CSV."""
        return {name.removesuffix(".csv") for name in self._files if name.endswith(".csv")}

    @property
    def withstands(self) -> int:
        return int(self.gap_thresholds["withstands"])

    @property
    def usual_thresholds(self) -> dict[str, float]:
        """Those of a round that sets no others."""
        return thresholds({"method": {"thresholds": {}}})[0]

    @property
    def apart(self) -> set[str]:
        """The parties that take no part, and stand apart from the matrix of the others."""
        return {party["code"] for party in self.instrument["parties"] if party.get("optional")}

    @property
    def sides(self) -> list[str]:
        return [p["code"] for p in self.instrument["parties"] if not p.get("target_only")]

    def battery(self, key: str) -> Row | None:
        found = [each for each in self.instrument.get("batteries", ()) if each["key"] == key]
        return found[0] if found else None

    def group(self, rows: list[BlockRow]) -> Group | None:
        return group_of([row.block for row in rows], self.withstands)

    def table(self, name: str) -> list[dict[str, str]] | None:
        """The rows of a table in CSV; None where the release does not have it."""
        content = self._files.get(f"{name}.csv")
        if content is None:
            return None
        return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))

    def _json(self, name: str) -> Any:
        if name not in self._files:
            raise UnreadableError(f"There is no {name} in it: is it the archive of a release?")
        try:
            return json.loads(self._files[name])
        except ValueError as problem:
            raise UnreadableError(f"{name} is no JSON ({problem}).") from None


def _files(path: Path) -> dict[str, bytes]:
    """The JSON and CSV files by their names without folders."""
    try:
        if path.is_dir():
            found = [entry for entry in path.iterdir() if _is_wanted(entry.name)]
            return {entry.name: entry.read_bytes() for entry in found}
        with zipfile.ZipFile(path) as packed:
            entries = [e for e in packed.infolist() if _is_wanted(e.filename)]
            for entry in entries:
                if entry.file_size > LARGEST_FILE:
                    raise UnreadableError(f"{entry.filename} is too large for a release.")
            return {e.filename.rpartition("/")[2]: packed.read(e) for e in entries}
    except zipfile.BadZipFile:
        words = f"{path} is not a whole ZIP archive. Download it again."
        raise UnreadableError(words) from None
    except OSError as problem:
        raise UnreadableError(f"{path}: {problem.strerror}") from None


def _is_wanted(name: str) -> bool:
    return name.endswith((".json", ".csv")) and not name.endswith(".excel.csv")
