from typing import Any

from django.core.management.base import BaseCommand

from cs2survey.setting_up import set_up


class Command(BaseCommand):
    help = "Makes keys, translations, both databases and static files, and loads questionnaires."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        set_up()
