"""Addresses: public pages with the language in front (none for English), then what has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from publishing.lists import ListingCSV
from publishing.urls import kind_urls
from publishing.views import health

from . import funding, suggestions, views
from .search import SEARCH, SearchView

public = [
    path("", views.home, name="home"),
    path("search/", SearchView.as_view(), name="search-list"),
    path("search.csv", ListingCSV.as_view(listed=SEARCH), name="search-csv"),
    path("suggest/", suggestions.page, name="suggest"),
    path("about/", views.about, name="about"),
    path("places/", views.places, name="place-list"),
    path("places/compare/", views.compare, name="compare"),
    path("places/<str:code>/", views.place, name="place"),
    path("funding/", funding.page, name="funding"),
    path("funding.csv", funding.table_csv, name="funding-csv"),
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

handler404 = "registry.views.not_found"
handler500 = "registry.views.server_error"
