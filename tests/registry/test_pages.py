"""Pages as the public gets them: in three languages, without cookies, with nothing from another host."""

import re

import pytest

from organizations.models import Contact
from publishing import workflow
from publishing.kinds import KINDS
from publishing.models import PublishedRecord
from tests import factories

LISTS = [f"/{item.path}/" for kind in KINDS.values() for item in (kind, *kind.parts)]
PAGES = [
    "/",
    "/about/",
    "/places/",
    "/places/?q=talas",
    "/places/KG-T/",
    "/places/KG/",
    *LISTS,
]


def every_address():
    """The address of every public page and table."""
    tables = [path.rstrip("/") + ".csv" for path in LISTS]
    rows = PublishedRecord.objects.public().filter(parent=None)
    details = [row.get_absolute_url() for row in rows]
    versions = [
        f"{path}{page}" for path in details for page in ("versions/", "versions/1/")
    ]
    permanent = [
        f"/r/{key}" for key in PublishedRecord.objects.values_list("key", flat=True)
    ]
    return [
        *PAGES,
        *tables,
        *details,
        *versions,
        *permanent,
        "/robots.txt",
        "/health",
        "/nothing-here/",
    ]


def body_of(response):
    return b"".join(response).decode() if response.streaming else response.text


@pytest.mark.parametrize("prefix", ["", "/ky", "/ru"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_every_language(client, published_case, prefix, path):
    response = client.get(prefix + path)

    assert response.status_code == 200
    assert f'<html lang="{prefix.strip("/") or "en"}">' in response.text


def test_a_page_links_to_itself_in_the_other_languages_with_its_filters(
    client, published_case
):
    page = client.get("/ky/cases/?place=KG-T").text

    assert 'href="/ru/cases/?place=KG-T"' in page
    assert '<link rel="alternate" hreflang="en" href="/cases/?place=KG-T">' in page


def test_a_text_that_falls_back_to_another_language_says_which(client, published_case):
    page = client.get(f"/ky/cases/{published_case.slug}/").text

    assert f'<h1><span lang="en">{published_case.title_en}</span></h1>' in page


def test_a_text_in_the_language_of_the_page_is_shown(client, db):
    made = factories.published_case(title_ky="Өнөктөштүк", title_ru="Партнёрство")

    assert "<h1>Өнөктөштүк</h1>" in client.get(f"/ky/cases/{made.slug}/").text
    assert "<h1>Партнёрство</h1>" in client.get(f"/ru/cases/{made.slug}/").text


def test_no_public_page_sets_a_cookie(client, published_case):
    for address in every_address():
        assert not client.get(address).cookies, address


def test_no_public_page_loads_from_another_host_or_runs_inline_code(
    client, published_case
):
    for address in every_address():
        response = client.get(address)
        if "text/html" not in response["Content-Type"]:
            continue
        assert not re.findall(r'(?:src|srcset)="(?:https?:)?//', response.text), address
        assert not re.findall(r'<link[^>]+href="(?:https?:)?//', response.text), address
        assert (
            "<script" not in response.text
            and " style=" not in response.text
            and "<style" not in response.text
        ), address


def test_the_security_policy_forbids_everything_that_is_not_ours(client, db):
    response = client.get("/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"


def test_markers_in_every_field_that_is_not_public_appear_nowhere(
    client, administrator
):
    editor = factories.EditorFactory(
        username="editor-marker", first_name="Name-marker", last_name="Other-marker"
    )
    made = factories.case(internal_note="note-marker")
    organization = made.partners.first().organization
    type(organization).objects.filter(pk=organization.pk).update(
        internal_note="note-marker"
    )
    for n, kind in enumerate(Contact.Kind.values):
        Contact.objects.create(
            organization=organization,
            kind=kind,
            value=f"contact-marker-{n}",
            is_public=False,
        )
    factories.publish(made, by=editor, why="checked")
    workflow.note_change(made.record, editor)
    draft = factories.case(
        slug="draft-marker", title_en="Title-marker", summary_en="Summary-marker"
    )
    draft.findings.update(text_en="finding-marker")
    workflow.submit(draft.record, editor, "comment-marker")
    type(made).objects.filter(pk=made.pk).update(title_en="Unpublished-marker")
    made.findings.update(text_en="Unpublished-marker")
    withdrawn = factories.case(
        slug="withdrawn", title_en="Withdrawn-marker", summary_en="Withdrawn-marker"
    )
    factories.publish(withdrawn, by=editor)
    workflow.withdraw(
        withdrawn.record, editor, "To protect somebody.", withhold_name=True
    )

    for prefix in ("", "/ky", "/ru"):
        for address in every_address():
            assert "marker" not in body_of(client.get(prefix + address)).lower(), (
                prefix + address
            )
    for query in ("marker", "contact-marker", "editor-marker"):
        for path in LISTS:
            assert client.get(path, {"q": query}).context["total"] == 0, (path, query)


def test_a_public_contact_is_shown_with_its_date(client, db):
    made = factories.OrganizationFactory()
    Contact.objects.create(
        organization=made,
        kind="website",
        value="organization.example",
        is_public=True,
        checked_on="2026-11-01",
    )
    factories.publish(made)

    page = client.get(f"/organizations/{made.slug}/").text

    assert "organization.example" in page
    assert "2026-11-01" in page


@pytest.mark.parametrize(
    "address",
    [
        "/cases/unknown/",
        "/organizations/unknown/",
        "/sources/unknown/",
        "/places/KG-X/",
        "/r/cs999",
        "/xx/cases/",
    ],
)
def test_an_unknown_address_is_not_found_and_offers_a_way_on(
    client, published_case, address
):
    response = client.get(address)

    assert response.status_code == 404
    assert "There is no page at this address" in response.text
    assert 'href="/cases/"' in response.text


def test_the_home_page_counts_what_is_published(client, published_case):
    factories.case()

    response = client.get("/")

    counts = {kind.name: count for kind, count in response.context["kinds"]}
    assert counts == {"case": 1, "organization": 2, "source": 4 - 1}
    assert response.context["oblasts"] == [("KG-T", 1)]


def test_the_home_page_is_there_before_anything_is_loaded(client, db):
    assert client.get("/").status_code == 200
    assert client.get("/places/").status_code == 200


def test_a_place_is_found_by_any_of_its_names(client, db):
    osh = factories.place("KG-O", "Osh", ky="Ош", ru="Ошская")
    uzgen = factories.place(
        "41706255", "Uzgen", "rayon", "KG-O", ky="Өзгөн", ru="Узгенский"
    )
    uzgen.names.create(name="Usgen", kind="misspelt")
    uzgen.refresh_search_text()

    for text in ("Uzgen", "өзгөн", "Ozgon", "Узген", "usgen", "Озг"):
        assert [
            place.code for place in client.get("/places/", {"q": text}).context["found"]
        ] == ["41706255"], text
    assert client.get("/places/", {"q": "ош"}).context["found"] == [osh]


def test_a_place_page_says_where_it_lies_and_what_lies_in_it(client, db):
    factories.place("41707232", "Talas", "rayon", "KG-T")
    factories.place("41707232820", "Kok-Oi", "ayil_aimak", "41707232")

    response = client.get("/places/41707232/")

    assert [child.code for child in response.context["children"]] == ["41707232820"]
    assert re.search(r'<a href="/places/KG-T/">Talas oblast</a>', response.text)


def test_a_classifier_code_leads_to_the_place_of_an_iso_code(client, db):
    factories.place("KG-T", "Talas", coate="41707000000000")

    response = client.get("/places/41707000000000/")

    assert response.status_code == 301
    assert response["Location"] == "/places/KG-T/"


def test_not_stated_is_written_where_a_source_is_silent_and_zero_is_zero(client, db):
    made = factories.case(period="")
    made.beneficiaries.update(quantity_min=None, quantity_exactness="", unit="")
    factories.publish(made)

    page = client.get(f"/cases/{made.slug}/").text

    assert '<dt>Period</dt><dd><span class="ns">not stated</span></dd>' in page
    assert (
        '<td class="num" data-l="Number"><span class="ns">not stated</span></td>'
        in page
    )
    assert '<td class="num" data-l="Figure">0 villages</td>' in page


def test_a_mark_leads_to_the_note_that_names_source_place_and_doubt(client, db):
    made = factories.case()
    made.findings.update(
        locator="Lessons",
        first_line=7,
        last_line=9,
        certainty="uncertain",
        note="The sentence is garbled.",
    )
    factories.publish(made)

    page = client.get(f"/cases/{made.slug}/").text

    mark = re.search(
        r'Listening comes first\.<sup class="c"><a href="#n(\d+)"[^>]*>\1\?</a>', page
    )
    note = re.search(rf'<li id="n{mark[1]}">(.*?)</li>', page, re.S)[1]
    assert f"/sources/{made.source.slug}/" in note
    assert "“Lessons”, lines 7–9" in note
    assert "The sentence is garbled." in note


def test_text_of_a_section_cannot_bring_in_markup(client, db):
    made = factories.case()
    made.sections.update(
        body_en="<script>alert(1)</script> **bold** ![x](http://other.example/x.png) [l](javascript:alert(1))"
    )
    factories.publish(made)

    page = client.get(f"/cases/{made.slug}/").text

    assert "<script" not in page
    assert "<strong>bold</strong>" in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_the_health_address_answers(client, db):
    assert client.get("/health").text == "ok"


def test_the_bar_of_the_oblast_with_the_most_fills_its_row(client, db):
    factories.place("KG-N", "Naryn")
    for _n in range(3):
        factories.published_case()
    naryn = factories.case()
    naryn.places.update(place=factories.place("KG-N"))
    factories.publish(naryn)

    for prefix in ("/", "/ky/", "/ru/"):
        bars = re.findall(r'<rect class="bar" width="([^"]+)"', client.get(prefix).text)
        assert bars == ["100%", "33.33%"], prefix


def test_an_organization_is_no_partner_for_what_it_carried_out(client, db):
    made = factories.case()
    lead = made.partners.get(role="lead").organization
    made.activities.get().partners.add(lead)
    factories.publish(made)

    roles = client.get(f"/organizations/{lead.slug}/").context["roles"]

    assert set(roles) == {"lead"}
