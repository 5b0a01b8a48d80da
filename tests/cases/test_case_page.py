"""The page of a case study: who did what for whom, what is folded, what stands beside it, and its notes."""

import re

import pytest

from cases.models import (
    Beneficiary,
    CasePlace,
    CaseStudy,
    Contribution,
    Finding,
    Partner,
    Section,
)
from organizations.roles import RoleDiagram
from publishing import workflow
from publishing.models import FacetValue
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client, made, language=""):
    response = client.get(f"{language}/cases/{made.slug}/")
    assert response.status_code == 200
    return response


def section(page, anchor):
    """The page from one heading to the next of its rank."""
    found = re.search(rf'<h2 id="{anchor}">.*?(?=<h2 |</article>)', page.text, re.S)
    return found[0] if found else ""


def partners(made, role, count, **columns):
    return [
        factories.row(
            Partner,
            made,
            organization=factories.OrganizationFactory(name_en=f"{role} {n:02}"),
            role=role,
            did_en=f"Did {role} {n:02}.",
            **columns,
        )
        for n in range(1, count + 1)
    ]


# The diagram of roles


def test_the_heading_counts_organizations_once_and_roles(client, published_case):
    lead = published_case.partners.get(role="lead").organization
    factories.row(
        Partner, published_case, organization=lead, role="funder", did_en="Paid too."
    )
    factories.publish(published_case)

    heading = section(page_of(client, published_case), "who")

    assert "2 organizations in 3 roles</h2>" in heading


def test_every_partner_is_linked_with_its_kind_what_it_did_and_its_mark(
    client, published_case
):
    made = published_case.partners.get(role="contributor")
    factories.publish(made.organization)

    entry = re.search(
        rf'<li id="partner-{made.n}">(.*?)</li>',
        section(page_of(client, published_case), "who"),
        re.S,
    )[1]

    assert f'<a href="/organizations/{made.organization.slug}/">' in entry
    assert "government body" in entry
    assert "Gave a room." in entry
    assert re.search(r'<sup class="c"><a href="#n\d+"', entry)


def test_who_led_stands_in_the_hub_and_each_other_role_has_a_card(
    client, published_case
):
    partners(published_case, "funder", 1)
    factories.publish(published_case)

    diagram = page_of(client, published_case).context["diagram"]

    assert [role for role, _rows in diagram.hub] == ["lead"]
    assert [card["role"] for card in diagram.cards] == ["funder", "contributor"]


def test_partners_that_benefited_and_groups_are_whom_it_was_for(client, published_case):
    (served,) = partners(published_case, "beneficiary", 1)
    group = published_case.beneficiaries.get().group
    factories.row(Beneficiary, published_case, group=group, who_en="Their children")
    factories.publish(published_case)

    page = page_of(client, published_case)
    whom = re.search(r'<li class="of1 begins whom">(.*?)</figure>', page.text, re.S)[1]

    assert f'id="partner-{served.n}"' in whom
    assert f'<a href="#beneficiary-1">{group.name_en}</a>' in whom
    assert "(2)" in whom


def test_whom_it_was_for_has_a_dashed_frame_where_no_source_says_it(
    client, published_case
):
    published_case.beneficiaries.all().delete()
    factories.publish(published_case)

    page = page_of(client, published_case).text

    assert '<section class="unst"><h3>For whom</h3>' in page


def test_long_roles_are_folded_and_none_of_their_partners_is_lost(
    client, published_case
):
    made = partners(published_case, "participant", 12)
    factories.publish(published_case)

    who = section(page_of(client, published_case), "who")
    shown, _summary, folded = who.partition("<summary>6 more</summary>")

    assert all(f'id="partner-{row.n}"' in shown for row in made[:6])
    assert all(f'id="partner-{row.n}"' in folded for row in made[6:])


def test_a_fold_never_hides_one_or_two(client, published_case):
    partners(published_case, "participant", 8)
    factories.publish(published_case)

    assert "<details" not in section(page_of(client, published_case), "who")


def card(role, count, did=None):
    rows = [
        {"ref": f"{role}{n}", "role": role, "did": did or {"en": "x"}}
        for n in range(count)
    ]
    return role, rows


def diagram(*groups):
    return RoleDiagram(groups, "role", hub=("lead",), served=("beneficiary",))


@pytest.mark.parametrize(
    ("groups", "rows"),
    [
        pytest.param([("a", 1), ("b", 4)], [["a", "b"]], id="two small ones"),
        pytest.param(
            [("a", 1), ("b", 1), ("c", 1), ("d", 1)],
            [["a", "b"], ["c", "d"]],
            id="four small ones in two rows",
        ),
        pytest.param(
            [("a", 1), ("b", 5), ("c", 1)], [["a"], ["b"], ["c"]], id="a large one"
        ),
        pytest.param([("lead", 3), ("beneficiary", 2)], [], id="none left"),
    ],
)
def test_cards_stand_in_rows_of_at_most_three_a_large_one_by_itself(groups, rows):
    found = []
    for entry in diagram(*(card(*group) for group in groups)).cards:
        if entry["begins"]:
            found.append([])
        found[-1].append(entry["role"])
        assert entry["beside"] <= 3

    assert found == rows


