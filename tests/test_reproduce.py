"""The script that computes a release again: every figure of every table, and any digit changed."""

import ast
import csv
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import whole_archives

pytestmark = pytest.mark.slow

DOCS = Path(__file__).resolve().parent.parent / "docs"
SCRIPT = DOCS / "reproduce.py"
# Data, and not figures.
NOT_COMPUTED = {"records"}
EQUAL, DIFFERENT, UNREADABLE, INCOMPLETE = range(4)
# What a release must hold for it to be worth computing: some value besides the emptiness of others.
PRESENT = {
    "cells": (
        *("delta_low", "level_shift_high", "crossing_index", "p_wasserstein", "q_by", "subtype"),
        *("direction", "pooled_delta", "pooled_empathy_gap", "pooled_greatest", "empathy_gap_low"),
        *("c_delta_uniform", "c_delta_minimum_entropy", "undetermined_high_left", "panel_without"),
    ),
    "means": ("asymmetry", "tracking", "clustered_mean_low", "pooled_above", "mean_high"),
    "level_gaps": ("delta", "q_bh"),
    "changes": ("level_shift_low", "p_delta", "more_low_most", "consensus"),
    "concern_changes": ("more_answers", "fewer_answers", "n_needed_jointly"),
    "undetermined": ("share_high",),
    "grounds": ("observed_low", "others_high"),
    "ground_gaps": ("tau_low",),
    "zones": ("zone_likelihood", "acceptance_gap_low", "wanted_half"),
    "self_images": ("delta_low", "q_bh", "empathy_gap", "share_exact"),
    "orders": ("chance", "likely_high"),
    "order_predictions": ("empathy_gap_high",),
}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archives")
    first = whole_archives.release(1)
    second = whole_archives.release(2, first.content.blocks)
    return [
        whole_archives.write(made, folder / f"round-{number}")
        for number, made in enumerate((first, second), start=1)
    ]


