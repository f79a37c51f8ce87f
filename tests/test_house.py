"""The house itself: its rooms, its commands, and what no file of it may hold."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests import second_engine

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {
    ".ci",
    "analytics",
    "attacks",
    "benchmarks",
    "chaos",
    "clients",
    "cs2survey",
    "docker",
    "docs",
    "findings",
    "load",
    "locale",
    "requirements",
    "simulation",
    "static",
    "surveys",
    "templates",
    "tests",
}
FILES = {
    ".dockerignore",
    ".env.example",
    ".gitignore",
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "docker-compose.yml",
    "manage.py",
    "pyproject.toml",
}
# In pieces, so that this file does not hold what it looks for.
MACHINES = [f"/{place}/" for place in ("work", "root", "home", "Users")]
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("debian", "org"),
    )
]
LONGEST_MODULE = 300


def ours() -> list[Path]:
    """Every file that is, or would be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = {ROOT / name for name in listing.stdout.decode().split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][\w-]*):", text_of(ROOT / "Makefile"), re.MULTILINE))


# --- Rooms ----------------------------------------------------------------------------------------


def test_top_level_holds_only_what_belongs_there() -> None:
    names = {path.relative_to(ROOT).parts for path in ours()}
    assert {parts[0] for parts in names if len(parts) > 1} == FOLDERS
    assert {parts[0] for parts in names if len(parts) == 1} == FILES


def test_no_module_is_long() -> None:
    places = tuple(
        str(ROOT / place) for place in ("cs2survey", "simulation", "surveys", "analytics")
    )
    modules = [
        path
        for path in ours()
        if path.suffix == ".py"
        and str(path).startswith(places)
        and path.parent.name != "migrations"
    ]
    assert len(modules) > 30
    lengths = {str(path.relative_to(ROOT)): text_of(path).count("\n") for path in modules}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_no_file_names_a_machine_or_a_registry() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in ours()
        for word in MACHINES + REGISTRIES
        if word in text_of(path)
    ]
    assert named == []


# --- Commands -------------------------------------------------------------------------------------


def test_commands_of_the_readme_exist() -> None:
    readme = text_of(ROOT / "README.md")
    first_screen = "\n".join(readme.splitlines()[:25])
    assert re.findall(r"^make (\w+)", first_screen, re.MULTILINE) == ["demo", "test"]
    named = set(re.findall(r"\bmake ([a-z][\w-]*)(?=[ `\n])", readme))
    assert named - targets() <= {"sure"}


def test_every_command_promised_to_others_exists() -> None:
    assert {"setup", "demo", "test", "check", "bench"} <= targets()


def test_ci_can_be_run_and_stops_at_the_first_failure() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    text = text_of(script)
    assert "set -euo pipefail" in text
    assert "CS2_REQUIRE_SERVICES=1" in text
    assert [line for line in text.splitlines() if line.startswith("make ")] == [
        "make --jobs=2 check test"
    ]


def test_second_engine_runs_every_folder_of_database_tests() -> None:
    folders = {
        f"tests/{path.name}"
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and any(path.rglob("test_*.py"))
    }
    left_out = {
        "tests/browser",  # walks the embedded default
        "tests/clients",  # without a database
        "tests/production",  # on PostgreSQL already
        "tests/simulation",  # walks the embedded default
        "tests/upgrades",  # on both already
        "tests/workers",
    }
    assert set(second_engine.TESTS) == (folders - left_out) | {second_engine.ROUTES}


def test_second_engine_names_only_what_there_is() -> None:
    kept = [f"{folder}/test_{name}.py" for folder, names in second_engine.ONLY.items()
            for name in names]  # fmt: skip
    named = [*second_engine.TESTS, *second_engine.MADE_OF_ROWS, *kept]
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert not set(kept) & set(second_engine.left_out())


# --- Requirements ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tools", "pages", "demo", "runtime", "dev"])
def test_requirements_are_locked_with_hashes(name: str) -> None:
    lock = text_of(ROOT / "requirements" / f"{name}.txt")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE))
    packages = [block for block in blocks if block.strip()]
    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\],-]+==[\w.]+ ", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", lock)


def test_everything_that_runs_is_asked_for_by_name_in_the_lock() -> None:
    sets = [text_of(ROOT / "requirements" / f"{s}.in") for s in ("pages", "demo", "runtime")]
    wanted = "".join(sets).splitlines()
    names = [re.split(r"[\[~=<> ;]", line)[0].lower() for line in wanted if line[:1].isalpha()]
    lock = text_of(ROOT / "requirements" / "runtime.txt")
    locked = {
        name.lower() for name in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE)
    }
    assert len(names) > 10
    assert set(names) <= locked


def test_what_set_up_makes_stays_out_of_the_repository() -> None:
    ignored = text_of(ROOT / ".gitignore").splitlines()
    assert {"/.venv/", "/.tools/", "/.sbom/", "/var/", "/.env", "*.mo"} <= set(ignored)
