"""The living style page: every part of the site with its variants, from the templates that the pages use.

It is there while templates are being written (DEBUG) and nowhere else. What it shows of records is what is published;
the rest are samples that say nothing of Kyrgyzstan. Parts that need much around them are shown where they stand: in the
pages of the site, one of each kind.
"""

import re
from copy import copy
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.safestring import mark_safe

from places import map as country
from places.drawing import map_html
from places.models import HOME, Place
from publishing.cards import cards
from publishing.facets import Entry, Panel
from publishing.frames import panels_html
from publishing.kinds import KINDS, LISTS
from publishing.lists import PAGE, Page, heading
from publishing.models import PublishedRecord
from publishing.names import Name, Names, pick
from publishing.timeline import Entry as Event
from publishing.timeline import Lane, Timeline

from .aligned.kinds import TABLES
from .errors import WORDS

WORD = {"en": "A word", "ky": "Сөз", "ru": "Слово"}
LONG = {
    "en": "A rather long label of the kind that Kyrgyz brings into a narrow column",
    "ky": "Борборсуздаштыруу жана жергиликтүү өз алдынча башкаруу органдарынын өнөктөштүгү",
    "ru": "Довольно длинная подпись, какие бывают в узкой колонке",
}
COLOURS = (
    "ink",
    "ink-2",
    "ink-3",
    "line",
    "line-2",
    "act",
    "partnership",
    "conflict",
    "project",
    "dialogue",
    "organization",
    "q1",
    "q2",
    "q3",
    "q4",
    "warn",
    "focus",
)
# Beside those of every page.
SHEETS = ("compare.css", "findings.css", "charts.css", "style.css")
STEPS = ("t-1", "t0", "t1", "t2", "t3", "t4", "t5", "t6")


@dataclass(frozen=True)
class Sample:
    """A part of the site in one variant: what it is, and its HTML."""

    what: str
    html: str
    is_wide: bool = False
    is_folded: bool = False


@dataclass(frozen=True)
class Section:
    """Samples of one sort."""

    name: str
    samples: list = field(default_factory=list)


def page(request):
    """Every part with its variants; 404 where DEBUG is off."""
    if not settings.DEBUG:
        raise Http404
    context = {
        "sheets": SHEETS,
        "colours": COLOURS,
        "steps": STEPS,
        "kinds": list(KINDS.values()),
        "sections": sections(request),
    }
    return render(request, "registry/style.html", context)


def sections(request):
    """All sections of the page, in the order in which a page is made up."""
    return [
        Section("Headings and notices", _words(request)),
        Section("Filters and results", _lists()),
        Section("Cards", _cards()),
        Section("Record", _record()),
        Section("Time lines", _time_lines()),
        Section("Map", _maps()),
        Section("Errors", _errors()),
        Section("Pages", _pages(request)),
    ]


def _part(template, **context):
    return render_to_string(template, context)


def _words(request):
    sentence = heading(
        mark_safe(
            f'<b class="k-p"><span class="nw">{_part("publishing/_shape.html", shape="p")}4</span> partnerships</b>'
        ),
        [SimpleNamespace(parameter="place", name="Talas oblast", label="Place")],
    )
    return [
        Sample("A sentence", mark_safe(f'<p class="sentence">{sentence}</p>')),
        Sample(
            "Not stated; source mark",
            _part("registry/_style_words.html", names=Names(), notes={}, row=ROW),
        ),
        Sample(
            "An address that cannot be read",
            _part("publishing/_faults.html", faults=["A fault."], instead=""),
        ),
        Sample(
            "A search that takes too long",
            _part("publishing/_faults.html", faults=["A fault."], is_too_broad=True),
        ),
        Sample(
            "Nothing found",
            _part("publishing/_nothing.html", chips=[CHIP], offers=[OFFER]),
        ),
        Sample("Nothing there yet", _part("publishing/_nothing.html")),
    ]


