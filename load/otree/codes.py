"""Prints the code of each participant of the session that was made."""

import sys

from otree.main import setup

setup()

from otree.database import db  # noqa: E402  it reads the settings that `setup` has found
from otree.models import Participant  # noqa: E402

sys.stdout.write("\n".join(code for (code,) in db.query(Participant.code)))