def test_a_role_with_an_unknown_part_is_dashed():
    known = diagram(card("a", 1)).cards[0]
    unknown = diagram(("a", [{"ref": "org1", "role": "a"}])).cards[0]

    assert (known["is_open"], unknown["is_open"]) == (False, True)


# Findings, contributions, and what is folded


def test_findings_are_counted_and_a_long_group_is_folded(client, published_case):
    for n in range(9):
        factories.row(Finding, published_case, kind="result", text_en=f"Result {n}.")
    factories.publish(published_case)

    finds = section(page_of(client, published_case), "finds")

    assert "10 findings</h2>" in finds
    assert 'What changed <span class="count">9</span>' in finds or (
        'what changed <span class="count">9</span>' in finds
    )
    assert finds.index("Result 5.") < finds.index("3 more") < finds.index("Result 6.")


def test_sums_stand_in_the_foot_of_the_table_each_currency_by_itself(
    client, published_case
):
    exact = {"amount_exactness": "exact", "what_en": "More", "form": "grant"}
    for amount, currency in ((300, "USD"), (5000, "KGS")):
        factories.row(
            Contribution,
            published_case,
            giver_words_en="Somebody",
            amount_min=amount,
            currency=currency,
            **exact,
        )
    factories.publish(published_case)

    foot = re.search(r"<tfoot>(.*?)</tfoot>", page_of(client, published_case).text)[1]
    rows = re.findall(r'<tr><th[^>]*>(.*?)</th><td class="num"[^>]*>(.*?)</td>', foot)

    assert rows == [
        ("Stated exactly in KGS: 1 amount", "5000 KGS"),
        ("Stated exactly in USD: 2 amounts", "1500 USD"),
    ]


def test_a_contribution_without_money_and_quantity_says_so_once(client, published_case):
    made = factories.row(
        Contribution,
        published_case,
        giver_words_en="Somebody",
        what_en="Help",
        form="other",
    )
    factories.publish(published_case)

    row = re.search(
        rf'<tr id="contribution-{made.n}">(.*?)</tr>',
        page_of(client, published_case).text,
    )[1]

    assert row.count('colspan="2"') == 1
    assert row.count("not stated") == 2  # the receiver, and how much


def test_a_section_that_is_empty_has_no_heading(client, published_case):
    for rows in (published_case.findings, published_case.sections):
        rows.all().delete()
    factories.publish(published_case)

    page = page_of(client, published_case).text

    assert 'id="finds"' not in page
    assert 'id="story"' not in page
    assert 'href="#finds"' not in page


def test_all_anchors_on_the_page_lead_somewhere(client, published_case):
    partners(published_case, "participant", 12)
    factories.publish(published_case)

    page = page_of(client, published_case).text
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


# Notes


def test_each_note_leads_back_to_its_first_mark_alone(client, published_case):
    page = page_of(client, published_case).text
    notes = re.findall(r'<li id="n(\d+)">', page)

    assert notes
    for number in notes:
        assert page.count(f'id="m{number}"') == 1
        assert f'<a class="up" href="#m{number}"' in page
        assert page.index(f'href="#n{number}"') < page.index(f'<li id="n{number}">')


def test_a_note_names_the_place_in_the_source_and_leads_to_its_record(
    client, published_case
):
    factories.publish(published_case.source)

    page = page_of(client, published_case).text
    mark = re.search(r'Led the work\.<sup class="c"><a href="#n(\d+)"', page)[1]
    note = re.search(rf'<li id="n{mark}">(.*?)</li>', page, re.S)[1]

    assert f'<a href="/sources/{published_case.source.slug}/">' in note
    assert '“Summary”, <span class="nw">lines 1–2</span>.' in note


def test_the_address_of_a_source_is_there_for_paper(client, published_case):
    page = page_of(client, published_case).text
    key = published_case.source.key

    assert f'<span class="address">http://testserver/r/{key}</span>' in page


# What stands beside it


def other_case(sectors=(), mechanisms=(), place=None, **columns):
    """A published case study elsewhere that shares what is given."""
    made = factories.case(**columns)
    made.sectors.set(sectors or [factories.SectorFactory(code="energy")])
    made.mechanisms.set(mechanisms or [factories.MechanismFactory(code="training")])
    made.places.all().delete()
    factories.row(
        CasePlace,
        made,
        place=place or factories.place("KG-O", "Osh", "oblast"),
        role="site",
    )
    factories.publish(made)
    return made


def related(page):
    return [entry["ref"] for entry in page.context["related"]]


