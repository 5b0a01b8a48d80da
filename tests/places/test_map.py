"""The map: its shapes and classes, the boundaries of an operator, and the map of a list."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from places import map as country
from places.models import Boundary, Place
from publishing import kinds, workflow
from publishing.models import PublishedRecord
from tests import factories

UNITS = {"KG-B", "KG-C", "KG-Y", "KG-N", "KG-J", "KG-O", "KG-T", "KG-GB", "KG-GO"}
CENTRES = {
    "KG-T": (72.24, 42.52),
    "KG-C": (74.6, 42.7),
    "KG-Y": (78.39, 42.49),
    "KG-N": (75.99, 41.43),
    "KG-J": (72.98, 41.3),
    "KG-O": (73.4, 40.2),
    "KG-B": (70.82, 39.9),
}


def points_of(path):
    """The rings of a path of relative steps, as lists of (x, y)."""
    rings = []
    for piece in path.split("M")[1:]:
        start, steps = piece.rstrip("z").split("l")
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", f"{start} {steps}")]
        ring, x, y = [], 0, 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def holds(path, x, y):
    """Whether a point lies within a path, by the even-odd rule."""
    is_in = False
    for ring in points_of(path):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                is_in = not is_in
    return is_in


@pytest.mark.parametrize(("code", "centre"), CENTRES.items())
def test_a_town_of_an_oblast_lies_in_its_shape_and_in_no_other(code, centre):
    x, y = country.project(*centre)

    assert [unit for unit in CENTRES if holds(country.shipped()[unit], x, y)] == [code]


def test_neighbours_share_their_line_so_that_no_gap_shows():
    talas, chui = (
        {point for ring in points_of(country.shipped()[code]) for point in ring}
        for code in ("KG-T", "KG-C")
    )

    assert len(talas & chui) > 3


def test_the_shapes_are_small():
    assert len("".join(country.shipped().values())) < 8_000


@pytest.mark.parametrize(
    ("counts", "classes"),
    [
        ([0, 0], []),
        ([0, 3], [(3, 3)]),
        ([1, 1, 2, 5, 6], [(1, 1), (2, 2), (5, 5), (6, 6)]),
        ([1, 2, 3, 4, 5, 6, 7, 8], [(1, 2), (3, 4), (5, 6), (7, 8)]),
        ([5, 2, 1, 3, 4, 4, 6], [(1, 2), (3, 3), (4, 5), (6, 6)]),
    ],
)
def test_the_counts_fall_into_at_most_four_classes(counts, classes):
    assert country.steps(counts) == classes


def test_the_most_records_have_the_darkest_class_and_none_has_the_ground():
    classes = country.steps([1, 4, 9])

    assert [country.class_of(n, classes) for n in (0, 1, 4, 9)] == [
        "q0",
        "q2",
        "q3",
        "q4",
    ]


def located(place, latitude="42.5", longitude="72.2"):
    """The place with a point."""
    Place.objects.filter(pk=place.pk).update(latitude=latitude, longitude=longitude)
    return place


def case_in(place):
    """A published case study in one place."""
    case = factories.case()
    case.places.update(place=place)
    factories.publish(case)
    return case


@pytest.fixture
def units(db):
    """All units of the first level, the cities and one village with their points."""
    names = {
        "KG-B": "Batken",
        "KG-C": "Chui",
        "KG-Y": "Issyk-Kul",
        "KG-N": "Naryn",
        "KG-J": "Jalal-Abad",
        "KG-O": "Osh",
        "KG-T": "Talas",
    }
    for code, name in names.items():
        factories.place(code, name)
    factories.place("KG-GB", "Bishkek", kind="republican_city")
    factories.place("KG-GO", "Osh", kind="republican_city")
    Place.objects.filter(code="KG-GB").update(latitude="42.8699", longitude="74.5947")
    Place.objects.filter(code="KG-GO").update(latitude="40.5151", longitude="72.8083")


def map_of(page):
    return page[page.index('<svg class="map"') :].partition("</details>")[0]


def links_of(page):
    """{code: (address, label)} of the units of the map."""
    return {
        code: (address.replace("&amp;", "&"), label)
        for address, code, label in re.findall(
            r'<a href="([^"]*)"[^>]*data-key="map-(KG-[A-Z]+)" aria-label="([^"]*)"',
            map_of(page),
        )
    }


def test_every_unit_is_a_link_with_its_name_and_number(client, units, published_case):
    links = links_of(client.get("/cases/").text)

    assert set(links) == UNITS
    assert links["KG-T"] == ("?place=KG-T", "Talas oblast: 1")
    assert links["KG-GO"] == ("?place=KG-GO", "Osh city: 0")


def test_a_unit_keeps_the_other_filters_and_gives_what_it_says(
    client, units, published_case
):
    links = links_of(client.get("/cases/?sector=education&page=1&sort=newest").text)

    address, label = links["KG-T"]
    assert address == "?sector=education&sort=newest&place=KG-T"
    total = client.get(f"/cases/{address}").context["total"]
    assert label == f"Talas oblast: {total}"


def test_a_chosen_unit_is_marked_and_its_link_takes_it_away(
    client, units, published_case
):
    page = client.get("/cases/?place=KG-T&sector=education").text

    assert links_of(page)["KG-T"][0] == "?sector=education"
    assert map_of(page).count('aria-current="true"') == 2
    assert 'class="unit picked"' in map_of(page)


def test_the_map_counts_what_the_facet_counts(client, units, published_all):
    for path in ("/cases/", "/findings/", "/mines/", "/search/?q=the"):
        response = client.get(path)
        panel = next(p for p in response.context["panels"] if p.facet.name == "place")
        counts = {e.value: e.count for e in panel.entries if e.value in UNITS}
        said = {
            code: int(label.rpartition(" ")[2])
            for code, (_address, label) in links_of(response.text).items()
        }
        assert said == dict.fromkeys(UNITS, 0) | counts


def test_the_same_numbers_stand_in_a_table_the_largest_first(
    client, units, published_case
):
    rows = re.findall(
        r'<tr><th scope="row"><a [^>]*>([^<]+)</a></th>.*?<rect class="bar" width="([^"]+)%".*?<td>(\d+)</td></tr>',
        map_of(client.get("/ru/cases/").text),
    )

    assert len(rows) == len(UNITS)
    assert rows[0] == ("Талас", "100", "1") or rows[0][1:] == ("100", "1")
    assert [row[2] for row in rows[1:]] == ["0"] * 8


def test_a_settlement_with_records_is_a_point_and_others_are_none(client, units):
    village = factories.village()
    Place.objects.filter(pk=village.pk).update(latitude="42.5", longitude="72.2")
    factories.place("41707000000999", "Elsewhere", kind="rayon", parent="KG-T")
    case = factories.case()
    case.places.update(place=village)
    factories.publish(case)

    page = client.get("/cases/?sector=education").text

    address = f"?sector=education&amp;place={village.code}"
    dots = re.findall(r'<a href="([^"]*)" class="pt" tabindex="-1"', page)
    assert dots == [address]
    towns = page[page.index('id="towns"') :].partition("</details>")[0]
    assert "1 town or village" in towns
    assert f'<a href="{address}" data-key="town-{village.code}">' in towns
    assert client.get(f"/cases/?place={village.code}").context["total"] == 1


def test_a_settlement_that_is_chosen_is_marked_and_its_links_take_it_away(
    client, units
):
    village = located(factories.village())
    case_in(village)

    page = map_of(client.get(f"/cases/?place={village.code}").text)

    assert '<a href="?" class="pt picked"' in page
    assert f'data-key="town-{village.code}" aria-current="true"' in page


def test_what_lies_in_a_republican_city_is_no_dot_for_the_city_is_one(client, units):
    quarter = factories.place("41711201510010", "Chong-Aryk", "town", "KG-GB")
    case_in(located(quarter))

    page = client.get("/cases/").text

    assert links_of(page)["KG-GB"][1] == "Bishkek city: 1"
    assert 'class="pt"' not in page
    assert 'id="towns"' not in page


def test_settlements_with_fewer_records_than_are_drawn_are_counted(
    client, units, monkeypatch
):
    monkeypatch.setattr(country, "MOST_POINTS", 1)
    for number, code in enumerate(("41707215840010", "41707232820010"), 1):
        village = located(factories.place(code, f"Village {number}", "village", "KG-T"))
        for _case in range(number):
            case_in(village)

    page = map_of(client.get("/cases/").text)

    assert page.count('class="pt"') == 1
    assert ">Village 2</a> 2</li>" in page
    assert "1 with fewer records is not drawn." in page


def test_a_list_that_a_place_leaves_empty_shows_where_records_are(
    client, units, published_case
):
    page = client.get("/cases/?place=KG-O").text

    links = links_of(page)
    assert links["KG-O"] == ("?", "Osh oblast: 0")
    assert links["KG-T"] == ("?place=KG-O&place=KG-T", "Talas oblast: 1")


def test_records_without_a_place_are_the_last_row_and_can_be_chosen(
    client, units, published_case
):
    factories.published_organization(place=None)
    factories.published_organization(place=Place.objects.get(code="KG-T"))

    page = client.get("/organizations/").text

    rest = page[page.index('<tr class="un">') :].partition("</tr>")[0]
    address = re.search(r'href="([^"]*)"', rest).group(1)
    count = int(re.search(r"<td>(\d+)</td>$", rest).group(1))
    assert count
    assert client.get(f"/organizations/{address}").context["total"] == count


def test_the_map_has_the_colour_of_the_kind_that_is_listed(client, units):
    factories.published_all(date="1999")

    boxes = {
        path: re.search(r'class="mapbox (k-\w+)"', client.get(path).text).group(1)
        for path in ("/cases/", "/mines/", "/projects/", "/findings/", "/search/")
    }

    assert boxes == {
        "/cases/": "k-p",
        "/mines/": "k-m",
        "/projects/": "k-j",
        "/findings/": "k-p",
        "/search/": "k-any",
    }


def test_the_map_has_no_style_and_no_script_of_its_own(client, units, published_case):
    page = map_of(client.get("/cases/").text)

    assert not re.search(r"\s(style|on[a-z]+)=|<script|<style", page)


def test_the_map_speaks_the_language_of_the_reader(client, units, published_case):
    Place.objects.filter(code="KG-T").update(name_ky="Талас", name_ru="Таласская")

    assert links_of(client.get("/ky/cases/").text)["KG-T"][1] == "Талас облусу: 1"
    assert links_of(client.get("/ru/cases/").text)["KG-T"][1] == (
        "Таласская область: 1"
    )


def queries(client, path):
    """How many queries a page takes when it is asked for again."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


