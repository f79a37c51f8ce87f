from django.urls import path

from analytics.api import files, instruments, references, schema_views, views
from analytics.api.release_tables import RELEASE_TABLE_VIEWS

INSTRUMENT = "instruments/<slug:slug>/<int:version>/"
RELEASE = "releases/<uuid:release_id>/"
STUDY = "studies/<slug:slug>/"

urlpatterns = [
    path("studies/", views.StudiesView.as_view(), name="api_studies"),
    path(STUDY, views.StudyView.as_view(), name="api_study"),
    path(f"{STUDY}rounds/", views.RoundsView.as_view(), name="api_rounds"),
    path(f"{STUDY}releases/", views.ReleasesView.as_view(), name="api_releases"),
    path(f"{STUDY}references/", references.ReferencesView.as_view(), name="api_references"),
    path(RELEASE, views.ReleaseView.as_view(), name="api_release"),
    path(f"{RELEASE}canonical/", views.CanonicalView.as_view(), name="api_canonical"),
    *(
        path(f"{RELEASE}{name}/", view, name=f"api_{name}")
        for name, view in RELEASE_TABLE_VIEWS.items()
    ),
    path(f"{RELEASE}codebook/", files.CodebookView.as_view(), name="api_codebook"),
    path(f"{RELEASE}files/", files.FilesView.as_view(), name="api_files"),
    path(f"{RELEASE}files/<str:name>", files.FileView.as_view(), name="api_file"),
    path(INSTRUMENT, instruments.InstrumentView.as_view(), name="api_instrument"),
    path(f"{INSTRUMENT}parties/", instruments.PartiesView.as_view(), name="api_parties"),
    path(f"{INSTRUMENT}threats/", instruments.ThreatsView.as_view(), name="api_threats"),
    path("schema/", schema_views.SchemaView.as_view(), name="schema"),
    path("docs/", schema_views.DocsView.as_view(url_name="schema"), name="api_docs"),
]
