"""Settings of Celery that no installation changes, and those of each kind of broker."""

from pathlib import Path
from typing import Any

CELERY_TASK_IGNORE_RESULT = True
# A worker does tasks and nothing else: the rows of jobs hold their own state.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# By default a worker ends after a hundred attempts.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "cs2survey.scheduler:Scheduler"


def broker_of(*, redis_url: str, folder: Path) -> tuple[str, dict[str, Any]]:
    """Return the address of the broker and its options: Redis, or a folder of files."""
    if redis_url:
        return redis_url, {
            "visibility_timeout": 3600,
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
            # A Redis that is down, or stands still, keeps neither a page nor a worker waiting.
            "socket_connect_timeout": 2,
            "socket_timeout": 3,
            # What is not sent now the sweeper sends.
            "max_retries": 0,
        }
    folder.mkdir(parents=True, exist_ok=True)
    return "files://localhost", {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.15,
    }
