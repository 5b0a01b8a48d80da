"""What the search box offers while a reader types: places, organizations, sectors, records, by beginnings of words."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from places.models import Place
from places.names import PlaceNames
from publishing import names
from publishing.engines import TooBroad, engine
from publishing.index.entries import ALL, EVERY
from publishing.kinds import kind_named
from publishing.models import PublishedRecord
from publishing.search import TITLE, fold
from publishing.templatetags.published import ancestors
from publishing.words import KEPT

SHORTEST, LONGEST = 2, 60
# So many of each group are offered, out of so many titles with the lowest numbers, within so many seconds.
EACH, LOOKED_AT, SECONDS = 4, 250, 0.3
ORGANIZATION = "organization"


@dataclass(frozen=True)
class Suggestion:
    """Something that a text may mean: its names by language, what it is, and where it leads."""

    texts: dict
    what: str
    url: str


@dataclass(frozen=True)
class Group:
    """Suggestions of one sort, with a heading."""

    name: str
    label: str
    suggestions: list


def page(request):
    """The suggestions for a text as a piece of HTML; nothing at all where the text is too short or too long."""
    words = read(request.GET.get("q", ""))
    groups = suggested(words, request.index) if words else []
    count = sum(len(group.suggestions) for group in groups)
    context = {"words": words, "groups": groups, "count": count}
    return render(request, "registry/_suggestions.html", context)


def read(text):
    """The folded words of a text, the longest first; none where there is no word of two letters, or far too much."""
    words = sorted(dict.fromkeys(fold(text).split()), key=len, reverse=True)
    is_fit = len(text) <= LONGEST and words and len(words[0]) >= SHORTEST
    return words if is_fit else []


def suggested(words, copy):
    """The groups of what has a word with each of these beginnings in one of its names; at most three queries.

    After a publication one more reads the names of sectors. Without a copy of the index only places are known.
    """
    organizations, records = _titled(words, copy) if copy else ([], [])
    found = [
        Group("place", _("Places"), _places(words)),
        Group("organization", _("Organizations"), organizations),
        Group("sector", _("Sectors"), _sectors(words, copy) if copy else []),
        Group("record", _("Records"), records),
    ]
    return [group for group in found if group.suggestions]


def _begins(words, text):
    """Whether each of some beginnings is one of a word of a folded text."""
    return all(f" {word}" in f" {text}" for word in words)


def _places(words):
    """The outermost places of the name, each with its kind and the oblast that it lies in."""
    named = Place.objects.named(" ".join(words)).order_by("depth", "path")[:EACH]
    known = list(Place.objects.around(named.values("code")))
    # What a place of the name lies in comes before it, so that nothing else among these has the name too.
    shown = [place for place in known if _begins(words, place.search_text)]
    found = PlaceNames(known)
    return [
        Suggestion(
            found.get("place", place.code).texts,
            ", ".join(
                [
                    str(place.get_kind_display()),
                    *(str(name) for name in ancestors(place.code, found)[:1]),
                ]
            ),
            place.get_absolute_url(),
        )
        for place in sorted(shown, key=lambda place: (place.depth, place.path))
    ]


def _sectors(words, copy):
    """The sectors that any record has, in the order of their names."""
    known, values = names.kept(copy), set(copy.dimension(ALL, "sector")) - {""}
    known.need("sector", values)
    search = reverse("registry:search-list")
    shown = [
        (known.word("sector", value), value)
        for value in values
        if any(
            _begins(words, fold(text))
            for text in known.get("sector", value).texts.values()
        )
    ]
    return [
        Suggestion(
            known.get("sector", value).texts,
            str(_("all records of the sector")),
            f"{search}?sector={value}",
        )
        for _word, value in sorted(shown)[:EACH]
    ]


def _titled(words, copy):
    """(organizations, other records) by their titles; those first whose title begins with one of the words."""
    try:
        numbers, rest = _numbers(words, copy)
    except TooBroad:
        return [], []
    own = copy.bitmap(ORGANIZATION, EVERY)
    looked_at = [*(numbers & own)[:LOOKED_AT], *(numbers - own)[:LOOKED_AT]]
    rows = PublishedRecord.objects.public().filter(pk__in=looked_at)
    for word in rest:
        rows = rows.filter(search_text__contains=f" {TITLE}{word}")
    language = get_language() if get_language() in ("en", "ru", "ky") else "en"
    rows = rows.order_by(f"sort_{language}", "pk").only(
        "kind", "parent", "slug", "title_en", "title_ru", "title_ky"
    )
    found = [], []
    for row in sorted(rows, key=lambda row: not _is_first(words, row)):
        group = found[row.kind != ORGANIZATION]
        if len(group) < EACH:
            what = _kind_of(row, copy)
            group.append(Suggestion(row.titles, what, row.get_absolute_url()))
    return found


def _is_first(words, row):
    folded = [fold(title) for title in row.titles.values()]
    return any(title.startswith(word) for title in folded for word in words)


def _numbers(words, copy):
    """(numbers of records by some of the words, the words by which they are still to be narrowed).

    One word is looked up, the longest of those that were not looked up since the last publication.
    """
    kept, numbers, rest, is_asked = KEPT.of(copy.token), None, [], False
    for word in words:
        token = (TITLE + word, True)
        found = kept.get(token)
        if found is None and not is_asked and len(word) >= SHORTEST:
            with engine().within(SECONDS):
                found = engine().ids(*token)
            kept.put(token, found)
            is_asked = True
        if found is None:
            rest.append(word)
        else:
            numbers = found if numbers is None else numbers & found
    return numbers, rest


def _kind_of(row, copy):
    """What a record is: of an organization its own kind, as “donor”, of another the kind of record."""
    if row.kind == ORGANIZATION:
        for value, numbers in copy.dimension(ORGANIZATION, "kind").items():
            if value and row.pk in numbers:
                return names.kept(copy).word("organization-kind", value)
    return str(kind_named(row.kind).label)
