"""Addresses: public pages with the language in front (none for English), then what has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from cases.factors import FactorsCSV, FactorsView
from cases.library import LibraryView
from publishing.lists import ListingCSV
from publishing.urls import kind_urls
from publishing.views import health

from . import comparison, funding, home, style, suggestions, views
from .charts import pages as charts
from .handbook import pages as handbook
from .search import SEARCH, SearchView

public = [
    path("", home.page, name="home"),
    path("search/", SearchView.as_view(), name="search-list"),
    path("search.csv", ListingCSV.as_view(listed=SEARCH), name="search-csv"),
    path("suggest/", suggestions.page, name="suggest"),
    path("about/", views.about, name="about"),
    path("style/", style.page, name="style"),
    path("findings/library/", LibraryView.as_view(), name="findings-library"),
    path("findings/factors/", FactorsView.as_view(), name="findings-factors"),
    path("findings/factors.csv", FactorsCSV.as_view(), name="factors-csv"),
    path("compare/", comparison.page, name="compare-records"),
    path("compare.csv", comparison.table_csv, name="compare-csv"),
    path("places/", views.places, name="place-list"),
    path("places/compare/", views.compare, name="compare"),
    path("places/<str:code>/", views.place, name="place"),
    path("funding/", funding.page, name="funding"),
    path("funding.csv", funding.table_csv, name="funding-csv"),
    path("charts/", charts.page, name="charts"),
    path("charts/<slug:name>.svg", charts.svg, name="chart-svg"),
    path("charts/<slug:name>.csv", charts.table_csv, name="chart-csv"),
    path("cases/handbook/", handbook.AskView.as_view(), name="handbook"),
    path("cases/handbook/<slug:name>/", handbook.progress, name="handbook-progress"),
    path("cases/handbook/<slug:name>.pdf", handbook.pdf, name="handbook-pdf"),
    *kind_urls(),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("admin-language/", set_language, name="set_language"),
    path("health", health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    *i18n_patterns(
        path("", include((public, "registry"))), prefix_default_language=False
    ),
]

handler400 = "registry.errors.bad_request"
handler403 = "registry.errors.forbidden"
handler404 = "registry.errors.not_found"
handler500 = "registry.errors.server_error"
