"""Pages as the public gets them: in three languages, without cookies, with nothing from another host."""

import re

import pytest
from django.utils.html import strip_tags

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
    "/places/compare/",
    "/funding/",
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
    whole = "http://testserver/cases/?place=KG-T"
    assert f'<link rel="alternate" hreflang="en" href="{whole}">' in page


def test_a_text_that_falls_back_to_another_language_says_which(client, published_case):
    page = client.get(f"/ky/cases/{published_case.slug}/").text

    assert f'<h1><span lang="en">{published_case.title_en}</span></h1>' in page


def test_a_text_in_the_language_of_the_page_is_shown(client, db):
    made = factories.published_case(title_ky="Өнөктөштүк", title_ru="Партнёрство")

    assert "<h1>Өнөктөштүк</h1>" in client.get(f"/ky/cases/{made.slug}/").text
    assert "<h1>Партнёрство</h1>" in client.get(f"/ru/cases/{made.slug}/").text


def test_no_public_page_sets_a_cookie(client, published_all):
    for address in every_address():
        assert not client.get(address).cookies, address


def test_no_public_page_loads_from_another_host_or_runs_inline_code(
    client, published_all
):
    for address in every_address():
        response = client.get(address)
        if "text/html" not in response["Content-Type"]:
            continue
        assert not re.findall(r'(?:src|srcset)="(?:https?:)?//', response.text), address
        loaded = re.sub(r'<link rel="alternate"[^>]*>', "", response.text)
        assert not re.findall(r'<link[^>]+href="(?:https?:)?//', loaded), address
        assert (
            not re.findall(r"<script(?![^>]*\bsrc=)", response.text)
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


def test_the_home_page_counts_what_is_published(client, published_all):
    factories.case()

    response = client.get("/")

    counts = {kind.name: count for kind, count in response.context["kinds"]}
    # What stands beside the others: the organizations that they name, and the sources of those.
    assert (
        counts.pop("organization") == PublishedRecord.objects.of("organization").count()
    )
    assert counts.pop("source") == PublishedRecord.objects.of("source").count()
    assert counts == dict.fromkeys(set(published_all) - {"organization", "source"}, 1)
    parts = {part.name: count for part, count in response.context["parts"]}
    assert parts == {
        "finding": 1,
        "contribution": 1,
        "beneficiary": 1,
        "event": 5,
        "court-case": 1,
        "tally": 4,
        "licence": 1,
        "holding": 1,
        "budget-line": 2,
        "project-activity": 1,
        "output": 1,
    }
    assert response.context["oblasts"] == [("KG-T", 1)]


def test_the_home_page_leads_to_each_kind_of_the_menu_and_tells_the_parts_in_a_line(
    client, published_all
):
    page = client.get("/").text

    tiles = page[
        page.index('<div class="felts">') : page.index("As lists of their own")
    ]
    assert sorted(
        re.findall(
            r'href="/([a-z-]+)/">(?:<svg.*?</svg>)?<strong>(\d+)</strong>', tiles
        )
    ) == sorted(
        (kind.path, str(PublishedRecord.objects.of(kind.name).count()))
        for kind in KINDS.values()
        if kind.in_menu
    )
    line = page[page.index("As lists of their own:") :].partition("</p>")[0]
    assert {
        path: int(count)
        for path, count in re.findall(r'href="/([a-z-]+)/">[^<]+</a> (\d+)', line)
    } == {
        part.path: PublishedRecord.objects.of(part.name).count()
        for kind in KINDS.values()
        for part in kind.parts
    }


MENU = [
    ("/cases/", "Case studies"),
    ("/conflicts/", "Conflicts"),
    ("/mines/", "Mines"),
    ("/projects/", "Projects"),
    ("/dialogues/", "Dialogues"),
    ("/recommendations/", "Recommendations"),
    ("/places/", "Places"),
    ("/funding/", "Funding"),
    ("/organizations/", "Organizations"),
    ("/about/", "About"),
]


def menu_of(page):
    """(address, words, whether it is the section in view) of each entry of the menu."""
    menu = page[page.index('<details class="nav">') :].partition("</details>")[0]
    found = re.findall(
        r'<li><a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', menu
    )
    return [(address, words, bool(current)) for address, current, words in found]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/", None),
        ("/mines/", "/mines/"),
        ("/mines/{mine.slug}/", "/mines/"),
        ("/holdings/", "/mines/"),
        ("/conflicts/{conflict.slug}/", "/conflicts/"),
        ("/tallies/", "/conflicts/"),
        ("/projects/{project.slug}/versions/", "/projects/"),
        ("/budget-lines/", "/projects/"),
        ("/outputs/", "/projects/"),
        ("/project-activities/", "/projects/"),
        ("/dialogues/{dialogue.slug}/", "/dialogues/"),
        ("/recommendations/{recommendation.slug}/", "/recommendations/"),
        ("/places/KG-T/", "/places/"),
        ("/places/compare/", "/places/"),
        ("/funding/", "/funding/"),
        ("/responses/", None),
        ("/sources/", None),
    ],
)
def test_the_menu_holds_the_sections_and_marks_the_one_in_view(
    client, published_all, path, section
):
    page = client.get(path.format(**published_all)).text

    assert [entry[:2] for entry in menu_of(page)] == MENU
    assert [address for address, _words, current in menu_of(page) if current] == (
        [section] if section else []
    )


