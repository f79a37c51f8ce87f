"""The key files of an installation, as set-up makes and checks them."""

from pathlib import Path

from surveys.key_files import KEY_BYTES, KeyFile, new_key, write_private


def make_key(path: Path) -> bool:
    """Write 32 random bytes, in hexadecimal, to a new file of mode 0600.

    Returns False, and writes nothing, when the file already exists.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_private(path, [new_key()])
    except FileExistsError:
        return False
    return True


def is_valid_key_file(path: Path) -> bool:
    """Return whether the file holds keys, each of which is 32 bytes in hexadecimal."""
    try:
        lengths = [len(bytes.fromhex(key)) for key in KeyFile(path).keys]
    except ValueError:
        return False
    return bool(lengths) and set(lengths) == {KEY_BYTES}


def is_private(path: Path) -> bool:
    """Return whether nobody but the owner can read the file."""
    return path.stat().st_mode & 0o077 == 0
