"""Addresses of all kinds and parts, made from their declarations."""

from django.urls import path

from . import lists, views
from .kinds import KINDS


def list_urls(listed):
    """The list of a kind or part, and its table as CSV."""
    return [
        path(
            f"{listed.path}/",
            lists.ListingView.as_view(listed=listed),
            name=f"{listed.name}-list",
        ),
        path(
            f"{listed.path}.csv",
            lists.ListingCSV.as_view(listed=listed),
            name=f"{listed.name}-csv",
        ),
    ]


def kind_urls():
    """Lists, pages and versions of every kind, lists of every part, and the permanent addresses."""
    urls = []
    for kind in KINDS.values():
        options = {"kind": kind}
        urls += list_urls(kind)
        urls += [url for part in kind.parts for url in list_urls(part)]
        urls += [
            path(
                f"{kind.path}/<slug:slug>/",
                views.detail,
                options,
                name=f"{kind.name}-detail",
            ),
            path(
                f"{kind.path}/<slug:slug>/versions/",
                views.versions,
                options,
                name=f"{kind.name}-versions",
            ),
            path(
                f"{kind.path}/<slug:slug>/versions/<int:number>/",
                views.version,
                options,
                name=f"{kind.name}-version",
            ),
        ]
    return [
        *urls,
        path("r/<slug:key>", views.permanent, name="permanent"),
        path("r/<slug:key>/preview/", views.preview, name="preview"),
        path("r/<slug:key>/review/", views.review, name="review"),
    ]
