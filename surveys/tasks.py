"""The Celery tasks: each calls one function."""

from celery import shared_task

from surveys import facilitating, jobs, purging, scheduling, tidying, trial_drafts, worker_life  # noqa: F401  facilitating registers its job
from surveys.delivering import outbox, password_mails


@shared_task(name="surveys.run_job")
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task(name="surveys.sweep")
def sweep() -> None:
    jobs.sweep()
    worker_life.give_sign()


@shared_task(name="surveys.close_due")
def close_due() -> None:
    scheduling.act_on_closing_times()


@shared_task(name="surveys.tidy")
def tidy() -> None:
    tidying.tidy()


@shared_task(name="surveys.mail")
def mail() -> None:
    outbox.enqueue_sending()


@shared_task(name="surveys.purge")
def purge() -> None:
    purging.enqueue_purges()
    purging.erase_mails()
    trial_drafts.erase_expired()


@shared_task(name=password_mails.TASK)
def mail_password_address(message: str) -> None:
    password_mails.mail_password_address(message)
