"""Columns that tables of all kinds share: keys and titles, texts, amounts, citations."""

from django.utils.translation import gettext_lazy as _

from publishing.columns import in_money, in_quantity
from publishing.kinds import Column


def field(name):
    """A column of what the document itself holds under a name."""
    return lambda row: row["document"].get(name)


def text(name):
    """A column of a text in English or in the language that there is."""
    return lambda row: next(iter((row["document"].get(name) or {}).values()), None)


def title(language):
    """A column of the title in one language."""
    return lambda row: row["published"].titles.get(language)


def citation(name):
    """A column of the citation: ref, at, certainty or note."""
    return lambda row: row["document"]["cite"].get(
        name, "stated" if name == "certainty" else None
    )


def lines(row):
    found = row["document"]["cite"].get("lines")
    return f"{found[0]}–{found[1]}" if found else None


def amount(group, name):
    """A column of an amount: its min, max, exactness, unit, currency or share."""
    return lambda row: (row["document"].get(group) or {}).get(name)


def per(group):
    """A column of the base of a rate."""
    return lambda row: (amount(group, "per")(row) or {}).get("en")


def refs(name, role=""):
    """A column of the records that a list of the document names, by name; those in one role where it is given."""

    def value(row):
        keys = [
            entry["ref"]
            for entry in row["document"].get(name, ())
            if "ref" in entry and role in ("", entry.get("role"))
        ]
        names = [str(row["names"].get("record", key)) for key in dict.fromkeys(keys)]
        return names or None

    return value


def count(name):
    """A column of the number of rows in a list of the document."""
    return lambda row: len(row["document"].get(name, ()))


def figures(row):
    """A column of the figures of a record, as “members: at_least 700 organizations (2012)”."""
    found = []
    for entry in row["document"].get("figures", ()):
        amount = entry.get("quantity") or {}
        values = (
            amount.get(name) for name in ("exactness", "min", "max", "share", "unit")
        )
        words = " ".join(str(value) for value in values if value is not None)
        date = f" ({entry['date']})" if entry.get("date") else ""
        found.append(f"{next(iter(entry['what'].values()))}: {words}{date}")
    return found or None


def place_codes(row):
    return [entry["place"] for entry in row["document"].get("places", ())] or None


def place_names(row):
    return [
        str(row["names"].get("place", code)) for code in place_codes(row) or ()
    ] or None


def seats(value, row):
    """Where a record is at home, three places at the most: its seats, else the sites, else what it is about."""
    places = row["document"].get("places", ())
    for role in ("seat", "site", None):
        codes = [
            entry["place"] for entry in places if role in (None, entry.get("role"))
        ]
        if codes := list(dict.fromkeys(codes)):
            break
    names = [str(row["names"].get("place", code)) for code in codes[:3]]
    return ", ".join([*names, "…"] if codes[3:] else names)


TITLE_COLUMNS = (
    Column("key", _("key"), field("key")),
    Column("title", _("title"), title("en")),
    Column("title_ru", _("title in Russian"), title("ru")),
    Column("title_ky", _("title in Kyrgyz"), title("ky")),
)
PLACE_COLUMNS = (
    Column("places", _("places"), place_names, "list", seats),
    Column("place_codes", _("place codes"), place_codes, "list"),
)
PART_KEY = Column("key", _("key"), lambda row: row["published"].key)


def parent_key(row):
    return row["published"].parent.key


def parent_title(row):
    return row["published"].parent.titles.get("en")


CITATION_COLUMNS = (
    Column("source", _("source"), citation("ref")),
    Column("locator", _("place in the source"), citation("at")),
    Column("lines", _("lines"), lines),
    Column("certainty", _("certainty"), citation("certainty")),
    Column("note", _("note"), citation("note")),
)
MONEY_COLUMNS = (
    Column("amount", _("amount"), amount("money", "min"), "number", in_money),
    Column("amount_to", _("amount up to"), amount("money", "max"), "number"),
    Column("amount_exactness", _("exactness"), amount("money", "exactness")),
    Column("currency", _("currency"), amount("money", "currency")),
    Column("amount_per", _("per"), per("money")),
    Column("share", _("share, per cent"), amount("money", "share"), "number"),
    Column(
        "same_amount",
        _("same sum in another currency"),
        lambda row: (amount("money", "same_as")(row) or {}).get("min"),
        "number",
    ),
    Column(
        "same_currency",
        _("that currency"),
        lambda row: (amount("money", "same_as")(row) or {}).get("currency"),
    ),
)
QUANTITY_COLUMNS = (
    Column(
        "quantity",
        _("quantity"),
        amount("quantity", "min"),
        "number",
        in_quantity,
    ),
    Column("quantity_to", _("quantity up to"), amount("quantity", "max"), "number"),
    Column("quantity_exactness", _("exactness"), amount("quantity", "exactness")),
    Column("unit", _("unit"), amount("quantity", "unit")),
    Column("quantity_per", _("per"), per("quantity")),
    Column(
        "quantity_share", _("share, per cent"), amount("quantity", "share"), "number"
    ),
)


def exact_sum(row):
    """The amount that counts in sums: one that is stated exactly and is no part of another, in its own currency."""
    money = row.get("money") or {}
    if money.get("exactness") != "exact" or money.get("per") or row.get("part_of"):
        return None, ""
    return money["min"], money["currency"]
