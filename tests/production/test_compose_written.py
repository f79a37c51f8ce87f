"""What docker-compose.yml and the Dockerfile say, without starting anything."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from attacks.postgres_server import DEMANDED
from tests.production.written import (
    ANSWERS,
    COMPOSE,
    OURS,
    image_environment,
    instructions,
    options_of,
    read_compose,
)
from tests.workers.installation import ROOT


def test_every_variable_is_one_the_settings_read() -> None:
    settings = (ROOT / "cs2survey" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', settings))
    python = {"PYTHONUNBUFFERED"}
    written = set(image_environment()) | {
        name for service in OURS for name in read_compose()["services"][service]["environment"]
    }
    assert written - read == python
    assert {"DATABASE_URL", "IDENTITY_DATABASE_URL", "REDIS_URL", "CS2_SEAL_KEY"} <= written


def test_programs_are_among_the_locked_requirements() -> None:
    locked = (ROOT / "requirements" / "runtime.txt").read_text()
    names = set(re.findall(r"^([\w.-]+)==", locked, re.MULTILINE))
    programs = {read_compose()["services"][service]["command"][0] for service in OURS}
    assert programs - {"python", "sh"} == {"gunicorn", "celery"}
    assert programs - {"python", "sh"} <= names


def test_image_is_small_locked_and_not_run_by_root() -> None:
    given = instructions()
    assert given[:2] == [
        ("ARG", "PYTHON_DIGEST"),
        ("FROM", "python:3.11-slim@${PYTHON_DIGEST}"),
    ]
    installing = [rest for name, rest in given if name == "RUN" and "pip install" in rest]
    assert len(installing) == 1
    assert "--require-hashes" in installing[0]
    assert "-r requirements/runtime.txt" in installing[0]
    assert given[-1] == ("USER", "cs2survey")


def test_image_gets_everything_that_is_copied() -> None:
    """The .dockerignore lets through exactly what the Dockerfile copies."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_through = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {rest.split()[0] for name, rest in instructions() if name == "COPY"}
    assert let_through == copied
    assert "*" in lines


def test_only_the_proxy_can_be_reached_and_only_from_this_machine() -> None:
    written = read_compose()
    ports = {name: s["ports"] for name, s in written["services"].items() if "ports" in s}
    assert ports == {"proxy": ["127.0.0.1:8000:8080"]}
    assert written["networks"]["inside"] == {"internal": True}
    outside = [name for name, s in written["services"].items() if s["networks"] != ["inside"]]
    # The worker reaches the mail server.
    assert outside == ["proxy", "web", "worker"]
    assert written["services"]["proxy"]["networks"] == ["front"]


def test_names_and_answers_are_on_two_servers_with_two_passwords() -> None:
    environment = read_compose()["services"]["migrate"]["environment"]
    for key, service in (("DATABASE_URL", "answers-db"), ("IDENTITY_DATABASE_URL", "identity-db")):
        given = read_compose()["services"][service]["environment"]
        account = f"{given['POSTGRES_USER']}:{given['POSTGRES_PASSWORD']}"
        assert environment[key] == f"postgres://{account}@{service}:5432/{given['POSTGRES_DB']}"
    assert ANSWERS["ANSWERS_PASSWORD"] in environment["DATABASE_URL"]
    assert ANSWERS["IDENTITY_PASSWORD"] in environment["IDENTITY_DATABASE_URL"]


def test_only_migrating_connects_as_the_owner_of_the_tables() -> None:
    """All others by the roles that it makes, which can neither change nor delete the audit."""
    services = read_compose()["services"]
    names = ("DATABASE_URL", "IDENTITY_DATABASE_URL")
    given = {
        name: tuple(urlsplit(services[name]["environment"][key]).username for key in names)
        for name in OURS
    }
    application = ("answers_app", "identity_app")
    assert given == dict.fromkeys(OURS, application) | {"migrate": ("answers", "identity")}
    migrating = services["migrate"]["environment"]
    for key in names:
        assert migrating[f"CS2_APPLICATION_{key}"] == services["web"]["environment"][key]


def test_no_image_is_used_but_by_its_digest() -> None:
    """What stands after the @ is no digest unless one is given, and Docker then takes no image."""
    written = yaml.safe_load(COMPOSE.read_text())["services"].values()
    images = {service["image"] for service in written} - {"cs2survey"}
    assert len(images) == 3
    for image in images:
        assert re.fullmatch(r"[a-z]+:[0-9.]+@\$\{[A-Z]+_DIGEST:\?[^}]+\}", image), image
    assert [rest for name, rest in instructions() if name == "FROM"] == [
        "python:3.11-slim@${PYTHON_DIGEST}"
    ]
    digest = read_compose()["services"]["web"]["build"]["args"]["PYTHON_DIGEST"]
    assert digest == ANSWERS["PYTHON_DIGEST"]


def test_digests_are_looked_up_by_one_command(tmp_path: Path) -> None:
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\necho "sha256:of-$4"\n')
    docker.chmod(0o755)
    command = ["make", "--no-print-directory", "images"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = dict(line.split("=") for line in done.stdout.splitlines())
    assert set(lines) == {name for name in ANSWERS if name.endswith("_DIGEST")}
    assert lines["POSTGRES_DIGEST"] == "sha256:of-postgres:15"


def test_ours_run_confined() -> None:
    for name in (*OURS, "proxy"):
        service = read_compose()["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        keys = [volume for volume in service["volumes"] if volume.startswith("keys:")]
        if name == "proxy":
            assert keys == []
            continue
        assert keys == (["keys:/keys"] if name == "keys" else ["keys:/keys:ro"])


def test_worker_alone_writes_the_files_of_releases_and_web_alone_reads_them() -> None:
    services = read_compose()["services"]
    folder = services["web"]["environment"]["CS2_RELEASE_FILES"]
    mounted = {
        (name, volume)
        for name in services
        for volume in services[name].get("volumes", [])
        if volume.startswith("releases:")
    }
    assert mounted == {("web", f"releases:{folder}:ro"), ("worker", f"releases:{folder}")}
    (made,) = [rest for name, rest in instructions() if name == "RUN" and "install -d" in rest]
    assert made.endswith(f"-m 0700 /keys {folder} /anchors")


def test_whatever_audits_writes_its_anchors() -> None:
    """Outside of the volumes of both databases."""
    services = read_compose()["services"]
    mounted = [name for name in services if "anchors:/anchors" in services[name].get("volumes", [])]
    assert mounted == ["web", "worker", "migrate"]
    assert services["web"]["environment"]["CS2_AUDIT_ANCHORS"] == "/anchors/audit-anchors"


def test_every_secret_must_be_given() -> None:
    """Compose stops with the hint where a variable is unset; only mail can be left out."""
    text = COMPOSE.read_text()
    assert set(re.findall(r"\$\{(\w+):\?", text)) == set(ANSWERS)
    optional = re.findall(r"\$\{(\w+):?-", text)
    assert {name[: len("CS2_MAIL")] for name in optional} == {"CS2_MAIL"}
    assert read_compose()["services"]["worker"]["environment"]["CS2_MAIL_URL"] == "dummymail://"


def test_databases_are_started_with_every_setting_that_is_demanded() -> None:
    """Each is written out, so that no server's own configuration or later default undoes it."""
    for service in ("answers-db", "identity-db"):
        options = options_of(service)
        assert {name: options.get(name) for name in DEMANDED} == DEMANDED
