"""The pages behind a link, below /r/<token>/: none of them asks who is signed in."""

from django.urls import path

from analytics.release.audience import Bearer
from analytics.web import views
from analytics.web.access import by_link

urlpatterns = [
    path("", by_link(views.start, needs=Bearer.SIDE), name="link"),
    path("matrix/", by_link(views.heatmap), name="link_heatmap"),
    path("impressions/", by_link(views.impressions), name="link_impressions"),
    path("self-image/", by_link(views.self_image), name="link_self_image"),
    path("orders/", by_link(views.orders), name="link_orders"),
    path("vignettes/", by_link(views.vignettes), name="link_vignettes"),
    path("grounds/", by_link(views.grounds), name="link_grounds"),
    path("charts/<str:chart>.svg", by_link(views.chart_svg), name="link_chart_svg"),
    path("charts/<str:chart>.png", by_link(views.chart_png), name="link_chart_png"),
    path("change/", by_link(views.change), name="link_change"),
    path("reassurance/", by_link(views.reassurance), name="link_reassurance"),
    path("compare/", by_link(views.compare), name="link_compare"),
    path("<str:perceiver>-<str:target>/", by_link(views.dyad), name="link_dyad"),
    path(
        "<str:perceiver>-<str:target>/presentation/",
        by_link(views.presentation),
        name="link_presentation",
    ),
]
