"""Key files of tests."""

from pathlib import Path

from surveys.key_files import KeyFile


def key_file(folder: Path, *keys: str, name: str = "key") -> KeyFile:
    """Return a new file with these keys, the newest first."""
    path = folder / name
    path.write_text("".join(f"{key}\n" for key in keys))
    path.chmod(0o600)
    return KeyFile(path)
