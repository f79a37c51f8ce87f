"""The version of the program, as in pyproject.toml, which is not where the program is installed."""

VERSION = "0.3.0"
