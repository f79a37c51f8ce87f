"""The Celery tasks: each calls one function."""

import logging

from celery import shared_task
from celery.signals import worker_process_init

from surveys import (
    api_tokens,
    facilitating,  # noqa: F401  registers its job
    failed_job_mails,
    jobs,
    log_context,
    purging,
    scheduling,
    sessions,
    tidying,
    trial_drafts,
    two_person,
    worker_life,
)
from surveys.audit_anchors import anchor_heads
from surveys.delivering import anchor_mails, outbox, password_mails
from surveys.seminars.running import end_abandoned

logger = logging.getLogger(__name__)

worker_process_init.connect(worker_life.join_pool)


@shared_task(name="surveys.run_job")
def run_job(job_id: str) -> None:
    with log_context.about_job(job_id):
        jobs.run(job_id)


@shared_task(name=worker_life.SWEEP)
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
    failed_job_mails.enqueue_failure_mails()
    outbox.enqueue_sending()


@shared_task(name="surveys.anchor_audit")
def anchor_audit() -> None:
    anchor_heads()


@shared_task(name="surveys.mail_anchors")
def mail_anchors() -> None:
    anchor_mails.enqueue_anchor_mails()


@shared_task(name="surveys.purge")
def purge() -> None:
    if not worker_life.clock_agrees():
        logger.error("this machine's clock differs from the database's: nothing is purged")
        return
    purging.enqueue_purges()
    purging.erase_mails()
    purging.erase_rolls(by="worker")
    trial_drafts.erase_expired()
    end_abandoned()
    sessions.erase_expired()
    two_person.forget_expired()
    api_tokens.erase_expired_tokens()


@shared_task(name=password_mails.TASK)
def mail_password_address(message: str) -> None:
    password_mails.mail_password_address(message)
