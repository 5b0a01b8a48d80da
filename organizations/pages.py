"""What the page of an organization shows beside its document."""

from publishing.models import Link

from .kinds import CASE_ROLES


def organization_context(published, names):
    """All that the organization took part in, by role in the order of the roles; and what names it otherwise."""
    links = Link.objects.filter(
        to=published.key, record__parent=None, record__is_withdrawn=False
    )
    links = links.select_related("record").defer(
        "record__document", "record__search_text"
    )
    roles, otherwise = {role: [] for role in CASE_ROLES}, {}
    for link in links.order_by("record__kind", "record__position", "pk"):
        if link.role in roles:
            roles[link.role].append(link.record)
        else:
            otherwise[link.record.pk] = link.record
    part = {record.pk for records in roles.values() for record in records}
    return {
        "roles": {role: records for role, records in roles.items() if records},
        "otherwise": [record for pk, record in otherwise.items() if pk not in part],
    }
