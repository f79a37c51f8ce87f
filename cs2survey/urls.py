from django.urls import include, path

from cs2survey import views
from cs2survey.metrics_page import metrics

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("analytics.api.urls")),
    path("r/<str:token>/", include("analytics.brief.link_urls")),
    path("r/<str:token>/", include("analytics.web.link_urls")),
    path("", include("analytics.brief.urls")),
    path("", include("analytics.seminars.urls")),
    path("", include("analytics.web.urls")),
    path("", include("surveys.urls")),
]

handler400 = "cs2survey.views.bad_request"
handler403 = "cs2survey.views.forbidden"
handler404 = "cs2survey.views.not_found"
handler500 = "cs2survey.views.server_error"
