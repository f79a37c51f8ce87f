"""docker-compose.yml and the Dockerfile do what they say: our services start as written there."""

import http.client
import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml

from attacks.postgres_server import DEMANDED, server
from tests import services
from tests.production.written import (
    ANSWERS,
    COMPOSE,
    Host,
    build,
    image_environment,
    instructions,
    read_compose,
    run,
)
from tests.workers.installation import ROOT, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.services]

OURS = ("keys", "migrate", "web", "worker", "beat")
BEHIND_PROXY = {"Host": ANSWERS["CS2_ALLOWED_HOSTS"], "X-Forwarded-Proto": "https"}
TOKEN = "q8Zt-not-a-real-token-B4"


@pytest.fixture(scope="module")
def host(
    tmp_path_factory: pytest.TempPathFactory, needs_postgres_programs: None, needs_redis: str
) -> Iterator[Host]:
    """The image built, keys made and databases migrated by the one-shot services."""
    with ExitStack() as stack:
        servers = {"redis": stack.enter_context(services.claimed_redis())}
        for name in ("answers-db", "identity-db"):
            database = stack.enter_context(server(options_of(name)))
            servers[name] = database.new_database(name)
        host = Host(tmp_path_factory.mktemp("host"), _free_port(), servers)
        build(host.image)
        host.run_once("keys")
        host.run_once("migrate")
        yield host


@pytest.fixture(scope="module")
def running(host: Host) -> Iterator[Host]:
    """Web, then worker and beat, with web's health check seen failing first."""
    before = _contents(host.image)
    with ExitStack() as stack:
        stack.enter_context(host.started("web"))
        wait_for(lambda: _answers(host), "web answers", host.log_of("web"))
        assert get(host, "/readyz")[0] == 503
        assert not host.probe("web")
        stack.enter_context(host.started("worker"))
        stack.enter_context(host.started("beat"))
        wait_for(lambda: get(host, "/readyz")[0] == 200, "web is ready", host.log_of("worker"))
        yield host
    assert _contents(host.image) == before, "the root folder is read-only in the container"


def options_of(service: str) -> dict[str, str]:
    """The settings with which the file starts a database's server."""
    program, *options = read_compose()["services"][service]["command"]
    assert program == "postgres"
    return dict(option.removeprefix("-c").split("=", 1) for option in options)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _contents(folder: Path) -> set[tuple[str, int]]:
    return {(str(path), path.stat().st_mtime_ns) for path in folder.rglob("*")}


def _answers(host: Host) -> bool:
    try:
        return get(host, "/healthz")[0] == 200
    except OSError:
        return False