def test_the_footer_leads_to_what_the_menu_leaves_out_and_to_every_table(
    client, published_all
):
    page = client.get("/about/").text

    footer = page[page.index('<footer class="foot">') :]
    addresses = set(re.findall(r'href="([^"]+)"', footer))
    expected = {f"/{kind.path}.csv" for kind in KINDS.values()}
    expected |= {f"/{part.path}/" for kind in KINDS.values() for part in kind.parts}
    expected |= {"/responses/", "/sources/", "/places/compare/", "/funding/"}
    assert expected <= addresses
    for address in expected:
        assert client.get(address).status_code == 200, address


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


def test_what_is_recorded_in_one_place_is_found_on_its_page(client, published_all):
    page = client.get("/places/KG-T/").text

    for name in ("case", "mine", "conflict", "dialogue", "project"):
        made = published_all[name]
        address = PublishedRecord.objects.get(key=made.key).get_absolute_url()
        assert f'href="{address}"' in page, name
    assert '<h2 id="mines">Mines <span class="count">1</span></h2>' in page
    assert "Partnership and conflict on one time line" in page


def test_a_village_page_shows_the_mine_it_is_nearest_to_and_not_the_case_of_the_oblast(
    client, published_all
):
    village = published_all["mine"].nearest

    page = client.get(f"/places/{village.code}/").text

    assert f'href="/mines/{published_all["mine"].slug}/"' in page
    assert f'href="/cases/{published_all["case"].slug}/"' not in page


def test_a_case_study_a_mine_and_a_dialogue_of_one_place_alone_find_each_other(
    client, db
):
    made = (
        factories.published_case(),
        factories.published_mine(),
        factories.published_dialogue(),
    )
    addresses = [
        PublishedRecord.objects.get(key=row.key).get_absolute_url() for row in made
    ]

    place = client.get("/places/KG-T/").text

    for address in addresses:
        assert f'href="{address}"' in place, address
        assert 'href="/places/KG-T/"' in client.get(address).text, address
    mine = client.get(addresses[1]).text
    assert f'href="{addresses[0]}"' in mine
    assert f'href="{addresses[2]}"' in mine


def test_a_page_of_a_place_claims_no_cause(client, published_all):
    assert (
        "Two things side by side are not a cause." in client.get("/places/KG-T/").text
    )


@pytest.mark.parametrize("prefix", ["", "/ky", "/ru"])
def test_the_page_of_every_kind_is_there_in_every_language(
    client, published_all, prefix
):
    addresses = [
        PublishedRecord.objects.get(key=row.key).get_absolute_url()
        for row in published_all.values()
    ]
    for address in (*addresses, "/funding/", "/places/compare/"):
        assert client.get(prefix + address).status_code == 200, prefix + address


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
    assert "“Lessons”, lines 7–9" in strip_tags(note)
    assert "The sentence is garbled." in note


def test_text_of_a_section_cannot_bring_in_markup(client, db):
    made = factories.case()
    made.sections.update(
        body_en="<script>alert(1)</script> **bold** ![x](http://other.example/x.png) [l](javascript:alert(1))"
    )
    factories.publish(made)

    page = client.get(f"/cases/{made.slug}/").text

    assert "<script>" not in page
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