@pytest.mark.parametrize("path", ["/cases/", "/cases/?place=KG-T", "/mines/"])
def test_the_map_asks_the_database_nothing(client, units, take_up, monkeypatch, path):
    made = []
    for number in (1, 9):
        for _record in range(number):
            case_in(Place.objects.get(code="KG-T"))
            factories.published_mine(
                latitude="42.2", longitude="71.9", accuracy="approximate"
            )
        take_up()
        made.append(queries(client, path))
    monkeypatch.setattr(kinds, "MAPS", [])

    assert made == [queries(client, path)] * 2


def test_a_mine_that_is_withdrawn_is_gone_from_the_map(client, units, administrator):
    made = factories.published_mine(
        latitude="42.2", longitude="71.9", accuracy="approximate"
    )
    assert 'class="rec-pt"' in client.get("/mines/").text

    workflow.withdraw(made.record, administrator, "An error.")

    assert 'class="rec-pt"' not in client.get("/mines/").text


def test_a_mine_with_a_point_stands_on_the_map_of_mines_as_a_link(client, units):
    factories.published_mine(latitude="42.2", longitude="71.9", accuracy="approximate")
    row = PublishedRecord.objects.of("mine").get()

    page = client.get("/mines/").text

    assert f'<a href="{row.get_absolute_url()}" class="rec-pt"' in page


