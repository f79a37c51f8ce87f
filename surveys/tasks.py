"""The Celery tasks: each calls one function."""

from celery import shared_task
from django.utils import timezone

from surveys import facilitating, jobs, purging  # noqa: F401  facilitating registers its job
from surveys.delivering import outbox, password_mails
from surveys.models.job import Pulse


@shared_task(name="surveys.run_job")
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(name="surveys.sweep")
def sweep() -> None:
    jobs.sweep()
    Pulse.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task(name="surveys.mail")
def mail() -> None:
    outbox.enqueue_sending()


@shared_task(name="surveys.purge")
def purge() -> None:
    purging.enqueue_purges()
    purging.erase_mails()


@shared_task(name=password_mails.TASK)
def mail_password_address(message: str) -> None:
    password_mails.mail_password_address(message)