ROW = {"cite": {"ref": "", "at": "page 1", "certainty": "inferred"}}
CHIP = SimpleNamespace(query="", label="Sector", name="Education", shape="")
OFFER = SimpleNamespace(query="", text="water", total=12)
FACET = SimpleNamespace(name="sample", family="sample", label="A facet")


def _lists():
    chips = "".join(
        _part(
            "publishing/_chip.html",
            shape=shape,
            slot={"query": "", "label": "Kind", "name": name},
        )
        for shape, name in (("", WORD["en"]), ("p", "Partnership"), ("c", "Conflict"))
    )
    entries = [
        Entry("a", Name(WORD), 12, True),
        Entry("b", Name(LONG), 7, False),
        Entry("c", Name(WORD), 3, False, depth=1),
        Entry("d", Name(WORD), 2, False, excluded=True),
        Entry("e", Name(WORD), 0, False),
        Entry("not-stated", None, 5, False),
    ]
    panel = Panel(FACET, entries)
    many = Panel(FACET, [Entry(str(n), Name(WORD), n, False) for n in range(12)], 30)
    shown = _part(
        "publishing/_shown.html",
        is_narrowed=True,
        slot={"first": 1, "last": 4, "total": 4, "every": 25},
    )
    bar = _part(
        "publishing/_bar.html",
        orders=[("title", "title"), ("newest", "newest")],
        sort="title",
        views=[("cards", "cards"), ("table", "table")],
        view="cards",
        csv_url="",
        slot={"shown": shown, "title": "", "newest": "", "cards": "", "table": ""},
    )
    kept = _part(
        "publishing/_kept.html", slot={"name": WORD["en"], "url": "", "query": ""}
    )
    return [
        Sample(
            "Filters in use",
            _part("publishing/_chips.html", slot={"chips": mark_safe(chips)}),
        ),
        Sample(
            "A facet: chosen, free, inside another, left out, without records, not stated",
            mark_safe(f'<form class="facets">{panels_html([panel])}</form>'),
        ),
        Sample(
            "A facet of many values",
            mark_safe(f'<form class="facets">{panels_html([many])}</form>'),
        ),
        Sample("The bar of results", bar, is_wide=True),
        Sample(
            "Kept for comparing: none, one, two",
            mark_safe(
                "".join(
                    _part(
                        "publishing/_chosen.html",
                        count=count,
                        is_boxed=True,
                        slot={"chosen": mark_safe(kept * count), "link": ""},
                    ).replace('id="compare"', "")
                    for count in (0, 1, 2)
                )
            ),
            is_wide=True,
        ),
        Sample(
            "Pages",
            mark_safe(
                "".join(
                    _part(
                        "publishing/_pages.html",
                        page=Page(number, total),
                        slot={"address": "?page="},
                    )
                    for number, total in ((1, 2 * PAGE), (12, 40 * PAGE))
                )
            ),
            is_wide=True,
        ),
    ]


def _cards():
    """The card of the first published record of each kind and part."""
    found = []
    for listed in LISTS.values():
        row = PublishedRecord.objects.public().of(listed.name).first()
        if row:
            [card] = cards([row.pk], None, with_box=True)
            found.append(Sample(str(listed.plural), card, is_wide=True))
    return found


def _record():
    row = PublishedRecord.objects.public().filter(parent=None).first()
    if row is None:
        return []
    context = {"published": row, "kind": KINDS[row.kind], "names": Names()}
    old = {"version": SimpleNamespace(why="A figure was corrected."), "newer": row}
    return [
        Sample("Version", _part("publishing/_version.html", **context)),
        Sample("An old version", _part("publishing/_version.html", **context, **old)),
        Sample(
            "A preview", _part("publishing/_version.html", **context, is_preview=True)
        ),
        Sample("Sums", _part("publishing/_totals.html", totals=SUMS)),
    ]


SUMS = [
    {"currency": "KGS", "amount": 1250000, "of": "12 contributions"},
    {"currency": "USD", "amount": 1200, "of": "1 contribution"},
]