@pytest.fixture(scope="module")
def script():
    """The script as a module, and the package beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS)
        spec = importlib.util.spec_from_file_location("script", SCRIPT)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def run(*archives):
    """In an interpreter that sees neither this folder nor anything of the environment."""
    command = [sys.executable, "-I", str(SCRIPT), *map(str, archives)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return list(rows.fieldnames), list(rows)


def tables(folder):
    found = {path.stem: table(path) for path in sorted(folder.glob("*.csv"))}
    return {name: rows for name, rows in found.items() if name not in NOT_COMPUTED}


def test_nothing_of_the_program_is_imported():
    known = {"numpy", "scipy", "reproduce", *sys.stdlib_module_names}
    files = [SCRIPT, *(DOCS / "reproduce").glob("*.py")]
    imported = {
        name.partition(".")[0]
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert len(files) > 10
    assert imported - known == set()


def test_every_figure_of_every_table_comes_out_again(rounds):
    """Of the first round, which has neither changes nor records: the next test has them."""
    found = run(rounds[0])
    assert (found.stderr, found.returncode) == ("", EQUAL)
    expected = [
        f"{name}: {compared(names, rows)}, {len(rows) * len(names)} equal"
        for name, (names, rows) in tables(rounds[0]).items()
    ]
    said = found.stdout.splitlines()
    assert re.match(r"Python [\d.]+, NumPy [\d.]+, SciPy [\d.]+$", said[0])
    assert re.match(r"[\d.]+ seconds$", said[-1])
    assert sorted(said[1:-1]) == sorted(expected)
    assert len(expected) == 14


def compared(names, rows):
    return f"{len(rows)} rows, {len(rows) * len(names)} figures compared"


def test_the_rounds_hold_what_is_worth_computing(rounds):
    published = tables(rounds[1])
    assert len(published) == 16
    for name, columns in PRESENT.items():
        rows = published[name][1]
        assert [column for column in columns if not any(row[column] for row in rows)] == []
    assert {row["p_exact"] for row in published["cells"][1]} == {"", "0", "1"}


def otherwise(value):
    """The same with its last digit or letter changed; something in place of nothing."""
    if re.fullmatch(r"-?[\d.]+(e-\d+)?", value):
        place = max(i for i, sign in enumerate(value.partition("e")[0]) if sign.isdigit())
        return f"{value[:place]}{(int(value[place]) + 1) % 10}{value[place + 1 :]}"
    return f"{value}x" if value else "1"


def test_any_digit_that_was_changed_is_found(script, rounds, tmp_path):
    """One field of every column of every table, a row left out and rows that are too many.

    Nothing else is found, so that all other figures, changes and records included, are equal.
    """
    first, second = rounds
    changed = shutil.copytree(second, tmp_path / "changed")
    expected, counts = [], []
    for name, (names, rows) in tables(second).items():
        missing, *kept = rows
        identity = script.IDENTITY[name]
        added = [kept[0] | {column: otherwise(kept[0][column])} for column in identity]
        expected.append(f"{name}, {place(name, missing, script)}: is not in the archive")
        for row in added:
            words = "is not computed from the blocks"
            expected.append(f"{name}, {place(name, row, script)}: {words}")
        for number, column in enumerate(set(names) - set(identity)):
            there = [row for row in kept if row[column]] or kept
            row = there[number % len(there)]
            row[column] = otherwise(row[column])
            words = f"{column} is {row[column]} in the archive and "
            expected.append(f"{name}, {place(name, row, script)}: {words}")
        with (changed / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(kept + added)
        of_all = len(kept) * len(names)
        counts.append(f"{name}: {len(kept + added)} rows, {of_all} figures compared, ")
    found = run(changed, first)
    assert found.returncode == DIFFERENT, found.stderr
    said = found.stderr.splitlines()
    assert [line for line in expected if not any(one.startswith(line) for one in said)] == []
    # Where deals are too many to be listed one point may count here and not there.
    assert len([line for line in said if not is_of_points(line)]) == len(expected) > 300
    out = found.stdout.splitlines()
    assert [line for line in counts if not any(one.startswith(line) for one in out)] == []
    assert len(out) == len(counts) + 2 == 18


def is_of_points(line):
    return " p_wasserstein is " in line and line.endswith("which is near enough")


def place(name, row, script):
    return " ".join(row[column] for column in script.IDENTITY[name])


def test_tables_of_all_rows_are_read_from_release_json_as_they_were_written(rounds):
    """By the other script, which computes nothing: `verify_release.py`."""
    spec = importlib.util.spec_from_file_location("verify", DOCS / "verify_release.py")
    verify = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verify)
    contents = {path.name: path.read_bytes() for path in rounds[1].iterdir()}
    problems, compared = verify.verify(contents)
    assert list(map(str, problems)) == ["SHA256SUMS: is missing."]
    assert compared == 6


# --- What cannot be compared ----------------------------------------------------------------------


def test_changes_need_the_earlier_archive(script, rounds):
    first, second = rounds
    archive, earlier = script.Archive(second), script.Archive(first)
    words = "needs the archive of the earlier round as the second argument"
    assert script.left_out(archive, None) == [f"changes: {words}", f"concern_changes: {words}"]
    assert script.left_out(archive, earlier) == []
    assert script.left_out(earlier, None) == []


def test_a_table_that_is_not_known_is_named(script, rounds, tmp_path):
    folder = shutil.copytree(rounds[0], tmp_path / "more")
    (folder / "further.csv").write_text("a\n1\n")
    assert script.left_out(script.Archive(folder), None) == ["further: not known here"]


def test_figures_that_depend_on_the_processor_may_be_near(script):
    compare = sys.modules["reproduce.comparing"].compare
    row = {"question": "q", "gap": "image", "panel_without": "", "p_exact": "0"}
    row |= {"pooled_delta": "0.1234", "delta": "0.5", "p_wasserstein": "0.25"}
    mine = row | {"p_exact": False, "pooled_delta": 0.1235, "delta": 0.5, "p_wasserstein": 0.2507}
    result = compare("cells", [mine], [row])
    assert (len(result.near), result.problems) == (2, [])
    assert result.near[0].endswith(
        "pooled_delta is 0.1234 in the archive and 0.1235 here, which is near enough"
    )
    for name, value in (("pooled_delta", 0.1245), ("delta", 0.5001), ("p_wasserstein", 0.2521)):
        assert len(compare("cells", [mine | {name: value}], [row]).problems) == 1
    listed = compare("cells", [mine | {"p_exact": True}], [row | {"p_exact": "1"}])
    assert len(listed.problems) == 1


def damaged():
    """A byte is another one where it says how what follows is packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("release.json", "[]" * 999)
    packed = bytearray(out.getvalue())
    packed[30 + len("release.json")] ^= 255
    return bytes(packed)


def release_with(instrument):
    """Nothing but what every release has, and a questionnaire."""
    about = {"round": {"number": 1}, "method": {"thresholds": {}}}
    release = {"metadata": about, "blocks": [], "records": []}
    return {"release.json": json.dumps(release), "instrument.json": instrument}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.zip", None, "No such file or directory"),
        ("text.zip", b"no archive", "is not a whole ZIP archive. Download it again."),
        ("empty", {}, "There is no release.json in it: is it the archive of a release?"),
        ("broken", {"release.json": "{"}, "release.json is no JSON"),
        ("other", {"release.json": "{}"}, "release.json is no release (KeyError('metadata'))"),
        ("list", {"release.json": "[]"}, "release.json is no release"),
        ("damaged.zip", damaged(), "is not a whole ZIP archive. Download it again."),
        ("plain", release_with("[]"), "instrument.json is no questionnaire (TypeError("),
        ("bare", release_with("{}"), "instrument.json is no questionnaire (KeyError('parties'))"),
        (
            "latin",
            release_with('{"parties": [], "concerns": []}') | {"blocks.csv": "é".encode("latin-1")},
            "blocks.csv cannot be read ('utf-8' codec",
        ),
    ],
)
def test_what_is_no_archive_is_reported(script, tmp_path, capsys, name, content, words):
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        path.mkdir()
        for file, text in content.items():
            (path / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert script.main([str(path)]) == UNREADABLE
    assert words in capsys.readouterr().err


def test_the_second_archive_must_be_the_earlier_round(script, rounds, capsys):
    assert script.main([str(rounds[1]), str(rounds[1])]) == UNREADABLE
    said = capsys.readouterr().err
    assert said == "The second archive must be that of round 1 of the study.\n"
    assert script.main([]) == UNREADABLE
    assert "python reproduce.py ARCHIVE [EARLIER]" in capsys.readouterr().err
