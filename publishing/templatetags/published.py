"""How documents are shown: texts in the reader's language, names of what they refer to, dates, amounts, citations."""

from decimal import Decimal

import nh3
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from publishing import dates
from publishing.kinds import KINDS, kind_named
from publishing.names import pick

register = template.Library()
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_block", "html_inline"]
)


@register.filter
def tr(texts):
    """A text in the reader's language; one that falls back to another language says which."""
    text, language = pick(texts)
    if language and language != get_language():
        return format_html('<span lang="{}">{}</span>', language, text)
    return escape(text)


@register.filter
def plain(texts):
    """A text in the reader's language, for attributes and titles."""
    return pick(texts)[0]


@register.filter
def prose(texts):
    """A text written in CommonMark as HTML, without images, raw HTML or scripts."""
    text, language = pick(texts)
    html = nh3.clean(
        MARKDOWN.render(text),
        tags={"p", "em", "strong", "ul", "ol", "li", "br", "blockquote", "a"},
    )
    if language and language != get_language():
        return format_html('<div lang="{}">{}</div>', language, mark_safe(html))
    return mark_safe(html)


@register.filter
def edtf(value):
    """A partial date in words."""
    return dates.describe(value)


@register.simple_tag
def not_stated():
    """The mark of what a source does not state."""
    return format_html('<span class="ns">{}</span>', _("not stated"))


@register.simple_tag(takes_context=True)
def name(context, value, family="record"):
    """The name of what a reference points to, a link where it has a page."""
    if isinstance(value, dict):
        value = value.get("ref") or value.get("place") or ""
    if not value:
        return ""
    found = context["names"].get(family, value)
    if found.url:
        return format_html('<a href="{}">{}</a>', found.url, tr(found.texts))
    return tr(found.texts)


@register.simple_tag(takes_context=True)
def label(context, family, value):
    """The label of a code, without a link."""
    return tr(context["names"].get(family, value).texts)


@register.simple_tag(takes_context=True)
def within(context, code, link=True, short=False):
    """A place with what it lies in, from the inside out, as “Kok-Oi, Talas rayon, Talas oblast”.

    The place itself is a link unless `link` is off; `short` leaves out what lies between it and the outermost.
    """
    names = context["names"]
    inner = names.get("place", code)
    outer = [str(name) for name in reversed(ancestors(code, names))]
    outer = outer[-1:] if short else outer
    first = (
        format_html('<a href="{}">{}</a>', inner.url, tr(inner.texts))
        if link and inner.url
        else tr(inner.texts)
    )
    return format_html_join(", ", "{}", [(first,), *((name,) for name in outer)])


@register.simple_tag(takes_context=True)
def innermost(context, rows, most):
    """The first `most` of the rows of places, each place once and none that another of them lies in."""
    names, found = context["names"], {}
    for row in rows or ():
        found.setdefault(row["place"], row)
    outer = {around for code in found for around in outwards(code, names)}
    return [row for code, row in found.items() if code not in outer][:most]


def figure(value):
    """A number as it is written in the reader's language, without needless zeros."""
    number = Decimal(str(value)).normalize()
    places = max(0, -number.as_tuple().exponent)
    return number_format(
        number, decimal_pos=places, use_l10n=True, force_grouping=abs(number) >= 10000
    )


def extent(amount):
    """The figures of an amount in words: exact, about, a range, at least, at most, or a share."""
    low, high, exactness = amount.get("min"), amount.get("max"), amount.get("exactness")
    if exactness == "at_least":
        return pgettext("amount", "at least %s") % figure(low)
    if exactness == "at_most":
        return pgettext("amount", "at most %s") % figure(high)
    if exactness == "about":
        return pgettext("amount", "about %s") % figure(low)
    if exactness == "range":
        return f"{figure(low)}–{figure(high)}"
    return figure(low) if low is not None else ""


