"""Names of places for pages, and what a place lies in for facets and search."""

from publishing.names import Expansion, Name, Names

from .models import HOME, Place, PlaceChange, PlaceKind, PlaceName

# How each language says the kind together with the name; other kinds are called by their name alone.
FULL = {
    PlaceKind.OBLAST: {"en": "{} oblast", "ru": "{} область", "ky": "{} облусу"},
    PlaceKind.RAYON: {"en": "{} rayon", "ru": "{} район", "ky": "{} району"},
    PlaceKind.REPUBLICAN_CITY: {"en": "{} city", "ru": "город {}", "ky": "{} шаары"},
    PlaceKind.OBLAST_CITY: {"en": "{} city", "ru": "город {}", "ky": "{} шаары"},
    PlaceKind.AYIL_AIMAK: {
        "en": "{} ayil aimak",
        "ru": "айылный аймак {}",
        "ky": "{} айыл аймагы",
    },
}


def full_name(place, language):
    """The name of a place in a language with the word for its kind, as “Talas oblast”; empty where it has none."""
    name = getattr(place, f"name_{language}")
    own_words = name.casefold().endswith(
        ("oblast", "область", "облусу", "rayon", "район")
    )
    return (
        FULL.get(place.kind, {}).get(language, "{}").format(name)
        if name and not own_words
        else name
    )


def name_of(place, parent):
    """The Name of a place; `parent` is the code of what it lies in, or None."""
    texts = {language: full_name(place, language) for language in ("en", "ru", "ky")}
    detail = {"parent": parent, "kind": place.kind, "is_home": place.code == HOME}
    return Name(
        {language: text for language, text in texts.items() if text},
        place.get_absolute_url(),
        "place",
        detail,
    )


def resolve(codes):
    """Names of the places of these codes and of all that they lie in, in one query."""
    return names_of(Place.objects.around(codes)) if codes else {}


def names_of(places):
    """{code: Name} of places that come from the outside in."""
    by_path, names = {}, {}
    for place in places:
        by_path[place.path] = place.code
        names[place.code] = name_of(place, by_path.get(place.path[: -Place.steplen]))
    return names


def outermost(code, names):
    """The code of the first-level unit, or the country abroad, in which a place lies; None for an unknown place."""
    detail = names.get("place", code).detail
    while detail and detail["parent"]:
        outer = names.get("place", detail["parent"]).detail
        if outer["is_home"]:
            break
        code, detail = detail["parent"], outer
    return code if detail else None


class PlaceNames(Names):
    """The names of a page whose places are at hand already."""

    def __init__(self, places):
        super().__init__()
        self.families["place"] = names_of(places)


def expand(codes):
    """For each code all that its place lies in or was merged into, itself included, and all the names of these."""
    places, wanted = {}, set(codes)
    while wanted - set(places):
        new = list(Place.objects.around(wanted - set(places)).prefetch_related("names"))
        if not new:
            break
        places |= {place.code: place for place in new}
        wanted |= set(_targets(new))
    paths = {place.path: place.code for place in places.values()}
    targets = {}
    for change in _changes(places.values()):
        targets.setdefault(change.place.code, set()).add(change.other.code)
    return {
        code: _expansion(code, places, paths, targets)
        for code in codes
        if code in places
    }


def _changes(places):
    kinds = (PlaceChange.Kind.MERGED_INTO, PlaceChange.Kind.TRANSFERRED)
    return PlaceChange.objects.filter(
        place__in=[place.pk for place in places], kind__in=kinds
    ).select_related("place", "other")


def _targets(places):
    return [change.other.code for change in _changes(places)]


def _expansion(code, places, paths, targets):
    found, open_codes = {}, [code]
    while open_codes:
        current = open_codes.pop(0)
        if current in found or current not in places:
            continue
        found[current] = places[current]
        parent = paths.get(places[current].path[: -Place.steplen])
        open_codes += [parent] if parent else []
        open_codes += sorted(targets.get(current, ()))
    return Expansion(
        frozenset(found),
        tuple(name for place in found.values() for name in place.all_names()),
    )


def spellings():
    """Every name of every place, as it is written."""
    own = Place.objects.order_by().values_list("name_en", "name_ru", "name_ky")
    others = PlaceName.objects.order_by().values_list("name")
    return (name for row in (*own, *others) for name in row if name)
