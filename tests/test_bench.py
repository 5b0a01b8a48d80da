"""The arithmetic, the comparisons and the table of `make bench`; what it measures is not tested here."""

import sqlite3

import pytest

from bench import copying
from bench.answers import Answer, Wrong, demand_same, demand_shown, shown_counts
from bench.asking import FORGET, Asked, as_target, asked_of
from bench.goals import GOALS, Goal, Results, number
from bench.measuring import Target, figures, in_turn, percentile, ratio
from bench.table import report, size_name

ANSWER = Answer(3, {"place": {"KG-T": 2, "": 1, "KG-O": 0}}, (7, 5, 6))
PLAN = {
    "queries": {
        "none": [""],
        "filter": ["place=KG-T"],
        "word": ["q=water"],
        "seldom word": [],
        "deep": ["page=2"],
        "any page": ["page=1", "page=2"],
    },
    "detail": ["/cases/one/"],
}


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5], 0.99, 5),
        ([3, 1, 2], 0.5, 2),
        ([1, 2, 3, 4], 0.5, 2.5),
        (list(range(101)), 0.95, 95),
        ([0, 10], 0.25, 2.5),
        ([2, 1], 1, 2),
    ],
)
def test_a_percentile_lies_between_the_two_nearest_values(values, share, expected):
    assert percentile(values, share) == expected


def test_no_values_have_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_times_are_told_in_milliseconds():
    assert figures([0.001, 0.002, 0.003]) == {
        "n": 3,
        "p50": 2,
        "p95": pytest.approx(2.9),
        "p99": pytest.approx(2.98),
    }


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [(3, 2, 1.5), (None, 2, None), (3, None, None), (3, 0, None)],
)
def test_a_ratio_needs_both_figures(a, b, expected):
    assert ratio(a, b) == expected


def test_targets_are_asked_in_turn_until_each_has_enough():
    asked = []

    def target(name, **options):
        return Target(name, lambda: asked.append(name) or 0.001, warm=1, **options)

    found = in_turn([target("a", most=3), target("b", most=5), target("c", budget=0)])

    assert {name: series["n"] for name, series in found.items()} == {
        "a": 3,
        "b": 5,
        "c": 10,
    }
    assert asked[:3] == ["a", "b", "c"]
    assert sorted(asked[3:12]) == [*"aaabbbccc"]


def test_what_goes_before_a_request_is_not_timed():
    done = []
    asked = Asked("word", [("/a", {}), ("/b", {})], before=FORGET)

    target = as_target(
        asked,
        lambda path, headers, status: done.append(f"get {path}") or 0.5,
        lambda asked, request: done.append(f"{asked.before} {request[0]}"),
    )
    target.once()

    assert target.once() == 0.5
    assert done == ["forget /a", "get /a", "forget /b", "get /b"]


def test_no_address_is_asked_twice_and_a_target_without_any_is_left_out():
    found = {
        asked.name: asked for asked in asked_of(PLAN, lambda path: f"tag of {path}", 0)
    }
    addresses = [
        path
        for asked in found.values()
        for path, _headers in asked.requests
        if "utm_bench" in path
    ]

    assert not {"seldom word", "any detail"} & set(found)
    assert len(addresses) == len(set(addresses)) > 1000
    assert found["304"].requests == [
        ("/search/?place=KG-T", {"If-None-Match": "tag of /search/?place=KG-T"})
    ]
    assert found["filter"].requests[0][0].startswith("/search/?place=KG-T&utm_bench=")


def test_what_nobody_has_asked_is_asked_in_one_way_alone():
    plan = PLAN | {"detail": [f"/cases/{number}/" for number in range(20)]}

    inside, outside = (
        {asked.name: asked.requests for asked in asked_of(plan, str, half)}
        for half in (0, 1)
    )

    assert len(inside["any detail"]) == len(outside["any detail"]) == 4
    for one in inside["any detail"]:
        assert one not in [*outside["any detail"], *inside["detail"]]
    assert "page=1" in inside["any page"][0][0]
    assert "page=2" in outside["any page"][0][0]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Answer(4, ANSWER.counts, ANSWER.ids), "4 records instead of 3"),
        (
            Answer(3, {"place": {"KG-T": 1, "": 1}}, ANSWER.ids),
            "place=KG-T is counted 1 instead of 2",
        ),
        (
            Answer(3, {"place": {"KG-T": 2}}, ANSWER.ids),
            "place=not stated is counted 0 instead of 1",
        ),
        (
            Answer(3, {"place": ANSWER.counts["place"] | {"KG-C": 1}}, ANSWER.ids),
            "place=KG-C is counted 1 instead of 0",
        ),
        (Answer(3, ANSWER.counts, (5, 7, 6)), "another order"),
    ],
)
def test_an_answer_that_differs_stops_the_run(found, sentence):
    with pytest.raises(Wrong, match=f"^page: .*{sentence}"):
        demand_same("page", ANSWER, found)


def test_an_answer_that_leaves_out_a_count_of_0_is_the_same():
    found = Answer(3, {"place": {"KG-T": 2, "": 1}}, [7, 5, 6])

    demand_same("page", ANSWER, found)


def test_an_empty_answer_stops_the_run():
    empty = Answer(0, {"place": {}}, ())

    with pytest.raises(Wrong, match="nothing to time"):
        demand_same("page", empty, empty)


def page(counts, links):
    boxes = "".join(
        f'<label><input type="checkbox" name="place" value="{value}"><span>Place 9</span> <span>{n}</span></label>'
        for value, n in counts.items()
    )
    return f"<form>{boxes}</form>" + "".join(f'<a href="{link}">' for link in links)


