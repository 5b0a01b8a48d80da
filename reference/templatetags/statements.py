"""What cards and pages pick out of the statements of a document."""

from django import template

from reference.series import current

register = template.Library()


@register.filter
def in_role(rows, role):
    """The rows that have a role."""
    return [row for row in rows or () if row.get("role") == role]


@register.filter
def in_force(rows):
    """The row of a dated series that is in force, or None."""
    return current(rows or ())
