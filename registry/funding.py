"""Who funds what, where: projects and contributions by sector and oblast, on a page and as a table."""

from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.kinds.studies import CONTRIBUTION
from organizations.kinds import PROJECT
from places.map import FIRST_LEVEL
from places.models import HOME, Place
from places.names import PlaceNames
from publishing.columns import Sheet, csv_answer, refused
from publishing.filters import NOT_STATED, strange
from publishing.kinds import Listed
from publishing.models import FacetValue, Link, PublishedRecord
from publishing.names import record_names

LISTS = (PROJECT, CONTRIBUTION)
# The shape that stands for each of the two lists.
SHAPES = {"project": "j", "contribution": "p"}
# The columns beside the oblasts: in the country with no oblast named, abroad; the empty one has no place.
COUNTRY, ABROAD = "country", "abroad"
FUNDERS_OFFERED = 40


@dataclass
class Amounts:
    """Records of one kind: how many, and for each currency how many state an exact amount in it, and their sum.

    Those that state none stand under the empty currency.
    """

    count: int = 0
    by_currency: dict = field(default_factory=dict)

    def add(self, amount, currency):
        self.count += 1
        count, total = self.by_currency.get(currency, (0, Decimal(0)))
        self.by_currency[currency] = (count + 1, total + (amount or 0))

    @property
    def sums(self):
        """[(currency, sum)], each currency by itself."""
        found = sorted(self.by_currency.items())
        return [(currency, total) for currency, (_n, total) in found if currency]


@dataclass(frozen=True)
class Entry:
    """What a cell says of one kind of record, with the address of the list that shows the same records."""

    listed: Listed
    amounts: Amounts
    address: str

    @property
    def words(self):
        return strip_tags(self.listed.sentence(self.amounts.count))

    @property
    def shape(self):
        return SHAPES[self.listed.name]


class Funding:
    """The table of all funders or of one, read in two queries, however many records there are.

    Of a funder it counts the projects that it funds and the contributions that it gave.
    """

    def __init__(self, funder=""):
        self.funder = funder
        places = Place.objects.filter(Q(depth=1) | Q(depth=2, kind__in=FIRST_LEVEL))
        places = list(places.order_by("path"))
        self.names = PlaceNames(places)
        home = next((place.path for place in places if place.code == HOME), "-")
        self.units = [
            place.code
            for place in places
            if place.depth == 2 and place.path.startswith(home)
        ]
        self.roots = [
            place.code for place in places if place.depth == 1 and place.code != HOME
        ]
        self.abroad, self.in_country, self.found = set(), [], {}
        for pk, (kind, amount, currency, sectors, codes) in self._records().items():
            columns = self._columns_of(codes)
            if COUNTRY in columns:
                self.in_country.append(pk)
            for sector in (*sectors, None):
                for column in (*columns, None):
                    place = (kind, sector, column)
                    self.found.setdefault(place, Amounts()).add(amount, currency)

    def _records(self):
        """{pk: (kind, amount, currency, sectors, places)} of the records that are counted."""
        rows = FacetValue.objects.filter(
            Q(dimension="sector")
            | Q(dimension="place", value__in=[HOME, "", *self.units, *self.roots]),
            self._of_funder(),
            record__is_withdrawn=False,
        )
        records = {}
        for pk, kind, amount, currency, dimension, value in rows.values_list(
            "record",
            "kind",
            "record__amount",
            "record__currency",
            "dimension",
            "value",
        ):
            record = (kind, amount, currency, set(), set())
            records.setdefault(pk, record)[3 if dimension == "sector" else 4].add(value)
        return records

    def _of_funder(self):
        project, contribution = Q(kind=PROJECT.name), Q(kind=CONTRIBUTION.name)
        if self.funder:
            funded = FacetValue.objects.filter(dimension="funder", value=self.funder)
            project &= Q(record__in=funded.values("record"))
            given = Link.objects.filter(to=self.funder, role="giver")
            contribution &= Q(record__in=given.values("record"))
        return project | contribution

    def _columns_of(self, codes):
        columns = [code for code in self.units if code in codes]
        if HOME in codes and not columns:
            columns.append(COUNTRY)
        if abroad := codes.intersection(self.roots):
            self.abroad |= abroad
            columns.append(ABROAD)
        return columns if HOME in codes or abroad else [""]

    @property
    def columns(self):
        """The oblasts and republican cities; then the columns beside them in which something is."""
        used = {column for _kind, _sector, column in self.found}
        return [*self.units, *(code for code in (COUNTRY, ABROAD, "") if code in used)]

    @property
    def sectors(self):
        """The sectors that have a record, the one with the most first; records without a sector last."""
        counts = {}
        for (_kind, sector, column), amounts in self.found.items():
            if sector is not None and column is None:
                counts[sector] = counts.get(sector, 0) + amounts.count
        return sorted(counts, key=lambda code: (not code, -counts[code], code))

    def amounts(self, listed, sector=None, column=None):
        """The Amounts of a sector in a place; of all sectors or all places where none is given."""
        return self.found.get((listed.name, sector, column)) or Amounts()

    def cell(self, sector, column):
        """The Entries of a sector in a place, of the lists that have records there."""
        found = [(listed, self.amounts(listed, sector, column)) for listed in LISTS]
        return [
            Entry(listed, amounts, self._address(listed, sector, column))
            for listed, amounts in found
            if amounts.count
        ]

    def _address(self, listed, sector, column):
        if column == COUNTRY:
            # No filter of a list leaves the oblasts out; the page names these records itself.
            return "#country"
        pairs = [] if sector is None else [("sector", sector or NOT_STATED)]
        if column == ABROAD:
            pairs += [("place", code) for code in sorted(self.abroad)]
        elif column is not None:
            pairs.append(("place", column or NOT_STATED))
        if self.funder:
            pairs.append(("funder", self.funder))
        address = reverse(listed.list_url)
        return f"{address}?{urlencode(pairs)}" if pairs else address

    @property
    def heads(self):
        """(code, name) of each column."""
        return [(column, self.place_name(column)) for column in self.columns]

    @property
    def rows(self):
        """(code, name, cells, total) of each sector."""
        return [
            (
                sector,
                self.sector_name(sector),
                [self.cell(sector, column) for column in self.columns],
                self.cell(sector, None),
            )
            for sector in self.sectors
        ]

    @property
    def totals(self):
        """The cells of all sectors together, the one of all places last."""
        return [self.cell(None, column) for column in (*self.columns, None)]

    def place_name(self, column):
        words = {
            COUNTRY: _("Kyrgyzstan, oblast not stated"),
            ABROAD: _("Abroad"),
            "": _("Place not stated"),
        }
        return words.get(column) or str(self.names.get("place", column))

    def sector_name(self, sector):
        name = str(self.names.get("sector", sector))
        return name if sector else _("Sector not stated")

    @property
    def heading(self):
        """The finding in a sentence, as “87 projects and 379 contributions in 30 sectors, by oblast”."""
        sectors = len([code for code in self.sectors if code])
        words = {
            listed.name: listed.sentence(self.amounts(listed).count) for listed in LISTS
        }
        words["sectors"] = ngettext("%(n)s sector", "%(n)s sectors", sectors) % {
            "n": f"<b>{sectors}</b>"
        }
        return _("%(project)s and %(contribution)s in %(sectors)s, by oblast") % words

    def lines(self):
        """The table's lines as dicts: one a sector, place and currency; each record counts once a sector and place."""
        for sector in self.sectors:
            for column in self.columns:
                found = [
                    self.amounts(listed, sector, column).by_currency for listed in LISTS
                ]
                for currency in sorted({*found[0], *found[1]}):
                    line = {
                        "sector": sector or NOT_STATED,
                        "sector_name": self.sector_name(sector),
                        "place": column or NOT_STATED,
                        "place_name": self.place_name(column),
                        "currency": currency or None,
                    }
                    for listed, by_currency in zip(LISTS, found, strict=True):
                        count, amount = by_currency.get(currency, (0, None))
                        line[f"{listed.name}s"] = count
                        line[f"{listed.name}s_amount"] = amount if currency else None
                    yield line


