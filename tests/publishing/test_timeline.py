import datetime

import pytest

from publishing.timeline import Axis, Entry, Lane, Timeline, plot, strokes


def axis(*dates):
    return Axis([Entry("x", date) for date in dates])


def test_an_axis_runs_from_the_first_to_the_end_of_the_last_year():
    found = axis("1994/2016", "2017-10")

    assert (found.first, found.last) == (1994, 2018)
    assert found.at(datetime.date(1994, 1, 1)) == 0
    assert found.at(datetime.date(2018, 1, 1)) == 100


def test_a_partial_date_is_drawn_as_long_as_it_is_uncertain():
    found = axis("2000", "2009")

    assert found.span("2000") == (0, pytest.approx(10, abs=0.1))
    month = found.span("2004-05")[1]
    assert 0 < month < found.span("2004")[1] / 10


def test_an_open_end_runs_to_the_edge():
    found = axis("2000", "2009")

    assert found.span("2005/..") == (
        pytest.approx(50, abs=0.1),
        pytest.approx(50, abs=0.1),
    )


def test_nothing_dated_still_has_an_axis():
    found = axis("")

    assert found.last == found.first + 1


def test_the_years_under_the_plots_are_few_and_round():
    years = [year for year, _x in axis("1994/2016", "2017").ticks]

    assert years == [1995, 2000, 2005, 2010, 2015]


@pytest.mark.parametrize(
    ("count", "upright", "across"), [(0, 0, 0), (4, 4, 0), (5, 4, 1), (12, 10, 2)]
)
def test_a_tally_is_drawn_in_fives_the_fifth_across(count, upright, across):
    path, _width = strokes(count)

    assert path.count("v16") == upright
    assert path.count("L") == across


@pytest.mark.parametrize(
    ("entry", "form"),
    [
        (Entry("a", "2001/2006", is_span=True), "bar"),
        (Entry("a", "2001-05-12"), "moment"),
        (Entry("a", "2001-05"), "range"),
        (Entry("a", "2001"), "range"),
        (Entry("a"), "undated"),
        (Entry("a", "1994/2016", is_tally=True, count=7), "tally"),
        (Entry("a", "1994/2016", is_tally=True), "tally"),
    ],
)
def test_what_is_not_dated_is_not_placed(entry, form):
    drawn = plot(Lane("lane", [entry]), axis("1990", "2020"))

    assert [shape.form for shape in drawn.shapes] == [form]


def test_entries_of_a_lane_stand_one_below_the_other():
    entries = [Entry(str(n), str(2000 + n)) for n in range(5)]

    shapes = Timeline([Lane("lane", entries)]).plots[0].shapes

    heights = [shape.y for shape in shapes]
    assert heights == sorted(set(heights))


def test_a_label_at_the_right_edge_is_written_to_the_left():
    shapes = Timeline([Lane("x", [Entry("a", "1990"), Entry("b", "2020")])]).plots[0]

    assert [shape.is_left for shape in shapes.shapes] == [False, True]
