"""Case studies by factors, for qualitative comparison: 1 recorded, 0 recorded without it, empty not stated.

The coding is that of crisp sets in qualitative comparative analysis (Ragin 1987).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Level
from publishing import questions
from publishing.columns import Sheet, csv_answer, refused
from publishing.lists import ListingCSV, counted, heading, lines_of
from publishing.models import FacetValue
from publishing.names import Names, pick
from reference.columns import place_codes, place_names

from .kinds.studies import CASE, oblasts_of
from .library import NarrowedView
from .models import ContributionForm, FindingKind

# So many case studies stand on the page; the table as CSV holds all.
SHOWN = 100
PARAMETER = "factors"


@dataclass(frozen=True)
class Dimension:
    """Factors that are stated together: where a case study states none of them, none of them is known.

    `found(document)` gives how often each is recorded; `is_counted` says that the number is shown and not 1 for any.
    """

    name: str
    label: str
    family: str
    found: Callable
    values: tuple = ()
    facet: str = ""
    is_counted: bool = False


def codes(name):
    return lambda document: Counter(document.get(name, ()))


def of_rows(name, field):
    return lambda document: Counter(row[field] for row in document.get(name, ()))


DIMENSIONS = (
    Dimension(
        "mechanism",
        gettext_lazy("Mechanisms"),
        "mechanism",
        codes("mechanisms"),
        facet="mechanism",
    ),
    Dimension(
        "level",
        gettext_lazy("Levels of government"),
        "level",
        codes("levels"),
        tuple(Level.values),
    ),
    Dimension(
        "contribution",
        gettext_lazy("Contributions by form"),
        "contribution-form",
        of_rows("contributions", "form"),
        tuple(ContributionForm.values),
    ),
    Dimension(
        "group",
        gettext_lazy("Groups that benefited"),
        "group",
        of_rows("beneficiaries", "group"),
        facet="group",
    ),
    Dimension(
        "finding",
        gettext_lazy("Findings, how many"),
        "finding-kind",
        of_rows("findings", "kind"),
        tuple(FindingKind.values),
        is_counted=True,
    ),
)
CONFLICT = "conflict"
NAMED = {dimension.name: dimension for dimension in DIMENSIONS}


@dataclass(frozen=True)
class Factor:
    """A column: a name that is kept for good, its dimension and its value there."""

    dimension: str
    value: str

    @property
    def name(self):
        return f"{self.dimension}_{self.value}" if self.value else self.dimension


class FactorsView(NarrowedView):
    """The case studies of a list as rows, factors as columns; it takes the filters of the list of case studies."""

    listed = CASE
    offered = tuple(
        facet for facet in CASE.facets if facet.name in ("place", "sector", "mechanism")
    )

    @cached_property
    def question(self):
        data = self.request.GET.copy()
        data.pop(PARAMETER, None)
        return questions.read(self.listed, data, self.copy)

    @cached_property
    def faults(self):
        known = (*NAMED, CONFLICT)
        strange = [name for name in self._asked if name not in known]
        return [
            _("“%s” is no group of factors.") % name[:60] for name in strange
        ] or super().faults

    @property
    def _asked(self):
        return [name for name in self.request.GET.getlist(PARAMETER) if name]

    @cached_property
    def dimensions(self):
        """The names of the dimensions that the address asks for; all where it names none."""
        return [name for name in (*NAMED, CONFLICT) if name in (self._asked or (name,))]

    @cached_property
    def factors(self):
        """All factors of the dimensions, by code; they do not depend on which case studies are chosen."""
        facets = {facet.name: facet for facet in self.listed.facets}
        found = []
        for name in self.dimensions:
            if name == CONFLICT:
                found.append(Factor(CONFLICT, ""))
                continue
            dimension = NAMED[name]
            values = dimension.values
            if dimension.facet:
                values = sorted(self.answer.values(facets[dimension.facet]) - {""})
            found += [Factor(name, value) for value in values]
        return found

    @cached_property
    def _with_conflict(self):
        """The places in which a conflict is on record, and what they lie in."""
        values = FacetValue.objects.filter(
            kind="conflict", dimension="place", record__is_withdrawn=False
        )
        return set(values.order_by().values_list("value", flat=True).distinct())

    def lines(self, numbers):
        """(what columns read, {factor's name: 1, 0, a count, or None}) of case studies, in their order."""
        for line in lines_of(numbers):
            yield line, self._coded(line["document"], line["names"])

    def _coded(self, document, names):
        found = {name: dimension.found(document) for name, dimension in NAMED.items()}
        coded = {}
        for factor in self.factors:
            if factor.dimension == CONFLICT:
                coded[factor.name] = self._shares_oblast(document, names)
            elif not found[factor.dimension]:
                coded[factor.name] = None
            else:
                n = found[factor.dimension][factor.value]
                is_counted = NAMED[factor.dimension].is_counted
                coded[factor.name] = n if is_counted else min(n, 1)
        return coded

    def _shares_oblast(self, document, names):
        """Whether a conflict is on record in an oblast or city of the case study; None where it states none."""
        units = oblasts_of(document, names)
        return int(not self._with_conflict.isdisjoint(units)) if units else None

    def get(self, request, *args, **kwargs):
        if self.faults:
            context = {"faults": self.faults, "is_too_broad": self.is_too_broad}
            return render(request, "cases/factors.html", context, status=400)
        numbers = self.answer.page(0, SHOWN)
        lines = list(self.lines(numbers))
        having = Counter(
            name for _line, coded in lines for name, n in coded.items() if n
        )
        groups = self._groups(having)
        chips = self._chips(self.question.chosen)
        title = heading(counted(self.listed, self.answer.total), chips)
        names = lines[0][0]["names"] if lines else Names()
        context = {
            "names": names,
            "heading": title,
            "title": strip_tags(title),
            "chips": chips,
            "total": self.answer.total,
            "groups": [
                (self._label(name), family, factors) for name, family, factors in groups
            ],
            "lines": [
                (
                    line["published"],
                    [
                        [(coded[factor.name], factor) for factor in factors]
                        for _name, _family, factors in groups
                    ],
                )
                for line, coded in lines
            ],
            "having": [
                [having[factor.name] for factor in factors]
                for _name, _family, factors in groups
            ],
            "choices": self.choices,
            "hidden": self.hidden,
            "ways": self._ways(),
            "list_url": f"{reverse(self.listed.list_url)}{self._list_query()}",
            "csv_url": f"{reverse('registry:factors-csv')}{self._query()}",
        }
        return render(request, "cases/factors.html", context)

    def _list_query(self):
        data = self._data()
        data.pop(PARAMETER, None)
        return f"?{data.urlencode()}" if data else ""

    def _groups(self, having):
        """[(dimension, family, factors)] of the factors that a case study in view has, the most frequent first."""
        found = []
        for name in self.dimensions:
            factors = [
                factor
                for factor in self.factors
                if factor.dimension == name
                and (having[factor.name] or name == CONFLICT)
            ]
            factors.sort(key=lambda factor: (-having[factor.name], factor.value))
            if factors:
                family = "" if name == CONFLICT else NAMED[name].family
                found.append((name, family, factors))
        return found

    @staticmethod
    def _label(name):
        return (
            _("Conflict in the same oblast") if name == CONFLICT else NAMED[name].label
        )

    def _ways(self):
        """(label, query, whether it is chosen) of all dimensions together and of each by itself."""
        data = self.request.GET.copy()
        data.pop(PARAMETER, None)
        ways = [(_("All factors"), data.urlencode(), not self._asked)]
        for name in (*NAMED, CONFLICT):
            data.setlist(PARAMETER, [name])
            ways.append((self._label(name), data.urlencode(), self._asked == [name]))
        return ways


# The columns that say which case study, when and where; a column for each factor stands behind them.
TYPES = {
    "case": "text",
    "title": "text",
    "period": "text",
    "places": "list",
    "place_codes": "list",
}


class FactorsCSV(FactorsView):
    """The whole table as CSV; 400 where a parameter is wrong."""

    faults_of_page = ListingCSV.faults_of_page

    def get(self, request, *args, **kwargs):
        if self.faults:
            return refused(self.faults)
        numbers = self.answer.page(0, self.answer.total)
        lines = (self._of_case(line) | coded for line, coded in self.lines(numbers))
        types = TYPES | {factor.name: "number" for factor in self.factors}
        return csv_answer(Sheet("factors", types), lines)

    @staticmethod
    def _of_case(line):
        return {
            "case": line["published"].key,
            "title": pick(line["published"].titles)[0],
            "period": line["document"].get("period"),
            "places": place_names(line),
            "place_codes": place_codes(line),
        }
