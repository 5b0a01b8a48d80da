"""Filters of public lists: short words in the address, values that are codes or keys, clear words for a wrong one."""

import datetime
from functools import cache

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import words
from .kinds import list_named
from .models import FacetValue, Link, PublishedRecord
from .names import FAMILIES, record_names

NOT_STATED = "not-stated"
# Before the name of a facet: its values that are left out.
NOT = "not-"
# The most values that one address may choose in all filters together.
MOST_VALUES = 100
# The largest amount by which an address narrows a list.
MOST_AMOUNT = 10**15
# How a page shows a list and which of its records are kept for comparing; both say nothing about what the list holds.
PAGE_PARAMETERS = ("view", "with")
# What other sites add to an address when they link here; it says nothing about the list.
FOREIGN_PARAMETERS = ("utm_", "fbclid", "gclid", "yclid")


def strange(parameters, known):
    """A sentence for each parameter of an address that nothing reads: one misspelt must not show everything."""
    return [
        _("There is no filter named “%s” here.") % name[:60]
        for name in parameters
        if name not in known and not name.startswith(FOREIGN_PARAMETERS)
    ]


def resolve(family, values):
    """Names of the values that exist in a family."""
    names = (
        record_names(values) if family == "record" else FAMILIES[family](set(values))
    )
    return {value: names[value] for value in values if value in names}


