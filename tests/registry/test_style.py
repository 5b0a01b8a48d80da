"""The style page: there while templates are written, with every part from the templates of the site."""

import re
from pathlib import Path

import pytest

from publishing.kinds import LISTS
from publishing.models import PublishedRecord
from tests import factories

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def test_the_style_page_is_not_there_for_the_public(client, db):
    assert client.get("/style/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/ky", "/ru"])
def test_the_style_page_shows_every_part_in_every_language(
    client, published_all, settings, prefix
):
    settings.DEBUG = True

    page = client.get(f"{prefix}/style/").text

    for part in (
        'class="sentence"',
        'class="ns"',
        "<sup",
        'class="note warn"',
        'class="chips"',
        'class="facets"',
        "is-chosen",
        "is-excluded",
        "is-off",
        "undated",
        'class="rbar"',
        'class="chosen has"',
        'class="pages"',
        'class="version"',
        'class="tl"',
        'class="un"',
        'class="ts tv"',
        'class="map"',
        'class="unit picked"',
        'class="q0 zero"',
    ):
        assert part in page, part


def test_the_style_page_is_made_of_every_part_of_the_public_pages(
    client, published_all, settings
):
    settings.DEBUG = True
    factories.published_case(slug="second")

    page = client.get("/style/")

    parts = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.glob("**/_*.html")
        if path.relative_to(TEMPLATES).parts[0] != "admin"
    }
    assert len(parts) > 70
    assert sorted(parts - {template.name for template in page.templates}) == []


def test_the_style_page_shows_a_card_of_everything_that_is_published(
    client, published_all, settings
):
    settings.DEBUG = True
    kinds = set(PublishedRecord.objects.values_list("kind", flat=True))

    page = client.get("/style/").text

    for listed in LISTS.values():
        if listed.name in kinds:
            assert f'<p class="small dim">{listed.plural}</p>' in page
    assert len(re.findall(r'<article class="card', page)) >= len(kinds)


def test_the_style_page_is_there_before_anything_is_published(client, db, settings):
    settings.DEBUG = True

    assert client.get("/style/").status_code == 200
