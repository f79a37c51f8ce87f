from django.urls import path

from analytics.seminars import views

SEMINAR = "staff/seminars/<uuid:seminar_id>/"

urlpatterns = [
    path("staff/studies/<slug:slug>/seminars/new/", views.create, name="create_seminar"),
    path(SEMINAR, views.screen, name="seminar"),
    path(f"{SEMINAR}watch/", views.watch, name="seminar_watch"),
    path(f"{SEMINAR}move/", views.move, name="seminar_move"),
    path(f"{SEMINAR}counts/", views.counts, name="seminar_counts"),
    path(f"{SEMINAR}counts.csv", views.counts_file, name="seminar_counts_file"),
]
