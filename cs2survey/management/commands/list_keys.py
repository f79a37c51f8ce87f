from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from surveys.key_files import MissingKeyError
from surveys.key_rotation import held, rotating_keys


class Command(BaseCommand):
    help = "Lists the server's own keys by their ids, and what still needs those that are older."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in rotating_keys():
            self.stdout.write("\n".join(lines(name)))


def lines(name: str) -> Iterator[str]:
    """Yield a line for each key of a file, the newest first, and one for each thing it is for."""
    key = rotating_keys()[name]
    try:
        yield f"{name}: changed {key.file.changed_at:%Y-%m-%d %H:%M} UTC"
        keys = held(key)
    except (FileNotFoundError, MissingKeyError):
        yield f"{name}: there is no key in {key.file.path}"
        return
    for each in keys:
        if each.newest:
            yield f"  {each.id}  in use"
        else:
            needs = each.needs or ["nothing that is stored here"]
            yield from (f"  {each.id}  needed by {need}" for need in needs)
