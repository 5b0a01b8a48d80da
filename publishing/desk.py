"""What waits for one editor: drafts, records in review, changes that are not public yet."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from . import workflow
from .kinds import KINDS
from .models import Record, Status, Step, Version

SHOWN = 10
# Of so many records that were edited last it is known who edited them and when.
REMEMBERED = 2000
# Each queue by the name of its method: its title, and what stands there where it is empty.
QUEUES = {
    "to_review": (_("Waiting for your review"), _("Nothing waits for your review.")),
    "sent_back": (_("Sent back to you"), _("Nothing was sent back to you.")),
    "drafts": (_("Your drafts"), _("You have no drafts.")),
    "changed": (
        _("Changed since published"),
        _("The public sees the last change of every record."),
    ),
    "in_review": (
        _("Handed over, waiting for another editor"),
        _("Nothing of yours waits for review."),
    ),
    "others": (_("Drafts of others"), _("Nobody else has drafts.")),
}
FOR_PUBLISHERS = ("to_review", "others")
WAITING = ("to_review", "in_review", "sent_back")
WITH_LACKS = ("drafts", "sent_back", "others")


@dataclass(frozen=True)
class Entry:
    """One record in a queue: what it is, where it is edited, who did the last thing to it, when and with what words."""

    record: Record
    kind: object
    title: str
    url: str
    who: str = ""
    when: object = None
    comment: str = ""
    lacks: tuple = ()


@dataclass(frozen=True)
class Queue:
    """Records that wait for the same thing: the first few, the number of all, and the lists of all by kind."""

    name: str
    entries: list
    count: int
    lists: list
    names_lacks: bool

    @property
    def title(self):
        return QUEUES[self.name][0]

    @property
    def empty(self):
        return QUEUES[self.name][1]


def changelist(kind, **query):
    """The address of the list of a kind in the admin."""
    opts = kind.model_class._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist", query=query)


class Desk:
    """The queues of one person, of the kinds that this person may see.

    Who publishes sees the work of all, who does not the own work alone: what that person changed last, handed over,
    or changed in the admin, as its log says. The number of queries does not depend on the number of records.
    """

    def __init__(self, user):
        self.user = user
        self.publishes = user.has_perm("publishing.publish_record")
        self.kinds = {
            name: kind for name, kind in KINDS.items() if self._sees(kind.model_class)
        }

    def _sees(self, model):
        opts = model._meta
        return any(
            self.user.has_perm(f"{opts.app_label}.{right}_{opts.model_name}")
            for right in ("view", "change")
        )

    @property
    def names(self):
        """The queues that this person has, in the order of urgency."""
        return [name for name in QUEUES if self.publishes or name not in FOR_PUBLISHERS]

    @property
    def records(self):
        """Every record of which this person may see the kind, with the last step that was taken with it."""
        steps = Step.objects.filter(record=OuterRef("pk")).order_by("-at", "-pk")
        return Record.objects.filter(kind__in=self.kinds).annotate(
            last_step=Subquery(steps.values("action")[:1]),
            last_step_at=Subquery(steps.values("at")[:1]),
            last_step_by=Subquery(steps.values("by__username")[:1]),
            last_comment=Subquery(steps.values("comment")[:1]),
        )

    @property
    def own(self):
        """The condition that a record is this person's own work."""
        steps = Step.objects.filter(record=OuterRef("pk"))
        handed_over = Exists(steps.filter(by=self.user, action="submit"))
        edited = [pk for pk, edit in self.edits.items() if self.user.pk in edit]
        return Q(changed_by=self.user) | Q(handed_over) | Q(pk__in=edited)

    @cached_property
    def edits(self):
        """{record: {user: time of the last edit that changed something}} as the log of the admin has it."""
        models = [kind.model_class for kind in self.kinds.values()]
        types = ContentType.objects.get_for_models(*models)
        log = (
            LogEntry.objects.filter(content_type__in=types.values())
            .exclude(action_flag=CHANGE, change_message__in=["", "[]"])
            .values_list("content_type", "object_id", "user")
            .annotate(last=Max("action_time"))
            .order_by("-last")[:REMEMBERED]
        )
        edits = defaultdict(dict)
        for content_type, row, user, last in log:
            edits[content_type, int(row)][user] = last
        found = {}
        for model, content_type in types.items():
            keys = [row for known, row in edits if known == content_type.pk]
            rows = model.objects.filter(pk__in=keys).values_list("record_id", "pk")
            found |= {record: edits[content_type.pk, row] for record, row in rows}
        return found

    # The queues.

    def to_review(self):
        """Records in review that this person may publish: with four eyes, those that somebody else changed last."""
        waiting = self.records.filter(status=Status.IN_REVIEW)
        if not self.publishes:
            return waiting.none()
        if settings.FOUR_EYES and not self.user.is_superuser:
            waiting = waiting.exclude(changed_by=self.user)
        return waiting

    def sent_back(self):
        """Own drafts that came back from review."""
        return self.records.filter(self.own, status=Status.DRAFT, last_step="send back")

    def drafts(self):
        """Own drafts that nobody has sent back."""
        sent_back = Q(last_step__isnull=False, last_step="send back")
        return self.records.filter(self.own, ~sent_back, status=Status.DRAFT)

    def in_review(self):
        """Own records that wait for the eyes of somebody else."""
        waiting = self.records.filter(self.own, status=Status.IN_REVIEW)
        return waiting.exclude(pk__in=self.to_review().values("pk"))

    def changed(self):
        """Published records that were edited since, so that the public does not see the last change yet."""
        published = self.records.filter(status=Status.PUBLISHED, pk__in=self.edits)
        if not self.publishes:
            published = published.filter(self.own)
        versions = published.annotate(public_since=Max("versions__published_at"))
        late = [
            pk
            for pk, since in versions.values_list("pk", "public_since")
            if since and max(self.edits[pk].values()) > since
        ]
        return self.records.filter(pk__in=late)

    def others(self):
        """Drafts of others, for who publishes."""
        drafts = self.records.filter(status=Status.DRAFT)
        if not self.publishes:
            return drafts.none()
        return drafts.exclude(pk__in=self.records.filter(self.own).values("pk"))

    # What the start page shows.

    @property
    def queues(self):
        """Each queue with its first records: what was edited last, or what has waited longest for somebody's step."""
        return [self.queue(name) for name in self.names]

    def queue(self, name):
        """One queue, by its name."""
        records = getattr(self, name)()
        counts = dict(records.order_by().values_list("kind").annotate(n=Count("pk")))
        shown = self.oldest(records) if name in WAITING else self.newest(records)
        return Queue(
            name=name,
            entries=self.entries(shown, name),
            count=sum(counts.values()),
            lists=[
                (kind, counts[kind.name], changelist(kind, queue=name))
                for kind in self.kinds.values()
                if kind.name in counts
            ],
            names_lacks=name in WITH_LACKS,
        )

    def oldest(self, records):
        """The records that have waited longest since their last step."""
        return list(records.order_by("last_step_at", "pk")[:SHOWN])

    def newest(self, records):
        """The records that were edited last, then those of which the log knows nothing."""
        places = {pk: place for place, pk in enumerate(self.edits_by_time)}
        keys = list(records.order_by("-pk").values_list("pk", flat=True)[:REMEMBERED])
        keys.sort(key=lambda pk: places.get(pk, REMEMBERED))
        found = records.select_related("changed_by").in_bulk(keys[:SHOWN])
        return [found[pk] for pk in keys[:SHOWN]]

    @property
    def edits_by_time(self):
        """The records that were edited, the last one first."""
        edits = self.edits
        return sorted(edits, key=lambda pk: max(edits[pk].values()), reverse=True)

    def entries(self, records, name):
        """The entries of records, in their order."""
        rows = dict(zip(records, rows_of(records, name in WITH_LACKS), strict=True))
        entries = []
        for record, row in rows.items():
            edit = self.edits.get(record.pk, {})
            entries.append(
                Entry(
                    record=record,
                    kind=self.kinds[record.kind],
                    title=Truncator(str(row) or record.key).chars(110),
                    url=change_form(row),
                    **(
                        {
                            "who": record.last_step_by,
                            "when": record.last_step_at,
                            "comment": record.last_comment,
                        }
                        if name in WAITING
                        else {
                            "who": record.changed_by,
                            "when": max(edit.values(), default=None),
                        }
                    ),
                    lacks=tuple(
                        workflow.lacks(record, row) if name in WITH_LACKS else ()
                    ),
                )
            )
        return entries

    @property
    def latest(self):
        """(version, title, address of its form) of the versions that were published last."""
        versions = Version.objects.filter(record__kind__in=self.kinds)
        if not self.publishes:
            own = self.records.filter(self.own)
            versions = versions.filter(record__in=own.values("pk"))
        versions = list(
            versions.select_related("record", "published_by")
            .defer("document")
            .order_by("-published_at", "-pk")[:SHOWN]
        )
        rows = rows_of([version.record for version in versions])
        return [
            (
                version,
                self.kinds[version.record.kind],
                Truncator(str(row) or version.record.key).chars(110),
                change_form(row),
            )
            for version, row in zip(versions, rows, strict=True)
        ]

    @property
    def numbers(self):
        """(kind, [(status, number of records, address of their list)]) of every kind that this person may see."""
        records = self.records if self.publishes else self.records.filter(self.own)
        counted = records.order_by().values_list("kind", "status")
        counts = {(k, s): n for k, s, n in counted.annotate(n=Count("pk"))}
        return [
            (
                kind,
                [
                    (
                        status,
                        counts.get((kind.name, status), 0),
                        changelist(kind, record__status__exact=status),
                    )
                    for status in Status
                ],
            )
            for kind in self.kinds.values()
        ]


def rows_of(records, with_all=False):
    """The rows that editors work on, in the order of their records; `with_all` reads what their documents need."""
    if with_all:
        return workflow.editables(records)
    rows = {}
    for kind in {record.kind for record in records}:
        ours = [record for record in records if record.kind == kind]
        found = KINDS[kind].model_class.objects.filter(record__in=ours)
        rows |= {row.record_id: row for row in found}
    return [rows[record.pk] for record in records]


def change_form(row):
    """The address of the form in which a row is edited."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