def test_related_case_studies_are_those_that_share_most(client, published_case):
    sector = published_case.sectors.get()
    mechanism = published_case.mechanisms.get()
    nothing = other_case()
    only_mechanism = other_case(mechanisms=[mechanism])
    both = other_case(sectors=[sector], mechanisms=[mechanism])
    same_oblast = other_case(
        sectors=[sector], mechanisms=[mechanism], place=factories.place()
    )

    found = related(page_of(client, published_case))

    assert found == [same_oblast.key, both.key]
    assert not {nothing.key, only_mechanism.key} & set(found)


def test_a_rayon_in_common_counts_more_than_an_oblast(client, db):
    rayon = factories.place("41707215000000", "Talas", "rayon", "KG-T")
    village = factories.place("41707215810010", "Kok-Oi", "village", rayon.code)
    made = other_case(place=village)
    in_oblast = other_case(place=factories.place())
    in_rayon = other_case(place=rayon)

    found = page_of(client, made).context["related"]

    assert [entry["ref"] for entry in found] == [in_rayon.key, in_oblast.key]
    assert found[0]["place"] == rayon.code


def test_the_page_says_what_a_related_case_study_shares(client, published_case):
    sector = published_case.sectors.get()
    other = other_case(
        sectors=[sector],
        mechanisms=published_case.mechanisms.all(),
        place=factories.place(),
    )

    text = section(page_of(client, published_case), "related")

    assert f'<a href="/cases/{other.slug}/">' in text
    assert "Talas oblast" in text
    assert sector.name_en in text
    assert "1 mechanism in common" in text


def test_case_studies_that_it_names_come_first_even_if_they_share_nothing(
    client, published_case
):
    near = other_case(
        sectors=published_case.sectors.all(), place=factories.place(), slug="near"
    )
    named = other_case(slug="named")
    published_case.related.add(named)
    factories.publish(published_case)

    page = page_of(client, published_case)

    assert related(page) == [named.key, near.key]
    assert "named in this record" in section(page, "related")


def test_five_case_studies_are_shown_as_related_at_the_most(client, published_case):
    for _n in range(7):
        other_case(sectors=published_case.sectors.all(), place=factories.place())

    assert len(related(page_of(client, published_case))) == 5


def test_a_withdrawn_case_study_is_related_to_none(client, published_case, editor):
    other = other_case(sectors=published_case.sectors.all(), place=factories.place())
    assert related(page_of(client, published_case)) == [other.key]

    workflow.withdraw(other.record, editor, "A mistake.")

    assert related(page_of(client, published_case)) == []


def test_what_else_is_on_record_in_its_place_is_counted_without_itself(
    client, published_all
):
    page = page_of(client, published_all["case"])

    ((code, kinds),) = page.context["in_place"]
    counts = {kind.name: n for kind, n in kinds}
    assert code == "KG-T"
    assert "case" not in counts
    assert counts["project"] == counts["mine"] == counts["conflict"] == 1
    here = section(page, "here")
    assert '<a href="/places/KG-T/">' in here
    assert 'href="/projects/?place=KG-T"' in here


def test_the_page_has_no_word_on_a_place_where_nothing_else_is_on_record(
    client, published_case
):
    FacetValue.objects.exclude(record__key=published_case.key).delete()

    page = page_of(client, published_case).text

    assert 'id="here"' not in page
    assert 'href="#here"' not in page


def test_the_page_leads_to_the_comparison_with_itself_chosen(client, published_case):
    page = page_of(client, published_case).text

    assert f'<a href="/compare/?with={published_case.key}">' in page


# Cost, languages


@pytest.mark.parametrize("others", [1, 10])
def test_the_page_takes_six_queries_however_much_stands_beside_it(
    client, published_case, django_assert_max_num_queries, take_up, others
):
    for _n in range(others):
        other_case(sectors=published_case.sectors.all(), place=factories.place())
        partners(published_case, "participant", 3)
        factories.row(Section, published_case, kind="work", heading_en="x", body_en="y")
    factories.publish(published_case)
    take_up()
    # Asked once before, for a worker keeps the map until places change.
    page_of(client, published_case)

    # The record, names of records, places and terms; related case studies; what is in its place.
    with django_assert_max_num_queries(6):
        page_of(client, published_case)


@pytest.mark.parametrize("language", ["/ky", "/ru"])
def test_the_page_is_there_in_every_language(client, published_case, language):
    page = page_of(client, published_case, language).text

    assert f'href="{language}/cases/?sector=' in page
    assert 'id="who"' in page


def test_an_old_version_shows_what_stands_beside_it_too(client, published_case):
    other = other_case(sectors=published_case.sectors.all(), place=factories.place())
    CaseStudy.objects.filter(pk=published_case.pk).update(title_en="Second title")
    published_case.refresh_from_db()
    factories.publish(published_case)

    page = client.get(f"/cases/{published_case.slug}/versions/1/")

    assert page.status_code == 200
    assert related(page) == [other.key]
