"""Dockerfile and docker-compose.yml, read and carried out on this machine without containers.

Only the places change: the working folder, the mounted volumes and secrets, the hosts of the
databases and of Redis, and the ports. Commands and variables are the ones written in the files.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from tests.workers.installation import ROOT, kill

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
TOOLS = Path(sys.executable).parent
PORT = 8000
# The services that run our image.
OURS = ("keys", "migrate", "web", "worker", "beat")
SITE = "survey.example.org"
SECRETS = "/run/secrets"
# What whoever starts the file must say, as `docker compose` asks for it.
ANSWERS = {
    "CS2_SITE": SITE,
    "CS2_TLS": "internal",
    **dict.fromkeys(
        ("PYTHON_DIGEST", "POSTGRES_DIGEST", "REDIS_DIGEST", "CADDY_DIGEST"), "sha256:" + "0" * 64
    ),
}
VARIABLE = re.compile(r"\$\{(\w+)(?::(?:\?|-(?P<default>))(?P<words>[^}]*))?\}")


def read_compose() -> dict[str, Any]:
    """The file with every ${VARIABLE} put in, or its default; KeyError when one is not known."""
    text = VARIABLE.sub(_answer, COMPOSE.read_text()).replace("$$", "$")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def options_of(service: str) -> dict[str, str]:
    """The settings with which the file starts a database's server."""
    program, *options = read_compose()["services"][service]["command"]
    assert program == "postgres"
    return dict(option.removeprefix("-c").split("=", 1) for option in options)


def _answer(found: re.Match[str]) -> str:
    return ANSWERS[found[1]] if found["default"] is None else found["words"]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's lines as (INSTRUCTION, rest), continued lines joined."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    return [(name, rest) for name, rest in pairs]


def _given(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def image_environment() -> dict[str, str]:
    words = " ".join(_given("ENV")).split()
    return dict(word.split("=", 1) for word in words)


def working_folder() -> str:
    (folder,) = _given("WORKDIR")
    return folder


def build(image: Path) -> None:
    """Copy what the Dockerfile copies and run its `RUN python` lines there."""
    image.mkdir()
    for source, target in (rest.split() for rest in _given("COPY")):
        (image / target).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.mo")
            shutil.copytree(ROOT / source, image / target, ignore=ignore)
        else:
            shutil.copy(ROOT / source, image / target)
    environment = _moved(image_environment(), {working_folder(): str(image)})
    for command in _given("RUN"):
        if command.startswith("python "):
            run(command.split(), image, _with_path(environment))


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Run to the end; returns what was printed. Fails with it when the command fails."""
    done = subprocess.run(
        _found(command),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}"
    return done.stdout


def _found(command: list[str]) -> list[str]:
    """The command with our own programs taken from this virtual environment."""
    program = TOOLS / command[0]
    return [str(program) if program.exists() else command[0], *command[1:]]


def _with_path(environment: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", **environment}


def _moved(environment: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    return {name: moved(value, places) for name, value in environment.items()}


def moved(value: str, places: Mapping[str, str]) -> str:
    """`value` with every path below one of the places put where that place is here."""
    names = "|".join(map(re.escape, places))
    return re.sub(rf"(?<![\w/.])({names})(?=/|$)", lambda found: places[found[1]], value)


@dataclass
class Host:
    """What stands in for Docker: where the image, volumes and servers are on this machine."""

    folder: Path
    ports: Mapping[int, int]
    servers: Mapping[str, str]
    compose: Mapping[str, Any] = field(default_factory=read_compose)

    @property
    def image(self) -> Path:
        return self.folder / "image"

    def log_of(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def service(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.compose["services"][name]
        return found

    def places(self, name: str) -> dict[str, str]:
        """Only what the service mounts can be found; any other absolute path stays as written."""
        places = {working_folder(): str(self.image)}
        for secret in self.service(name).get("secrets", []):
            file = self.compose["secrets"][secret]["file"]
            places[f"{SECRETS}/{secret}"] = str(self.folder / file)
        for volume in self.service(name).get("volumes", []):
            source, target, *_mode = volume.split(":")
            is_ours = source.startswith("./")
            folder = ROOT / source if is_ours else self._folder(f"volume-{source}", 0o700)
            places[target] = str(folder)
        for target in self.service(name).get("tmpfs", []):
            places[target] = str(self._folder(f"tmpfs-{name}{target.replace('/', '-')}", 0o1777))
        return places

    def _folder(self, name: str, mode: int) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
        return folder

    def environment(self, name: str) -> dict[str, str]:
        """The image's variables and the service's, with our servers in place of theirs."""
        image = image_environment() if name in OURS else {}
        written = image | self.service(name).get("environment", {})
        there = {
            key: self.server(key, value) if "://" in value and key.endswith("_URL") else value
            for key, value in written.items()
        }
        return _with_path(_moved(there, self.places(name)))

    def server(self, key: str, value: str) -> str:
        """Our server in place of the one written, which must be one of the file's services."""
        host = urlsplit(value).hostname
        if key in ("CS2_BASE_URL", "CS2_MAIL_URL"):
            return value
        assert host in self.compose["services"], f"{key} names no service: {value}"
        account = urlsplit(value).username or ""
        server = urlsplit(self.servers[str(host)])
        if not account.endswith("_app"):
            return server.geturl()
        # The application's own role, under a name that no other test run on the server uses.
        address = server.netloc.rpartition("@")[2]
        return server._replace(netloc=f"{self.role(account)}@{address}").geturl()

    def role(self, account: str) -> str:
        return f"cs2test_{os.getpid()}_{account}"

    def command(self, name: str) -> list[str]:
        words = [moved_ports(str(word), self.ports) for word in self.service(name)["command"]]
        return [moved(word, self.places(name)) for word in words]

    def make_secrets(self) -> None:
        """What `make secrets` does, in our folder."""
        script = ROOT / "docker" / "make_secrets"
        (self.folder / "docker").mkdir()
        run([str(shutil.copy(script, self.folder / "docker"))], self.folder, dict(os.environ))

    def run_once(self, name: str) -> str:
        return run(self.command(name), self.image, self.environment(name))

    def probe(self, name: str) -> bool:
        """What the service's own health check says."""
        kind, *words = self.service(name)["healthcheck"]["test"]
        shell = {"CMD": [], "CMD-SHELL": ["sh", "-c"]}[kind]
        there = [moved(moved_ports(word, self.ports), self.places(name)) for word in words]
        return (
            subprocess.run(
                _found([*shell, *there]),
                env=self.environment(name),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=30,
            ).returncode
            == 0
        )

    @contextmanager
    def started(
        self, name: str, *more: str, **environment: str
    ) -> Iterator["subprocess.Popen[bytes]"]:
        """The service, told its places by further words or variables where it takes no others."""
        with self.log_of(name).open("wb") as log:
            process = subprocess.Popen(
                [*_found(self.command(name)), *more],
                cwd=self.image,
                env=self.environment(name) | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)


def moved_ports(word: str, ports: Mapping[int, int]) -> str:
    """The word with the ports of a container on our loopback address."""
    for port, ours in ports.items():
        for host in ("0.0.0.0", "127.0.0.1", "localhost"):
            there = "127.0.0.1" if host == "0.0.0.0" else host
            word = word.replace(f"{host}:{port}", f"{there}:{ours}")
    return word