@register.filter
def money(amount):
    """Money in words, as “USD 1,200”, “at least KGS 5,000”, “30% of the cost”; not stated where there is none."""
    if not amount:
        return not_stated()
    words = []
    if amount.get("min") is not None or amount.get("max") is not None:
        words.append(f"{extent(amount)} {amount['currency']}{per(amount)}")
    if amount.get("share") is not None:
        words.append(share(amount))
    if amount.get("same_as"):
        words.append(_("the same sum: %s") % money(amount["same_as"]))
    return "; ".join(words)


def share(amount):
    text = figure(amount["share"])
    if amount.get("share_to") is not None:
        text = f"{text}–{figure(amount['share_to'])}"
    of = pick(amount.get("of"))[0]
    return (
        _("%(share)s%% of %(total)s") % {"share": text, "total": of}
        if of
        else f"{text}%"
    )


@register.simple_tag(takes_context=True)
def quantity(context, amount):
    """A quantity in words with its unit, as “2 ha”, “about 60 families”; not stated where there is none."""
    if not amount:
        return not_stated()
    if amount.get("share") is not None:
        return share(amount)
    unit = amount.get("unit", "")
    if unit == "per_cent":
        return f"{extent(amount)}%"
    label = "" if unit == "items" else _unit(context["names"], unit, amount)
    return f"{extent(amount)} {label}".strip() + per(amount)


def _unit(names, unit, amount):
    """The word for a unit, in the singular beside exactly 1."""
    is_one = amount.get("min") == 1 and amount.get("exactness") == "exact"
    singular = names.get("one-unit", unit).texts if is_one else {}
    return (
        pick(singular)[0]
        if singular and pick(singular)[0] != unit
        else pick(names.get("unit", unit).texts)[0]
    )


def per(amount):
    """The base of a rate, as “ per month”; nothing where the amount is no rate."""
    base = pick(amount.get("per"))[0]
    return pgettext("rate", " per %s") % base if base else ""


def noted(context, row):
    """The note of a statement, numbered in the order in which marks first ask for it; None where nothing is cited."""
    citation = row.get("cite") if row else None
    if not citation or "notes" not in context:
        return None
    notes = context["notes"]
    identity = (
        citation.get("ref"),
        citation.get("at"),
        tuple(citation.get("lines") or ()),
        citation.get("certainty", "stated"),
        pick(citation.get("note"))[0],
    )
    return notes.setdefault(identity, {"number": len(notes) + 1, "has_mark": False})


@register.simple_tag(takes_context=True)
def note_number(context, row):
    """The number of the note to which a mark of a drawing leads."""
    note = noted(context, row)
    return note["number"] if note else None


@register.simple_tag(takes_context=True)
def cite(context, row):
    """The small mark that leads from a statement to its note; notes are numbered in the order of their first mark.

    The first mark of a note has an address of its own, so that the note can lead back to it.
    """
    note = noted(context, row)
    if note is None:
        return ""
    number, is_first = note["number"], not note["has_mark"]
    note["has_mark"] = True
    return format_html(
        '<sup class="c"><a href="#n{}"{} aria-label="{}">{}{}</a></sup>',
        number,
        format_html(' id="m{}"', number) if is_first else "",
        _("Source %s") % number,
        number,
        "" if row["cite"].get("certainty", "stated") == "stated" else "?",
    )


@register.filter
def unlocalized(value):
    """A number as drawings need it, with a point whatever the language."""
    return f"{value:g}"


@register.simple_tag(takes_context=True)
def numbered_notes(context):
    """The notes of a page, in the order of their marks: source key, its name, place in it, certainty, remark."""
    return [
        note
        | {
            "ref": ref,
            "source": context["names"].get("record", ref),
            "at": at,
            "lines": lines,
            "certainty": certainty,
            "note": remark,
        }
        for (ref, at, lines, certainty, remark), note in context.get(
            "notes", {}
        ).items()
    ]


