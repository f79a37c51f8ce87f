"""The services these tests need."""

from tests.services import needs_postgres, needs_postgres_programs, needs_redis  # noqa: F401  fixtures