TYPES = {
    "sector": "text",
    "sector_name": "text",
    "place": "text",
    "place_name": "text",
    "projects": "number",
    "projects_amount": "number",
    "contributions": "number",
    "contributions_amount": "number",
    "currency": "text",
}


def read(parameters):
    """(funder, its Name or None, faults) of an address; the faults are sentences about what cannot be read in it."""
    faults = strange(parameters, ["funder"])
    asked = [value for value in parameters.getlist("funder") if value]
    if not asked:
        return "", None, faults
    if len(asked) > 1:
        faults.append(_("Choose one funder."))
    name = record_names(asked[:1]).get(asked[0])
    if name is None or name.kind != "organization":
        faults.append(
            _("“%(value)s” is no value of the filter “%(filter)s”.")
            % {"value": asked[0][:60], "filter": _("Funder")}
        )
    return asked[0], name, faults


def funders():
    """[(key, number of records)] of the organizations that fund the most projects and give the most contributions."""
    links = Link.objects.filter(
        Q(record__kind=PROJECT.name, role="funding")
        | Q(record__kind=CONTRIBUTION.name, role="giver"),
        record__is_withdrawn=False,
    )
    counts = links.order_by().values_list("to").annotate(n=Count("record"))
    return list(counts.order_by("-n", "to")[:FUNDERS_OFFERED])


def page(request):
    """The table with its links; six queries, seven with a funder. A wrong address is said and shows no table."""
    funder, name, faults = read(request.GET)
    if faults:
        context = {"faults": faults}
        return render(request, "registry/funding.html", context, status=400)
    table = Funding(funder)
    offered = funders()
    table.names.values["record"] = {key for key, _n in offered}
    in_country = PublishedRecord.objects.public().filter(pk__in=table.in_country)
    in_country = in_country.with_parent().defer("document")
    heading = table.heading
    if funder:
        words = {"list": heading, "funder": f"<b>{conditional_escape(name)}</b>"}
        heading = _("%(list)s: %(funder)s") % words
    context = {
        "table": table,
        "names": table.names,
        "heading": mark_safe(heading),
        "title": strip_tags(heading),
        "funder": funder,
        "funder_name": name,
        "funders": [(key, table.names.text("record", key), n) for key, n in offered],
        "is_offered": funder in {key for key, _n in offered},
        "in_country": in_country.order_by("kind", "position", "pk"),
        "query": urlencode({"funder": funder}) if funder else "",
    }
    return render(request, "registry/funding.html", context)


def table_csv(request):
    """The table as CSV; 400 where the address is wrong."""
    funder, _name, faults = read(request.GET)
    if faults:
        return refused(faults)
    return csv_answer(Sheet("funding", TYPES), Funding(funder).lines())
