"""What benchmarks do with a database, in a process of its own. `databases.run_inside` starts it.

Django is set up here, so the benchmarks themselves, which need none, must not import this.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs2survey.settings")
django.setup()