@register.filter(name="figure")
def figure_filter(value):
    """A number as it is written in the reader's language."""
    return figure(value)


@register.simple_tag
def percent(part, whole):
    """A part of a whole in per cent, for the width of a bar."""
    return f"{100 * part / whole:.4g}" if whole else "0"


@register.simple_tag(takes_context=True)
def languages(context):
    """(language, address of this page in it, the same with the host) of all languages; in a frame, their slots."""
    if "slot" in context:
        slot = context["slot"]
        codes = (code for code, _label in settings.LANGUAGES)
        return [(code, slot[f"in {code}"], slot[f"whole {code}"]) for code in codes]
    return in_every_language(context["request"]) if "request" in context else []


def in_every_language(request):
    """(language, address of this page in it, the same with the host), with its filters; English has no prefix."""
    path = request.get_full_path()
    host = f"{request.scheme}://{request.get_host()}"
    if not request.resolver_match or request.resolver_match.namespace != "registry":
        return [(code, path, host + path) for code, _label in settings.LANGUAGES]
    now = get_language()
    bare = path if now == settings.LANGUAGE_CODE else path.removeprefix(f"/{now}")
    paths = [
        (code, bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}")
        for code, _label in settings.LANGUAGES
    ]
    return [(code, path, host + path) for code, path in paths]


@register.filter
def sections(request):
    """The sections of the site, the one that the page belongs to marked."""
    match = getattr(request, "resolver_match", None)
    current = match.url_name if match else ""
    pages = []
    for kind in navigation():
        if not kind.in_menu:
            continue
        own = [
            f"{kind.name}-{page}" for page in ("list", "detail", "versions", "version")
        ]
        own += [f"{part.name}-list" for part in kind.parts]
        pages.append((f"{kind.name}-list", kind.plural, own))
    pages.insert(-1, ("place-list", _("Places"), ("place-list", "place", "compare")))
    pages.insert(-1, ("funding", _("Funding"), ("funding",)))
    pages.append(("about", _("About"), ("about",)))
    return [
        {
            "path": reverse(f"registry:{url}"),
            "label": label,
            "is_current": current in own,
        }
        for url, label, own in pages
    ]


def navigation():
    """The kinds in the order in which readers look for them: cases first, sources last."""
    return sorted(KINDS.values(), key=lambda kind: kind.rank)


@register.simple_tag
def kinds_and_parts():
    """(kind, parts) of every kind, for the footer's downloads."""
    return [(kind, kind.parts) for kind in navigation()]


@register.filter
def kind_label(name):
    """The word for one record of a kind."""
    return kind_named(name).label


@register.filter
def kind_shape(name):
    """The shape and colour of a kind; empty where it has none."""
    return kind_named(name).shape_class


@register.filter
def kind_plural(name):
    """The word for records of a kind."""
    return kind_named(name).plural


@register.filter
def distinct(rows, field):
    """The rows, the first one alone for each value of a field."""
    return list({row[field]: row for row in reversed(rows)}.values())[::-1]


@register.filter
def folded(rows, most):
    """The rows that are shown at once and the rest; all are shown where a fold would hide only one or two."""
    rows = list(rows or ())
    cut = most if len(rows) > most + 2 else len(rows)
    return {"shown": rows[:cut], "rest": rows[cut:]}


@register.filter
def ancestors(code, names):
    """The Names of all that a place lies in, the outermost first, without the country itself."""
    return [names.get("place", outer) for outer in outwards(code, names)][::-1]


def outwards(code, names):
    """The codes of all that a place lies in, the innermost first, without the country itself."""
    detail = names.get("place", code).detail
    while detail and detail["parent"]:
        code = detail["parent"]
        detail = names.get("place", code).detail
        if not detail["is_home"]:
            yield code


@register.filter
def get(mapping, key):
    """The value of a key that a template has in a variable."""
    return mapping.get(key) if mapping else None
