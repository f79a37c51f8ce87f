from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cs2survey.keys import make_key


class Command(BaseCommand):
    help = "Makes the keys this installation needs, each in a file only its owner can read."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [
            settings.SECRET_KEY_FILE,
            settings.PEPPER_FILE,
            settings.SEAL_KEY_FILE,
            settings.AUDIT_KEY_FILE,
        ]
        if settings.METRICS_TOKEN_FILE:
            paths.append(Path(settings.METRICS_TOKEN_FILE))
        for path in paths:
            if make_key(path):
                self.stdout.write(f"made {path}")
