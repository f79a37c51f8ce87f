"""docker-compose.yml and the Dockerfile do what they say: our services start as written there."""

import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from attacks.brokers import find_redis
from attacks.postgres_server import NoPrograms, server
from tests import services
from tests.production import caddy, walk
from tests.production.written import SITE, Host, build, options_of, run
from tests.test_web_server import is_up
from tests.visitor import free_port
from tests.workers.installation import wait_for

pytestmark = [pytest.mark.worker, pytest.mark.services]

BEHIND_PROXY = {"Host": SITE, "X-Forwarded-Proto": "https"}
WEB, HEALTH = 8000, 8081
TOKEN = "q8Zt-not-a-real-token-B4"


@pytest.fixture(scope="module")
def host(
    tmp_path_factory: pytest.TempPathFactory,
    needs_postgres_programs: None,
    needs_redis_program: None,
) -> Iterator[Host]:
    """The image built, secrets and keys made and databases migrated by the one-shot services."""
    with ExitStack() as stack:
        redis = free_port()
        servers = {"redis": f"redis://127.0.0.1:{redis}/0"}
        for name in ("answers-db", "identity-db"):
            database = stack.enter_context(server(options_of(name)))
            servers[name] = database.new_database(name)
        ports = {WEB: free_port(), HEALTH: free_port()}
        host = Host(tmp_path_factory.mktemp("host"), ports, servers)
        build(host.image)
        host.make_secrets()
        host.run_once("keys")
        host.run_once("migrate")
        here = ("--port", str(redis), "--bind", "127.0.0.1", "--dir", str(host.folder))
        stack.enter_context(host.started("redis", *here))
        wait_for(lambda: is_up(redis), "Redis answers", host.log_of("redis"))
        yield host


@pytest.fixture(scope="module")
def needs_redis_program() -> None:
    try:
        find_redis()
    except NoPrograms as problem:
        services.missing("A Redis of our own", str(problem), "install the package redis-server")


@pytest.fixture(scope="module")
def running(host: Host) -> Iterator[Host]:
    """Web, then worker and beat, with the health checks seen failing first."""
    before = _contents(host.image)
    with ExitStack() as stack:
        stack.enter_context(host.started("web"))
        wait_for(lambda: _answers(host), "web answers", host.log_of("web"))
        assert get(host, "/readyz")[0] == 503
        assert not any(host.probe(name) for name in ("web", "worker", "beat"))
        stack.enter_context(host.started("worker"))
        stack.enter_context(host.started("beat"))
        wait_for(lambda: get(host, "/readyz")[0] == 200, "web is ready", host.log_of("worker"))
        yield host
    assert _contents(host.image) == before, "the root folder is read-only in the container"


@pytest.fixture(scope="module")
def https(running: Host) -> Iterator[int]:
    """The port of Caddy, before all of it."""
    https = free_port()
    ports = {"web": running.ports[WEB], "http": free_port(), "https": https}
    folder = running.folder / "certificates"
    variables = caddy.variables(folder, health=running.ports[HEALTH], **ports)
    with running.started("caddy", **variables):
        healthy = "Caddy is healthy"
        wait_for(lambda: running.probe("caddy"), healthy, running.log_of("caddy"))
        wait_for(caddy.authority(folder).exists, "a certificate", running.log_of("caddy"))
        yield https


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
    connection = http.client.HTTPConnection("127.0.0.1", host.ports[WEB], timeout=20)
    try:
        connection.request("GET", path, headers={"Host": "localhost"} | (headers or {}))
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


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
        loaded = answers.execute("SELECT slug, version FROM surveys_instrument").fetchall()
    assert loaded == [("welch2013", 4)]


def test_health_checks_pass_when_everything_runs(running: Host) -> None:
    assert all(running.probe(name) for name in ("web", "worker", "beat"))
    status, _headers, body = get(running, "/readyz")
    assert status == 200
    assert set(json.loads(body).values()) == {"up"}


def test_pages_are_served_behind_the_proxy_only(running: Host) -> None:
    status, headers, _body = get(running, "/", {"Host": SITE})
    assert (status, headers["Location"]) == (301, f"https://{SITE}/")
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
    with socket.create_connection(("127.0.0.1", running.ports[WEB])) as connection:
        connection.sendall(f"/i/{TOKEN}/ nonsense\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 400")
    log = running.log_of("web").read_text()
    assert "A request could not be handled" in log
    assert TOKEN not in log
    assert "127.0.0.1" not in log


# --- The rehearsal --------------------------------------------------------------------------------


@pytest.fixture
def visitor(running: Host, https: int) -> Iterator[Callable[[], caddy.SecureVisitor]]:
    """Makes people who come through Caddy, each with a browser of their own."""
    trusted = caddy.authority(running.folder / "certificates")
    with ExitStack() as stack:

        def come() -> caddy.SecureVisitor:
            visitor = caddy.SecureVisitor(https, trusted)
            stack.callback(visitor.connection.close)
            return visitor

        yield come


def test_a_whole_round_runs_through_the_pages(
    running: Host, visitor: Callable[[], caddy.SecureVisitor]
) -> None:
    """From accounts to what a researcher's program reads, by HTTPS through Caddy."""
    facilitator, researcher = walk.Browser(visitor()), walk.Browser(visitor())
    walk.choose_password(facilitator, "ada", add_account(running, "ada", "--may-set-up-studies"))
    walk.choose_password(researcher, "rui", add_account(running, "rui"))
    round_place, links = walk.set_up(facilitator, "forum")
    assert len(links) == len(walk.SIDES) * walk.PEOPLE
    codes = [walk.answer(walk.Browser(visitor()), link, str(n % 4)) for n, link in enumerate(links)]
    assert len(set(codes)) == len(links)
    result = walk.close(facilitator, round_place, lambda: time.sleep(0.2))
    assert facilitator.open(result).one("h1").text == "The gap matrix"
    release_place = facilitator.place
    walk.widen(facilitator, release_place, "researchers")
    walk.take_in(facilitator, "forum", "rui", "researcher")
    program = visitor()
    program.headers = {"Authorization": f"Bearer {walk.issue_token(researcher)}"}
    release = release_place.rstrip("/").rpartition("/")[2]
    blocks = json.loads(program.get(f"/api/v1/releases/{release}/blocks/").body)
    assert {block["n"] for block in blocks if block["lens"] == "perceived"} >= {walk.PEOPLE}
    with psycopg.connect(running.servers["answers-db"], autocommit=True) as answers:

        def one(query: str) -> Any:
            return answers.execute(query).fetchone()[0]  # type: ignore[index]

        assert one("SELECT count(*) FROM surveys_response") == len(links)
        assert one("SELECT count(*) FROM surveys_envelope") == 0
        assert one("SELECT count(*) FROM analytics_gapcell") == 2 * (12 * 6 + 19)
        made = "SELECT count(*) FROM surveys_job WHERE kind = 'files' AND state = 'done'"
        wait_for(lambda: one(made) == 1, "the files", running.log_of("worker"))
        checksum = one("SELECT checksum FROM analytics_release")
    folder = running.folder / "volume-releases" / checksum / "without-changes"
    assert (folder / "index.json").exists()
    logs = "".join(running.log_of(name).read_text() for name in ("web", "worker", "beat", "caddy"))
    assert not [code for code in codes if code in logs]
    assert "/i/" not in logs


def add_account(host: Host, *words: str) -> str:
    """The address at which whose account it is chooses a password."""
    command = ["python", "manage.py", "add_account", *words]
    return run(command, host.image, host.environment("web")).split()[-1]