class Several(forms.Widget):
    """Reads every value that a parameter has in the address."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def render(self, *args, **kwargs):
        return ""


class FacetField(forms.Field):
    """Values of one dimension; each must be known in its family, or be `not-stated`."""

    widget = Several

    def __init__(self, *args, family, **kwargs):
        self.family = family
        super().__init__(*args, **kwargs)

    def clean(self, value):
        values = list(dict.fromkeys(item for item in value or [] if item))
        if len(values) > MOST_VALUES:
            raise ValidationError(
                _("Choose at most %s values in all filters together.") % MOST_VALUES,
                code="unknown",
            )
        known = (
            resolve(self.family, [item for item in values if item != NOT_STATED])
            if values
            else {}
        )
        for item in values:
            if item != NOT_STATED and item not in known:
                raise ValidationError(
                    _("“%(value)s” is no value of the filter “%(filter)s”."),
                    params={"value": item[:60], "filter": self.label},
                    code="unknown",
                )
        return ["" if item == NOT_STATED else item for item in values]


class FacetFilter(django_filters.Filter):
    """Records that have one of the chosen values in a dimension, or none of them where these are left out.

    A place covers all that lies in it.
    """

    field_class = FacetField

    def __init__(self, facet, is_excluded=False, **kwargs):
        self.facet, self.is_excluded = facet, is_excluded
        left_out = format_lazy(_("{facet}, left out"), facet=facet.label)
        super().__init__(
            field_name=facet.name,
            label=left_out if is_excluded else facet.label,
            family=facet.family,
            **kwargs,
        )

    def filter(self, qs, value):
        if not value:
            return qs
        found = self.having(value)
        return qs.exclude(found) if self.is_excluded else qs.filter(found)

    def having(self, values):
        """The condition that a record has one of some values."""
        return Exists(
            FacetValue.objects.filter(
                record=OuterRef("pk"), dimension=self.facet.name, value__in=values
            )
        )


class KindFilter(FacetFilter):
    """Records of one of the chosen kinds or parts, where all stand in one list."""

    def having(self, values):
        return Q(kind__in=values)


class LinkFilter(django_filters.Filter):
    """Records that refer to one of the chosen records, in a role where one is given, else in whatever role."""

    class field_class(FacetField):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, family="record", **kwargs)

    def __init__(self, role="", **kwargs):
        self.role = role
        super().__init__(**kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        links = Link.objects.filter(record=OuterRef("pk"), to__in=value)
        if self.role:
            links = links.filter(role=self.role)
        return qs.filter(Exists(links))


class YearField(forms.IntegerField):
    def __init__(self, *args, **kwargs):
        kwargs["min_value"], kwargs["max_value"] = 1800, 2200
        super().__init__(*args, **kwargs)
        self.error_messages["invalid"] = self.error_messages[
            "min_value"
        ] = self.error_messages["max_value"] = _(
            "A year is written with four digits, as 1998."
        )
        for validator in self.validators:
            if hasattr(validator, "limit_value"):
                validator.message = self.error_messages["invalid"]


class YearFilter(django_filters.Filter):
    """Records whose period ends in or after a year (`from`) or begins in or before it (`to`); undated ones fall out."""

    field_class = YearField

    def __init__(self, side, **kwargs):
        self.side = side
        super().__init__(**kwargs)

    def filter(self, qs, value):
        if value is None:
            return qs
        if self.side == "from":
            dated = qs.exclude(earliest=None, latest=None)
            return dated.filter(
                Q(latest__gte=datetime.date(value, 1, 1)) | Q(latest=None)
            )
        dated = qs.exclude(earliest=None, latest=None)
        return dated.filter(
            Q(earliest__lte=datetime.date(value, 12, 31)) | Q(earliest=None)
        )


class AmountFilter(django_filters.Filter):
    """Records whose exact amount is at least (`from`) or at most (`to`) a number, in the currency that is chosen."""

    field_class = forms.DecimalField

    def __init__(self, side, **kwargs):
        self.side, self.lookup = side, f"amount__{'gte' if side == 'from' else 'lte'}"
        super().__init__(min_value=0, max_value=MOST_AMOUNT, **kwargs)

    def filter(self, qs, value):
        if value is None:
            return qs
        currency = self.parent.form.cleaned_data.get("currency") or [""]
        return qs.filter(**{self.lookup: value, "currency": currency[0]})


class WordsFilter(django_filters.Filter):
    """Records in whose text every word stands, in whatever alphabet; see publishing.words."""

    class field_class(forms.CharField):
        def clean(self, value):
            value = super().clean("".join(c for c in value or "" if c.isprintable()))
            if fault := words.read(value).fault():
                raise ValidationError(fault)
            return value

    def filter(self, qs, value):
        return words.matching(qs, words.read(value or ""))


class ListFilterSet(django_filters.FilterSet):
    """Words, years and sorting, which every public list has."""

    q = WordsFilter(label=_("Words"), max_length=200)

    class Meta:
        model = PublishedRecord
        fields = []

    extra = ("page", "sort", *PAGE_PARAMETERS)

    def faults(self):
        """Sentences about every wrong parameter; empty where all is well."""
        faults = strange(self.data, {*self.filters, *self.extra})
        if not self.is_valid():
            for name, errors in self.form.errors.as_data().items():
                for error in errors:
                    sentence = " ".join(error.messages)
                    faults.append(
                        sentence
                        if error.code == "unknown"
                        else f"{self.filters[name].label}: {sentence}"
                    )
        elif self.chosen_values() > MOST_VALUES:
            faults.append(
                _("Choose at most %s values in all filters together.") % MOST_VALUES
            )
        elif self.limits_without_currency():
            faults.append(
                _(
                    "Choose one currency beside an amount: sums in different currencies are not compared."
                )
            )
        return faults

    def chosen_values(self):
        """How many values are chosen in all filters together."""
        values = self.form.cleaned_data.values()
        return sum(len(value) for value in values if isinstance(value, list))

    def limits_without_currency(self):
        """Whether an amount is asked for without the one currency that it is in."""
        chosen = self.form.cleaned_data
        limited = any(
            chosen.get(name) is not None
            for name, f in self.filters.items()
            if isinstance(f, AmountFilter)
        )
        return limited and [bool(code) for code in chosen.get("currency") or ()] != [
            True
        ]


def filterset_for(listed):
    """The filter set of a kind or part: its facets, its own filters, words and years."""
    return _filterset_named(listed.name)


@cache
def _filterset_named(name):
    listed = list_named(name)
    fields = {}
    for facet in listed.facets:
        made = KindFilter if facet.family == "list" else FacetFilter
        fields |= {
            facet.name: made(facet),
            f"{NOT}{facet.name}": made(facet, is_excluded=True),
        }
    fields |= dict(listed.filters)
    fields |= {
        "from": YearFilter("from", label=_("From year")),
        "to": YearFilter("to", label=_("To year")),
    }
    if listed.sums:
        fields |= {
            "amount-from": AmountFilter("from", label=_("Amount from")),
            "amount-to": AmountFilter("to", label=_("Amount to")),
        }
    return type(f"{name.title()}FilterSet", (ListFilterSet,), fields)
