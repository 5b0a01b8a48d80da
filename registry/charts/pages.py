"""The page of all charts, and each chart as SVG and as CSV, narrowed to places and sectors."""

import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.columns import CSV, csv_of, file_name, refused, saved
from publishing.filters import NOT_STATED
from publishing.kinds import LISTS
from publishing.lists import Chip, counted, heading

from . import counting
from .charts import CHARTS, chart
from .drawing import Drawing

HEADED = ("case", "project", "conflict")


def selection_of(request, parameters=None):
    """What an address, or some parameters, narrow the charts to."""
    given = request.GET if parameters is None else parameters
    return counting.read(given, getattr(request, "index", None))


def chips(selection):
    """The filters in force, each with the query of the page without it."""
    made = []
    for name, values in selection.chosen.items():
        facet = counting.facet_of(LISTS[counting.READ_BY], name)
        for value in values:
            rest = {name: [other for other in values if other != value]}
            words = selection.names.get(facet.family, value) if value else None
            made.append(Chip(name, facet.label, words, selection.query(rest)))
    return made


def title(selection, chosen):
    """The heading of the page: how many records of the main kinds, and what they are narrowed to."""
    listed = [LISTS[name] for name in HEADED if selection.suits(LISTS[name])]
    said = ", ".join(counted(one, selection.answer(one).total) for one in listed)
    return heading(said, chosen)


def options(selection):
    """(parameter, label, [(value, name, whether it is chosen)]) of each filter that the page offers."""
    made = []
    for name, values in selection.chosen.items():
        facet = counting.facet_of(LISTS[counting.READ_BY], name)
        known = selection.answer(LISTS[counting.READ_BY]).values(facet)
        offered = selection.units if name == "place" else known - {""}
        codes = {*offered, *(value for value in values if value)}
        selection.names.need(facet.family, codes)
        entries = [
            (code, selection.names.word(facet.family, code), code in values)
            for code in codes
        ]
        entries.sort(key=lambda entry: entry[1])
        if "" in known:
            entries.append((NOT_STATED, _("not stated"), "" in values))
        made.append((name, facet.label, entries))
    return made


def page(request):
    """All charts; an address that cannot be read is said and shows none."""
    selection = selection_of(request)
    if selection.faults:
        context = {"faults": selection.faults}
        return render(request, "registry/charts.html", context, status=400)
    chosen = chips(selection)
    drawn = {name: chart(name, selection) for name in CHARTS}
    sentence = title(selection, chosen)
    context = {
        "heading": sentence,
        "title": strip_tags(sentence),
        "charts": [one for one in drawn.values() if one],
        "left_out": [CHARTS[name].label for name, one in drawn.items() if not one],
        "chips": chosen,
        "options": options(selection),
        "names": selection.names,
    }
    return render(request, "registry/charts.html", context)


def asked(request, name):
    """(the chart that an address asks for, or None; sentences about what is wrong with it)."""
    if name not in CHARTS:
        raise Http404
    selection = selection_of(request)
    if selection.faults:
        return None, selection.faults
    found = chart(name, selection)
    if found is None:
        words = {"chart": CHARTS[name].label}
        return None, [_("“%(chart)s” cannot be narrowed to a sector.") % words]
    return found, []


def svg(request, name):
    """One chart as a file that opens anywhere, with its title, its numbers in words, and where it comes from."""
    found, faults = asked(request, name)
    if faults:
        return refused(faults)
    source = ", ".join(
        [
            f"{_('Partnership and conflict')} – {_('registry of Kyrgyzstan')}",
            date_format(datetime.date.today(), "j E Y"),
            request.build_absolute_uri(found.whole_url),
        ]
    )
    drawing = Drawing(found, source, get_language())
    response = HttpResponse(str(drawing), content_type="image/svg+xml; charset=utf-8")
    return saved(response, file_name(name, "svg"))


def table_csv(request, name):
    """The numbers of one chart as CSV (RFC 4180, UTF-8 with byte order mark); 400 where the address is wrong."""
    found, faults = asked(request, name)
    if faults:
        return refused(faults)
    response = HttpResponse("".join(csv_of(found.table())), content_type=CSV)
    return saved(response, file_name(name))
