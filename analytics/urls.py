from django.urls import path

from analytics import views

urlpatterns = [
    path("staff/rounds/<uuid:round_id>/result/", views.result, name="round_result"),
    path("releases/<uuid:release_id>/", views.heatmap, name="heatmap"),
    path("releases/<uuid:release_id>/impressions/", views.impressions, name="impressions"),
    path("releases/<uuid:release_id>/vignettes/", views.vignettes, name="vignettes"),
    path("releases/<uuid:release_id>/change/", views.change, name="change"),
    path("releases/<uuid:release_id>/files/", views.files, name="files"),
    path("releases/<uuid:release_id>/<str:perceiver>-<str:target>/", views.dyad, name="dyad"),
]
