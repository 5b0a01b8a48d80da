"""What the cards and pages of mines and conflicts pick out of their documents."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conflicts.models import TallyKind
from publishing.timeline import strokes
from reference.series import current

register = template.Library()
VIOLENT = TallyKind.values.index(TallyKind.VIOLENT_DEMONSTRATIONS) + 1


def counted(kind, count):
    """A tally in words, as “12 peaceful demonstrations”."""
    words = {
        TallyKind.COURT_CASES: ngettext("%s court case", "%s court cases", count),
        TallyKind.PEACEFUL_DEMONSTRATIONS: ngettext(
            "%s peaceful demonstration", "%s peaceful demonstrations", count
        ),
        TallyKind.VIOLENT_DEMONSTRATIONS: ngettext(
            "%s violent demonstration", "%s violent demonstrations", count
        ),
        TallyKind.OWNERSHIP_CHANGES: ngettext(
            "%s change of ownership", "%s changes of ownership", count
        ),
    }
    return words[kind] % count


@register.filter
def stating(lanes):
    """What the heading of a mine says: every tally above zero, in words, each kind once."""
    found = {}
    for lane in lanes:
        for entry in lane.entries:
            if entry.is_tally and entry.count:
                found.setdefault(
                    entry.row["kind"], counted(entry.row["kind"], entry.count)
                )
    return list(found.values())


@register.filter
def holding_now(holdings):
    """The holdings that no source ends: those that held the licence last."""
    return [row for row in holdings or () if not row.get("until")]


@register.simple_tag
def tally(row, kind=0):
    """A count with its strokes in fives, the number always beside them; not reported where there is none."""
    if "count" not in row:
        return format_html('<span class="ns">{}</span>', _("not reported"))
    is_heavy = kind == VIOLENT
    path, width = strokes(row["count"], is_heavy)
    drawing = (
        format_html(
            '<svg class="tally{}" width="{}" height="16" aria-hidden="true">'
            '<path fill="none" stroke="currentColor" d="{}" transform="translate(2 0)"/></svg>',
            " viol" if is_heavy else "",
            width + 2,
            path,
        )
        if row["count"]
        else mark_safe("")
    )
    return format_html(
        '<span class="nw"><span class="tn">{}</span> {}</span>', row["count"], drawing
    )


@register.filter
def in_force(statuses):
    """The row of a dated series that is in force, in a list of one; empty without any."""
    row = current(statuses or ())
    return [row] if row else []