def get(
    host: Host, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer of the web service."""
    connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": "localhost"} | (headers or {}))
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


# --- What is written ------------------------------------------------------------------------------


def test_every_variable_is_one_the_settings_read() -> None:
    settings = (ROOT / "cs2survey" / "settings.py").read_text()
    known = set(re.findall(r'env\.\w+\(\s*"(\w+)"', settings))
    python = {"PYTHONUNBUFFERED"}
    written = set(image_environment()) | {
        name for service in OURS for name in read_compose()["services"][service]["environment"]
    }
    assert written - known == python
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
        told = read_compose()["services"][service]["environment"]
        account = f"{told['POSTGRES_USER']}:{told['POSTGRES_PASSWORD']}"
        assert environment[key] == f"postgres://{account}@{service}:5432/{told['POSTGRES_DB']}"
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


def test_deployment_checks_are_content(host: Host) -> None:
    """Django's, and ours: HTTPS, private keys, two database servers and their settings."""
    command = ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    run(command, host.image, host.environment("web"))


def test_deployment_checks_refuse_a_server_with_the_usual_settings(
    host: Host, needs_postgres: str
) -> None:
    command = ["python", "manage.py", "check", "--deploy"]
    usual = host.environment("web") | {"DATABASE_URL": needs_postgres}
    with pytest.raises(AssertionError) as refusal:
        run(command, host.image, usual)
    assert "'default', wal_recycle" in str(refusal.value)
    assert "ALTER SYSTEM SET wal_recycle = 'off', then start the server anew." in str(refusal.value)
    assert "'identity'" not in str(refusal.value)


# --- What runs ------------------------------------------------------------------------------------


def test_keys_are_made_once_and_for_their_owner_only(host: Host) -> None:
    keys = sorted((host.folder / "volume-keys").iterdir())
    assert [key.name for key in keys] == ["audit_key", "pepper", "seal_key", "secret_key"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}
    before = [key.read_text() for key in keys]
    host.run_once("keys")
    assert [key.read_text() for key in keys] == before


def test_migrating_ends_with_the_questionnaire_loaded(host: Host) -> None:
    with psycopg.connect(host.servers["answers-db"]) as answers:
        told = answers.execute("SELECT slug, version FROM surveys_instrument").fetchall()
    assert told == [("welch2013", 3)]


def test_health_check_passes_when_everything_runs(running: Host) -> None:
    assert running.probe("web")
    status, _headers, body = get(running, "/readyz")
    assert status == 200
    assert set(json.loads(body).values()) == {"up"}


def test_pages_are_served_behind_the_proxy_only(running: Host) -> None:
    status, headers, _body = get(running, "/", {"Host": ANSWERS["CS2_ALLOWED_HOSTS"]})
    assert (status, headers["Location"]) == (301, f"https://{ANSWERS['CS2_ALLOWED_HOSTS']}/")
    status, headers, body = get(running, "/staff/sign-in/", BEHIND_PROXY)
    assert status == 200
    assert "Secure" in headers["Set-Cookie"]
    (sheet, *_rest) = re.findall(r'href="(/static/css/[^"]+\.css)"', body.decode())
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    assert get(running, sheet, BEHIND_PROXY)[0] == 200
    assert get(running, "/", BEHIND_PROXY | {"Host": "elsewhere.example"})[0] == 400


def test_log_tells_no_path_and_no_address(running: Host) -> None:
    get(running, f"/i/{TOKEN}/", BEHIND_PROXY)
    get(running, f"/i/{TOKEN}/", {"Host": "elsewhere.example", "X-Forwarded-Proto": "https"})
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.sendall(f"/i/{TOKEN}/ nonsense\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 400")
    log = running.log_of("web").read_text()
    assert "A request could not be handled" in log
    assert TOKEN not in log
    assert "127.0.0.1" not in log


def test_round_is_closed_and_released(running: Host) -> None:
    """From a sealed round to its release, by the very services of the file."""
    environment = running.environment("web") | {"DJANGO_SETTINGS_MODULE": "cs2survey.settings"}
    acting = ["python", "-m", "tests.workers.acting"]
    told: dict[str, Any] = json.loads(run([*acting, "fill"], ROOT, environment).splitlines()[-1])
    run([*acting, "close"], ROOT, environment)
    with psycopg.connect(running.servers["answers-db"], autocommit=True) as answers:

        def one(query: str) -> Any:
            return answers.execute(query).fetchone()[0]  # type: ignore[index]

        released = "SELECT count(*) FROM analytics_release"
        wait_for(lambda: one(released) == 1, "the release", running.log_of("worker"))
        assert one("SELECT count(*) FROM surveys_response") == len(told["people"])
        assert one("SELECT count(*) FROM surveys_envelope") == 0
        assert one("SELECT count(*) FROM analytics_gapcell") == 12 * 6 + 19
        made = "SELECT count(*) FROM surveys_job WHERE kind = 'files' AND state = 'done'"
        wait_for(lambda: one(made) == 1, "the files", running.log_of("worker"))
        checksum = one("SELECT checksum FROM analytics_release")
        folder = running.folder / "volume-releases" / checksum / "without-changes"
        assert (folder / "index.json").exists()
