"""Encrypted backups of the two databases, each in an archive of its own, and their restoring."""
