from django.urls import path

from analytics.brief import views

urlpatterns = [
    path(
        "releases/<uuid:release_id>/<str:perceiver>-<str:target>/brief/",
        views.brief,
        name="release-brief",
    ),
    path(
        "releases/<uuid:release_id>/<str:perceiver>-<str:target>/brief.pdf",
        views.brief_pdf,
        name="release-brief-pdf",
    ),
    path("releases/<uuid:release_id>/briefs/", views.briefs, name="release-briefs"),
    path("releases/<uuid:release_id>/briefs.zip", views.briefs_zip, name="release-briefs-zip"),
]