@pytest.mark.parametrize(
    "path", ["/cases/?sector=none-such", "/cases/?q=zzzz", "/budget-lines/"]
)
def test_there_is_no_map_where_nothing_is_listed(client, units, published_case, path):
    assert '<svg class="map"' not in client.get(path).text


def test_the_map_of_the_home_page_leads_to_the_list(client, units, published_case):
    assert links_of(client.get("/").text)["KG-T"][0] == "/cases/?place=KG-T"


def test_a_page_of_a_place_fills_the_unit_in_which_it_lies(client, units):
    village = factories.village()
    Place.objects.filter(pk=village.pk).update(latitude="42.5", longitude="72.2")

    page = client.get(f"/places/{village.code}/").text

    figure = page[page.index('class="locator') :].partition("</figure>")[0]
    assert figure.count('class="here"') == 1
    assert figure.count('class="pt"') == 1
    assert 'aria-label="On the map: Talas oblast"' in figure


def test_every_map_says_that_its_boundaries_are_indicative(
    client, units, published_case
):
    for path in ("/", "/cases/", "/places/KG-T/"):
        assert "Boundaries are indicative: Natural Earth." in client.get(path).text


SQUARE = [[71, 42], [73, 42], [73, 43], [71, 43], [71, 42]]


def feature(coordinates=SQUARE, kind="Polygon", **properties):
    rings = [coordinates] if kind == "Polygon" else [[coordinates]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": rings},
    }


