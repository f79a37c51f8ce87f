"""Files that are still there after the machine has lost its power."""

import os
from pathlib import Path


def make_entries_durable(folder: Path) -> None:
    """Put on the disk which files a folder has, under which names. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
