"""The page of jobs: what workers did, have in hand and put aside, and having it tried again."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.access import RUNS, roles_of
from surveys.job_progress import silent_services, step_words
from surveys.job_subjects import Subject, jobs_about, subject_id, subjects_in, try_again
from surveys.job_wording import kind_words, state_words, why_put_aside
from surveys.languages import text_in
from surveys.models.job import Job
from surveys.models.staff import User
from surveys.views.confirming import recently_signed_in
from surveys.views.facilitator import actor, signed_in

JOBS_ON_A_PAGE = 50
# What waits for somebody comes first, what is done last.
ORDER = (Job.State.FAILED, Job.State.RUNNING, Job.State.QUEUED, Job.State.DONE)


@never_cache
@login_required
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """For those who run a study: its jobs; for operators of the server: all."""
    user, own = _user_and_subjects(request)
    page = Paginator(_in_order(_jobs_of(user, own)), JOBS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [_row(job, own.get(subject_id(job))) for job in page]
    context = {
        "staff": True,
        "page": page,
        "put_aside": [row for row in rows if row["failed"]],
        "rows": [row for row in rows if not row["failed"]],
        "trouble": silent_services(),
        "operates": user.is_superuser,
    }
    return render(request, "surveys/jobs.html", context)


@login_required
@require_POST
@recently_signed_in
def retry_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Have a job tried again that was put aside."""
    job = _jobs_of(*_user_and_subjects(request)).filter(pk=job_id).first()
    if job is None:
        raise Http404
    if try_again(job=job, by=actor(request)):
        messages.success(request, _("The job is tried again as soon as a worker is free."))
    else:
        messages.info(request, _("This job is not put aside any more, so nothing was done."))
    return redirect("jobs")


def _user_and_subjects(request: HttpRequest) -> tuple[User, dict[str, Subject]]:
    """Return the user, and what jobs of the studies that they run are about.

    Http404 unless they run a study or operate the server.
    """
    user = signed_in(request)
    run = [study for study, role in roles_of(user).items() if role in RUNS]
    if not run and not user.is_superuser:
        raise Http404
    return user, subjects_in(run)


def _jobs_of(user: User, own: dict[str, Subject]) -> QuerySet[Job]:
    return Job.objects.all() if user.is_superuser else jobs_about(list(own))


def _in_order(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Sort jobs by state, and within each by when they were queued, the latest first."""
    place = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(ORDER)),
        output_field=IntegerField(),
    )
    return jobs.order_by(place, "-created_at", "pk")


def _row(job: Job, subject: Subject | None) -> dict[str, object]:
    """Return what the page says of a job; of a study in which the user has no role, no name."""
    runs_now = job.state == Job.State.RUNNING
    return {
        "pk": job.pk,
        "kind": kind_words(job),
        "study": subject.study if subject else None,
        "study_title": text_in(subject.study.title) if subject else "",
        "round": subject.round if subject else None,
        "round_title": text_in(subject.round.title) if subject and subject.round else "",
        "state": state_words(job),
        "step": step_words(job) if runs_now else "",
        "progress": job.progress if runs_now else None,
        "attempts": job.attempts,
        "queued_at": job.waits_since,
        "last_sign": _last_sign(job),
        "failed": why_put_aside(job),
    }


def _last_sign(job: Job) -> datetime | None:
    """Return when a worker was last heard of this job, or None while it waits for the first."""
    if job.lease_until is None:
        return job.stopped_at
    return job.lease_until - timedelta(seconds=settings.JOB_LEASE_SECONDS)
