"""What docker-compose.yml and the Dockerfile say, without starting anything."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from attacks.postgres_server import DEMANDED
from tests.production.written import (
    ANSWERS,
    COMPOSE,
    OURS,
    SECRETS,
    image_environment,
    instructions,
    options_of,
    read_compose,
)
from tests.workers.installation import ROOT

# Caddy's program does not start without the one; the other makes a folder Caddy's own.
CAPABILITIES = {"caddy": ["NET_BIND_SERVICE"], "certificates": ["CHOWN"]}


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


def test_only_caddy_can_be_reached() -> None:
    written = read_compose()
    ports = {name: s["ports"] for name, s in written["services"].items() if "ports" in s}
    assert ports == {"caddy": ["80:8080", "443:8443"]}
    assert written["networks"]["inside"] == {"internal": True}
    connected = {name: s["networks"] for name, s in written["services"].items() if "networks" in s}
    outside = [name for name, networks in connected.items() if networks != ["inside"]]
    # The worker reaches the mail server.
    assert outside == ["caddy", "web", "worker"]
    assert connected["caddy"] == ["front"]
    assert set(written["services"]) - set(connected) == {"certificates"}
    assert written["services"]["certificates"]["network_mode"] == "none"


def test_a_proxy_of_one_s_own_takes_caddy_s_place_on_this_machine_alone() -> None:
    other = yaml.safe_load((ROOT / "docker" / "own-proxy.yml").read_text())["services"]
    assert set(other) <= set(read_compose()["services"])
    assert other.pop("web") == {"ports": ["127.0.0.1:8000:8000"]}
    assert other == {key: {"profiles": ["unused"]} for key in ("caddy", "certificates")}


def test_names_and_answers_are_on_two_servers_with_two_passwords() -> None:
    environment = read_compose()["services"]["migrate"]["environment"]
    for key, service in (("DATABASE_URL", "answers-db"), ("IDENTITY_DATABASE_URL", "identity-db")):
        given = read_compose()["services"][service]["environment"]
        account = given["POSTGRES_USER"]
        assert environment[key] == f"postgres://{account}@{service}:5432/{given['POSTGRES_DB']}"
        file = given["POSTGRES_PASSWORD_FILE"]
        assert environment[f"CS2_{key.removesuffix('_URL')}_PASSWORD_FILE"] == file
        assert file == f"{SECRETS}/{account}"


def test_passwords_are_files_that_only_their_services_see() -> None:
    """No variable holds one, which `docker inspect` would show."""
    written = read_compose()
    for name, service in written["services"].items():
        given = {key: str(value) for key, value in service.get("environment", {}).items()}
        for key, value in given.items():
            assert "PASSWORD" not in key or key.endswith("PASSWORD_FILE")
            assert urlsplit(value).password is None, key
        files = {value for value in given.values() if value.startswith(SECRETS)}
        assert files == {f"{SECRETS}/{secret}" for secret in service.get("secrets", [])}, name
    owners = {
        name: {"answers", "identity"} & set(service.get("secrets", []))
        for name, service in written["services"].items()
    }
    assert {name: seen for name, seen in owners.items() if seen} == {
        "migrate": {"answers", "identity"},
        "answers-db": {"answers"},
        "identity-db": {"identity"},
    }
    assert {s["file"] for s in written["secrets"].values()} == {
        f"./secrets/{name}" for name in written["secrets"]
    }


def test_secrets_are_made_once_and_seen_by_nobody_else(tmp_path: Path) -> None:
    """An earlier installation's are taken from .env."""
    (tmp_path / "docker").mkdir()
    script = shutil.copy(ROOT / "docker" / "make_secrets", tmp_path / "docker")
    (tmp_path / ".env").write_text("ANSWERS_APP_PASSWORD=asbefore\nCS2_SITE=x\n")
    for _again in range(2):
        subprocess.run([script], check=True, capture_output=True)
        folder = tmp_path / "secrets"
        made = {file.name: file.read_text().strip() for file in folder.iterdir()}
        assert set(made) == set(read_compose()["secrets"])
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o444}
        drawn = {made[name] for name in ("answers", "identity", "identity_app")}
        assert len(drawn) == 3
        assert all(re.fullmatch("[0-9a-f]{48}", password) for password in drawn)
        assert (made["answers_app"], made["mail"]) == ("asbefore", "")
        (tmp_path / ".env").unlink(missing_ok=True)


def test_every_service_that_stays_is_limited_watched_and_stopped_in_time() -> None:
    for name, service in read_compose()["services"].items():
        if name in ("keys", "migrate", "certificates"):
            assert "restart" not in service
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"], name
        assert re.fullmatch("[0-9]+[mg]", service["mem_limit"]), name
        assert service["pids_limit"] > 0, name
        assert "stop_grace_period" in service, name


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
    for name in read_compose()["services"]:
        service = read_compose()["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service.get("cap_add", []) == CAPABILITIES.get(name, [])
        assert name in OURS or name == "certificates" or service["user"] not in ("", "root", "0")
        assert service["security_opt"] == ["no-new-privileges:true"]
        keys = [v for v in service.get("volumes", []) if v.startswith("keys:")]
        if name not in OURS:
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


def test_every_particular_must_be_given() -> None:
    """Compose stops with the hint where a variable is unset, but mail, memory and monitoring."""
    text = COMPOSE.read_text()
    assert set(re.findall(r"\$\{(\w+):\?", text)) == set(ANSWERS)
    optional = re.findall(r"\$\{(\w+):?-", text)
    monitoring = {"CS2_LOG_FORMAT", "CS2_METRICS_TOKEN", "CS2_ERROR_REPORTS"}
    needless = [name for name in optional if "_MAIL" in name or name.endswith("_MEMORY")]
    assert set(optional) == {*needless, *monitoring}
    assert read_compose()["services"]["worker"]["environment"]["CS2_MAIL_URL"] == "dummymail://"


def test_databases_are_started_with_every_setting_that_is_demanded() -> None:
    """Each is written out, so that no server's own configuration or later default undoes it."""
    for service in ("answers-db", "identity-db"):
        options = options_of(service)
        assert {name: options.get(name) for name in DEMANDED} == DEMANDED
