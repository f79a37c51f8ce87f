from django.urls import path

from analytics.web import catalogue, references, views
from analytics.web.access import by_role

urlpatterns = [
    path("staff/planner/", views.planner, name="planner"),
    path("staff/rounds/<uuid:round_id>/result/", views.result, name="round_result"),
    path("staff/studies/<slug:slug>/references/", references.references, name="references"),
    path(
        "staff/studies/<slug:slug>/references/remove/",
        references.remove_reference,
        name="remove_reference",
    ),
    path(
        "staff/studies/<slug:slug>/references.csv",
        references.references_file,
        name="references_file",
    ),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<uuid:release_id>/", catalogue.entry, name="catalogue_entry"),
    path("catalogue/<uuid:release_id>/<str:name>", catalogue.record, name="catalogue_record"),
    path("releases/<uuid:release_id>/doi/", catalogue.doi, name="release_doi"),
    path("releases/<uuid:release_id>/", by_role(views.heatmap), name="heatmap"),
    path("releases/<uuid:release_id>/impressions/", by_role(views.impressions), name="impressions"),
    path("releases/<uuid:release_id>/levels/", by_role(views.levels), name="levels"),
    path("releases/<uuid:release_id>/self-image/", by_role(views.self_image), name="self_image"),
    path("releases/<uuid:release_id>/orders/", by_role(views.orders), name="orders"),
    path("releases/<uuid:release_id>/vignettes/", by_role(views.vignettes), name="vignettes"),
    path("releases/<uuid:release_id>/grounds/", by_role(views.grounds), name="grounds"),
    path(
        "releases/<uuid:release_id>/charts/<str:chart>.svg",
        by_role(views.chart_svg),
        name="chart_svg",
    ),
    path(
        "releases/<uuid:release_id>/charts/<str:chart>.png",
        by_role(views.chart_png),
        name="chart_png",
    ),
    path("releases/<uuid:release_id>/change/", by_role(views.change), name="change"),
    path("releases/<uuid:release_id>/reassurance/", by_role(views.reassurance), name="reassurance"),
    path("releases/<uuid:release_id>/compare/", by_role(views.compare), name="compare"),
    path("releases/<uuid:release_id>/files/", by_role(views.files), name="files"),
    path("releases/<uuid:release_id>/files/try-again/", views.make_files, name="make_files"),
    path("releases/<uuid:release_id>/audience/", views.audience, name="audience"),
    path("releases/<uuid:release_id>/audience/confirm/", views.confirm, name="confirm_audience"),
    path("releases/<uuid:release_id>/audience/widen/", views.widen, name="widen_audience"),
    path(
        "releases/<uuid:release_id>/<str:perceiver>-<str:target>/",
        by_role(views.dyad),
        name="dyad",
    ),
    path(
        "releases/<uuid:release_id>/<str:perceiver>-<str:target>/presentation/",
        by_role(views.presentation),
        name="presentation",
    ),
]