def _time_lines():
    dated = [
        Event(WORD, "1998/2006", is_span=True),
        Event(LONG, "2001-05/2003", is_span=True),
        Event(WORD, "2004~"),
        Event(WORD, "2005-05-12"),
        Event(WORD),
    ]
    counted = [
        Event(WORD, "1994/2016", is_tally=True, count=12),
        Event(WORD, "1994/2016", is_tally=True, count=2, is_heavy=True),
        Event(WORD, "1994/2016", is_tally=True, count=0),
        Event(WORD, "1994/2016", is_tally=True),
    ]
    line = Timeline(
        [
            Lane(WORD, dated, "p", sum="5"),
            Lane(LONG, counted, "c", sum="14"),
            Lane(WORD, [], "j", sum="0"),
        ]
    )
    html = _part(
        "publishing/_lanes.html", plots=line.plots, axis=line.axis, names=Names()
    ) + _part("publishing/_axis.html", axis=line.axis)
    return [
        Sample(
            "Spans, events, undated, counted, 0, not reported, nothing",
            mark_safe(f'<figure class="tl">{html}</figure>'),
            is_wide=True,
        )
    ]


def _maps():
    chart = country.chart()
    counts = {unit.code: n for n, unit in enumerate(chart.units)}
    towns = [("a", (300, 120), WORD["en"], 2), ("b", (420, 200), WORD["ky"], 1)]
    return [
        Sample(
            "One chosen, one without records",
            map_html(chart, counts, lambda code: "?", chosen=list(counts)[:1]),
            is_wide=True,
        ),
        Sample(
            "With settlements, some of them not drawn, and a mine",
            map_html(
                chart,
                counts,
                lambda code: "?",
                points=towns,
                left=3,
                records=[(360, 90, WORD, "?")],
                shape="m",
            ),
            is_wide=True,
        ),
    ]


def _errors():
    return [
        Sample(
            str(status),
            _part("registry/_style_error.html", title=title, lede=lede, status=status),
        )
        for status, (title, lede) in WORDS.items()
    ]


def _pages(request):
    """A page of each kind, folded: its address, and all that stands between its header and its footer."""
    return [
        Sample(address, _shown(request, address), is_wide=True, is_folded=True)
        for address in _addresses()
    ]


def _addresses():
    """The addresses of a page of each kind: of the first records, and of what gathers several."""
    found = []
    for kind in KINDS.values():
        rows = PublishedRecord.objects.public().of(kind.name)
        rows = list(rows.order_by("position", "pk").defer("document")[:2])
        found += [row.get_absolute_url() for row in rows[:1]]
        if kind.name in TABLES and rows:
            for chosen in (rows[:1], rows):
                query = urlencode([("with", row.key) for row in chosen])
                found.append(f"{reverse('registry:compare-records')}?{query}")
    first = PublishedRecord.objects.public().of("case").first()
    title = pick(first.titles)[0] if first else WORD["en"]
    searched = urlencode({"q": title.split()[0]})
    return [
        *found,
        f"{reverse('registry:case-list')}?view=table",
        f"{reverse('registry:search-list')}?{searched}",
        f"{reverse('registry:suggest')}?{searched}",
        *(place.get_absolute_url() for place in Place.objects.filter(code=HOME)),
        *(reverse(f"registry:{name}") for name in GATHERING),
    ]


GATHERING = (
    "home",
    "place-list",
    "compare",
    "compare-records",
    "findings-library",
    "findings-factors",
    "charts",
    "funding",
    "handbook",
    "about",
)


def _shown(request, address):
    """What a page holds between its header and its footer, as this reader would get it."""
    path, _, query = address.partition("?")
    asked = copy(request)
    asked.path = asked.path_info = path
    asked.GET = QueryDict(query)
    asked.META = request.META | {"QUERY_STRING": query}
    asked.resolver_match = match = resolve(path)
    html = match.func(asked, *match.args, **match.kwargs).text
    main = re.search(r'<main id="main">(.*)</main>', html, re.S)
    return mark_safe(main[1] if main else html)
