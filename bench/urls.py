"""The site's addresses, and before them those that only the benchmark asks."""

from django.urls import path

from registry.urls import urlpatterns as site

from . import baseline, views

urlpatterns = [
    path("bench/empty", views.empty),
    path("bench/forget", views.forget),
    path("bench/baseline/", baseline.page),
    *site,
]

handler404 = "registry.errors.not_found"
handler500 = "registry.errors.server_error"