def test_counts_are_read_from_a_page_whatever_separates_thousands():
    html = page({"KG-T": "1\u00a0234", "KG-O": "12,345", "KG-C": "7"}, [])

    assert shown_counts(html) == {"place": {"KG-T": 1234, "KG-O": 12345, "KG-C": 7}}


def test_a_page_that_shows_the_answer_passes():
    html = page({"KG-T": 2, "not-stated": 1}, ["/a", "/b", "/b"])

    demand_shown("page", ANSWER, html, ["/a", "/b", "/b"])


@pytest.mark.parametrize(
    ("counts", "links", "sentence"),
    [
        ({}, ["/a", "/b"], "no counts"),
        ({"KG-T": 3}, ["/a", "/b"], "place=KG-T 3 times instead of 2"),
        ({"not-stated": 2}, ["/a", "/b"], "place=not-stated 2 times instead of 1"),
        ({"KG-T": 2}, ["/b", "/a"], "does not show /b"),
        ({"KG-T": 2}, ["/a"], "does not show /b"),
    ],
)
def test_a_page_that_shows_another_answer_stops_the_run(counts, links, sentence):
    with pytest.raises(Wrong, match=sentence):
        demand_shown("page", ANSWER, page(counts, links), ["/a", "/b"])


def test_the_file_for_datasette_answers_as_the_rows_do(tmp_path):
    file = tmp_path / "records.db"
    rows = [
        (1, "case", "One", None, None, 5.0, "KGS", " water school "),
        (2, "case", "Two", None, None, None, "", " school "),
        (3, "mine", "Three", None, None, None, "", " water "),
    ]
    arrays = {1: {"place": ["KG-T", "KG"]}, 2: {"place": ["KG-T"]}}

    copying.export(rows, ["place"], arrays, file)

    assert copying.by_sql(file, ["place"], [("place", "KG-T")]) == Answer(
        2, {"kind": {"case": 2}, "place": {"KG": 1, "KG-T": 2}}, (1, 2)
    )
    assert copying.by_sql(file, ["place"], [], "water").ids == (1, 3)
    with sqlite3.connect(file) as stored:
        assert stored.execute("SELECT place FROM records WHERE id = 3").fetchone() == (
            "[]",
        )


def test_datasettes_answer_is_read_from_its_json():
    body = (
        '{"filtered_table_rows_count": 1, "rows": [{"id": 4}], "facet_results": '
        '{"place": {"name": "place", "results": [{"value": "KG-T", "count": 1}]}}}'
    )

    assert copying.read(body) == Answer(1, {"place": {"KG-T": 1}}, (4,))


def run(size, **http):
    return {
        "database": "SQLite",
        "records": size,
        "http": {name: {"n": 10, "p50": value} for name, value in http.items()},
        "process": {},
        "figures": {},
    }


def test_growth_is_measured_against_the_empty_view_of_each_run():
    results = Results([run(1000, empty=1, filter=2), run(1_000_000, empty=2, filter=8)])

    assert results.times_empty("filter", 1000) == 2
    assert results.growth("filter", 1000, 1_000_000) == 2
    assert results.growth("filter", 25, 1_000_000) is None


@pytest.mark.parametrize(
    ("limit", "is_least", "value", "verdict"),
    [
        (2, False, 2.0, "2.00× (met)"),
        (2, False, 2.5, "2.50× (**missed by 25%**)"),
        (50, True, 50, "50.0× (met)"),
        (50, True, 40, "40.0× (**missed by 20%**)"),
        (2, False, None, "not measured"),
        ({"SQLite": 12, "PostgreSQL": 25}, False, 15, "15.0× (**missed by 25%**)"),
    ],
)
def test_a_goal_says_whether_it_is_met_or_missed_by_how_much(
    limit, is_least, value, verdict
):
    goal = Goal("page", limit, lambda results: value, is_least=is_least)

    assert goal.verdict(value, "SQLite") == verdict


def test_every_goal_finds_its_figures():
    names = ["filter", "word", "cold word", "detail", "304"]
    names += ["any detail", "empty", "baseline filter", "datasette filter"]
    runs = [run(size, **dict.fromkeys(names, 1)) for size in (25, 1000, 100_000, 10**6)]
    for one in runs:
        one["figures"] = {"visible ms": 1, "update own ms": 1, "index MB": 1}

    values = [goal.value(Results(runs)) for goal in GOALS]

    assert values == [1] * len(GOALS)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.123, "0.12"), (2.345, "2.35"), (12.34, "12.3"), (1234.5, "1,234")],
)
def test_figures_are_written_with_three_digits(value, text):
    assert number(value) == text


def test_the_report_sets_machine_goals_and_figures_side_by_side():
    results = {
        "machine": {"cores": 2, "SQLite": "3.40"},
        "repetitions": "Many.",
        "notes": ["Left out: PostgreSQL, which is not installed here."],
        "runs": [
            run(100_000, **{"empty": 1, "filter": 2.5, "baseline filter": 250}),
            run(25, empty=1, filter=2),
        ],
    }

    text = report(results)

    assert text.startswith("Measured on: cores 2, SQLite 3.40.")
    assert "| goal, over HTTP unless said | SQLite |" in text
    assert "at most 2× | 2.50× (**missed by 25%**) |" in text
    assert "at least 50× | 100× (met) |" in text
    assert "|  | 25 | 100k |\n| --- | ---: | ---: |" in text
    assert "| filter: place and sector | 2.00 | 2.50 |" in text
    assert "| ORM page, filter / ours | – | 100 |" in text
    assert text.endswith("not installed here.\n")


@pytest.mark.parametrize(("size", "name"), [(25, "25"), (10**6, "1M"), (5000, "5,000")])
def test_sizes_have_short_names(size, name):
    assert size_name(size) == name
