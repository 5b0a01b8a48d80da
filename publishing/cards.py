"""Cards of lists, rendered once in each language and kept in the database until what they show has changed."""

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .kinds import KINDS, LISTS
from .models import Card, PublishedRecord
from .names import Names
from .release import release

# What stands in a card that says by itself what kind of record it is.
SAYS_ITS_KIND = 'class="kind"'
# Where the box stands by which a record is chosen for comparing, the last thing in a card.
BOX, BOX_ENDS = '<p class="cmp">', "</p>"
# What stands between the word for the kind and a card that does not say it.
KIND_ENDS = "<!---->"
STORED = (
    "SELECT c.record_id, c.html FROM publishing_card c "
    "LEFT JOIN publishing_touched t ON t.record_id = c.record_id "
    "WHERE c.record_id IN ({}) AND c.language = %s AND c.release = %s "
    "AND (t.generation IS NULL OR t.generation <= c.generation)"
)


def cards(numbers, copy, with_kind=False, with_box=False):
    """The cards of published records as HTML in the language in use, in the order of their numbers given.

    `with_kind` has each card say what kind of record it is of, if need be above it; `with_box` leaves the box in it by
    which it is chosen for comparing.

    `copy` is the index by which they were found: what it was made of stands on the card or was changed since, and then
    the card is not taken for a later one. Without it, and while templates are being written, nothing is kept.
    """
    copy = None if settings.DEBUG else copy
    if not numbers:
        return []
    language = get_language() or "en"
    label = f"{release()}-{copy.reference}" if copy else ""
    found = _stored(numbers, language, label) if copy else {}
    missing = [pk for pk in numbers if pk not in found]
    if missing:
        made = render(missing)
        if copy:
            _store(made, language, label, copy.number)
        found |= made
    found = [found.get(pk, "") for pk in numbers]
    if not with_kind:
        found = [html.rpartition(KIND_ENDS)[2] for html in found]
    if not with_box:
        found = [_without_box(html) for html in found]
    return [mark_safe(html) for html in found]


def _without_box(html):
    before, box, after = html.partition(BOX)
    return before + after.partition(BOX_ENDS)[2] if box else html


def _stored(numbers, language, label):
    places = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(STORED.format(places), [*numbers, language, label])
        return dict(cursor.fetchall())


def rows_of(numbers):
    """The published records of some numbers, in that order."""
    rows = PublishedRecord.objects.public().with_parent()
    rows = rows.select_related("record", "parent").in_bulk(list(numbers))
    return [rows[pk] for pk in numbers if pk in rows]


def render(numbers):
    """{number: HTML} of the cards of published records, rendered now; each says what kind of record it is."""
    rows = rows_of(numbers)
    names = Names([row.document for row in rows])
    return {row.pk: _card(row, names) for row in rows}


def _card(row, names):
    listed = LISTS[row.kind]
    context = {"row": row, "document": row.document, "names": names}
    html = render_to_string(listed.card, context)
    if SAYS_ITS_KIND in html:
        return html
    shape = KINDS[row.record.kind].shape_class
    words = {"label": listed.label, "shape": shape}
    return render_to_string("publishing/_kind.html", words) + KIND_ENDS + html


def _store(made, language, label, generation):
    """Keeps cards where that can be done now; a page is not refused because the database is busy."""
    try:
        with transaction.atomic():
            Card.objects.bulk_create(
                [
                    Card(
                        record_id=pk,
                        language=language,
                        release=label,
                        generation=generation,
                        html=html,
                    )
                    for pk, html in made.items()
                ],
                update_conflicts=True,
                unique_fields=["record", "language"],
                update_fields=["release", "generation", "html"],
            )
    except DatabaseError:
        pass