@pytest.fixture
def load(tmp_path):
    def loaded(content, **options):
        file = tmp_path / "official.geojson"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        out = StringIO()
        call_command("load_boundaries", str(file), stdout=out, **options)
        return out.getvalue()

    return loaded


def collection(*features):
    return {"type": "FeatureCollection", "features": features}


def test_boundaries_are_matched_by_code_and_what_does_not_match_is_listed(units, load):
    said = load(
        collection(
            feature(code="KG-T"),
            feature(kind="MultiPolygon", shapeISO="kg-o"),
            feature(code="KG-XX"),
            feature(name="Naryn"),
        ),
        credit="The state agency, 2025",
    )

    assert set(Boundary.objects.values_list("code", flat=True)) == {"KG-T", "KG-O"}
    assert "Not matched: feature 3 (KG-XX)" in said
    assert "Not matched: feature 4 (without a code)" in said
    assert "Not in the file: KG-B" in said
    assert "2 boundaries loaded" in said


def test_boundaries_are_matched_by_the_code_of_the_classifier(units, load):
    Place.objects.filter(code="KG-N").update(coate="41704000000000")

    load(collection(feature(coate=41704000000000)))

    assert Boundary.objects.get().code == "KG-N"


def test_every_map_is_drawn_with_the_loaded_boundaries_and_their_credit(
    client, units, published_case, load
):
    before = client.get("/cases/").text

    load(collection(feature(code="KG-T")), credit="The state agency, 2025")

    after = client.get("/cases/").text
    path = Boundary.objects.get().path
    assert path not in before
    assert path in after
    assert "Boundaries are indicative: The state agency, 2025." in after


def test_boundaries_loaded_twice_are_there_once(units, load):
    load(collection(feature(code="KG-T")))
    load(collection(feature(code="KG-T")))

    assert Boundary.objects.count() == 1


def test_boundaries_that_the_file_does_not_hold_stay_unless_they_are_to_go(units, load):
    load(collection(feature(code="KG-T")))
    load(collection(feature(code="KG-O")))
    assert Boundary.objects.count() == 2

    load(collection(feature(code="KG-O")), forget=True)

    assert Boundary.objects.get().code == "KG-O"


def test_a_boundary_of_very_many_points_is_made_small(units, load):
    many = [[71 + n / 20_000, 42 + (n % 7) / 900] for n in range(20_000)]

    load(collection(feature([*many, [71, 43], many[0]], code="KG-T")))

    assert 0 < len(Boundary.objects.get().path) <= 16_000


def test_many_boundaries_share_what_a_page_has_room_for(units, load):
    ring = [[71 + n / 1_000, 42 + (n % 7) / 90] for n in range(2_000)]
    ring = [*ring, [71, 43], ring[0]]

    load(collection(*(feature(ring, code=code) for code in ("KG-T", "KG-O", "KG-N"))))

    assert sum(len(row.path) for row in Boundary.objects.all()) <= 16_000


def test_a_ring_smaller_than_the_grid_is_left_out():
    square = [(0, 0), (9, 0), (9, 9), (0, 0)]
    speck = [(5, 5), (5.2, 5), (5.2, 5.2), (5, 5)]

    assert country.path_of([square, speck]) == "M0 0l9 0 0 9z"


def test_places_abroad_are_not_missed_in_the_file(units, load):
    factories.place("X-sughd-oblast", "Sughd", "oblast", None)

    assert "X-sughd" not in load(collection(feature(code="KG-T")))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a GeoJSON FeatureCollection"),
        ({"type": "Feature"}, "is not a GeoJSON FeatureCollection"),
        (collection(), "holds no features"),
        (collection(feature(code="KG-XX")), "names an oblast or republican city"),
        (collection(feature([[1, 1]], code="KG-T")), "fewer than four points"),
        (
            collection(feature([[x * 1e5, y * 1e5] for x, y in SQUARE], code="KG-T")),
            "outside of Kyrgyzstan",
        ),
        (
            collection(feature([["a", "b"]] * 4, code="KG-T")),
            "cannot be read",
        ),
        (
            collection(
                {
                    "type": "Feature",
                    "properties": {"code": "KG-T"},
                    "geometry": {"type": "Point", "coordinates": [72, 42]},
                }
            ),
            "no Polygon or MultiPolygon",
        ),
    ],
)
def test_a_bad_file_is_refused_with_one_sentence_and_changes_nothing(
    units, load, content, sentence
):
    with pytest.raises(CommandError, match=sentence):
        load(content)

    assert not Boundary.objects.exists()


def test_a_file_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_boundaries", "/nowhere.geojson")
