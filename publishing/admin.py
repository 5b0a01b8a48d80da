"""The admin of published kinds: drafts, what is missing, preview and review, and the steps of the workflow."""

from dataclasses import dataclass, field
from itertools import groupby

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import index, workflow
from .dates import PartialDateField, validate_edtf
from .desk import QUEUES, Desk, changelist
from .kinds import kind_named
from .models import PublishedRecord, Record, Status, Version
from .rows import SeveralChoices
from .saving import KeptWork, RevisedForm
from .search import fold


class ReferenceAdmin(KeptWork):
    """An admin of what stands on public pages without being published: saving it tells the pages that are kept."""

    form = RevisedForm

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        index.note_reference_change()


class PartialDates:
    """An admin whose forms refuse what is no date before a rule of the model reckons with it.

    Django calls a model's `clean` even where a field is wrong, and no day can be reckoned from a wrong date.
    """

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, PartialDateField):
            field.validators.append(validate_edtf)
        return field


def tables_of(model):
    """(name, model) of each table that belongs to a record, by the name under which the record has its rows."""
    return [
        (relation.get_accessor_name(), relation.related_model)
        for relation in model._meta.related_objects
        if relation.one_to_many
    ]


@dataclass(frozen=True)
class Content:
    """One part of a form in its contents: where it is, how many rows it has, how many errors."""

    label: str
    address: str
    count: int | None = None
    errors: int = 0
    is_current: bool = False
    parts: list = field(default_factory=list)


class RecordForm(RevisedForm):
    """A form of a record that is refused where somebody else has saved the record since it was opened.

    A record that is saved without one of its tables must still go together with the rows that are stored there.
    """

    def revision_now(self):
        return self.held().values_list("revision", flat=True).first()

    def held(self):
        return Record.objects.filter(pk=self.instance.record_id)

    def _post_clean(self):
        """After `clean`, for only then does the instance hold what was entered."""
        super()._post_clean()
        if not self.instance.pk:
            return
        for name, check_all in self.tables_not_sent():
            try:
                check_all(record=self.instance, rows=getattr(self.instance, name).all())
            except ValidationError as error:
                self.add_error(None, error)

    def tables_not_sent(self):
        """(name, rule) of each table of the record whose rows are not in what was sent.

        The rule is found by its name, `check_all`: the models that have one belong to parts that may import this one,
        not the other way round.
        """
        for name, model in tables_of(type(self.instance)):
            check_all = getattr(model, "check_all", None)
            if check_all and f"{name}-TOTAL_FORMS" not in self.data:
                yield name, check_all


class QueueFilter(admin.SimpleListFilter):
    """Records that wait for whoever is signed in, as the start page lists them."""

    title = _("what waits for you")
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [(name, QUEUES[name][0]) for name in Desk(request.user).names]

    def queryset(self, request, queryset):
        if self.value() not in QUEUES:
            return queryset
        waiting = getattr(Desk(request.user), self.value())()
        return queryset.filter(record__in=waiting.values("pk"))


class InLanguages:
    """An admin whose forms ask for one text in each language together."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [
            (name, options | {"fields": self.together(options["fields"])})
            for name, options in fieldsets
        ]

    def together(self, names):
        """The names of fields with those of one text in one tuple."""
        lines = []
        for original, found in groupby(names, self.original):
            group = tuple(found)
            lines += [group] if original else group
        return lines

    def original(self, name):
        """The text that a field holds in one language; None where it is no such field."""
        fields = self.opts.fields if isinstance(name, str) else ()
        stored = next((field for field in fields if field.name == name), None)
        return (
            getattr(stored, "translated_field", None) and stored.translated_field.name
        )


class RecordAdmin(KeptWork, InLanguages, PartialDates, admin.ModelAdmin):
    """Base of the admin of every kind of record. `kind_name` names the kind.

    `by_table` says that each table of a record is edited by itself.
    """

    kind_name = ""
    by_table = False
    form = RecordForm
    change_form_template = "admin/publishing/change_form.html"
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("record")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SeveralChoices(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # A record with many rows is edited one table at a time: `?table=findings`.

    def table_of(self, request, obj):
        """The table that is open: one by name, `all`, or none for the record itself."""
        return request.GET.get("table", "") if obj is not None else "all"

    def tables(self):
        """{name: inline} of the tables that are edited one at a time; none where all stand on one page."""
        names = {model: name for name, model in tables_of(self.model)}
        return {names[inline.model]: inline for inline in self.inlines if self.by_table}

    def get_inlines(self, request, obj):
        tables, table = self.tables(), self.table_of(request, obj)
        if not tables or table == "all":
            return super().get_inlines(request, obj)
        return [tables[table]] if table in tables else []

    def get_fieldsets(self, request, obj=None):
        if self.table_of(request, obj) in self.tables():
            return [(None, {"fields": ["revision"]})]
        return super().get_fieldsets(request, obj)

    def get_list_filter(self, request):
        return [QueueFilter, *super().get_list_filter(request)]

    def get_prepopulated_fields(self, request, obj=None):
        if self.table_of(request, obj) in self.tables():
            return {}
        return super().get_prepopulated_fields(request, obj)

    def response_change(self, request, obj):
        """Whoever saves and goes on editing stays in the table that is open."""
        response = super().response_change(request, obj)
        table = self.table_of(request, obj)
        if "_continue" in request.POST and table:
            return redirect(f"{request.path}?table={table}")
        return response

    @admin.display(description=_("number"), ordering="record__number")
    def record_key(self, row):
        return row.record.key

    @admin.display(description=_("status"), ordering="record__status")
    def record_status(self, row):
        return row.record.get_status_display()

    def get_search_results(self, request, queryset, search_term):
        """Rows whose text holds every word, in either alphabet, by the published text or by their own fields."""
        words = fold(search_term).split()
        if not words:
            return queryset, False
        found = PublishedRecord.objects.filter(kind=self.kind_name, parent=None)
        for word in words:
            found = found.filter(search_text__contains=f" {word}")
        own = Q()
        for name in self.search_fields:
            own |= Q(**{f"{name}__icontains": search_term})
        return queryset.filter(Q(record__in=found.values("record")) | own), True

    def get_urls(self):
        info = self.opts.app_label, self.opts.model_name
        step = path(
            "<path:object_id>/step/",
            self.kept_view(self.step_view),
            name="{}_{}_step".format(*info),
        )
        return [step, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        """A record that was ever published is withdrawn, not deleted; the list has no bulk deletion."""
        if obj is None or Version.objects.filter(record=obj.record_id).exists():
            return False
        return super().has_delete_permission(request, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        workflow.note_change(form.instance.record, request.user)

    def render_change_form(
        self, request, context, add=False, change=False, form_url="", obj=None
    ):
        if obj is not None:
            context |= self.workflow_context(request, obj.record)
        context |= self.contents(request, context, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def contents(self, request, context, obj):
        """What the contents of the form list: its parts, its tables with their rows counted, where errors are."""
        table, tables = self.table_of(request, obj), self.tables()
        shown = {
            inline.formset.prefix: inline.formset
            for inline in context["inline_admin_formsets"]
        }
        is_whole = not tables or table not in tables
        by_table = obj is not None and bool(tables)
        errors = context["adminform"].form.errors
        record = Content(
            _("The record itself"),
            "?" if by_table and table != "all" else "#content-start",
            errors=sum(map(len, errors.values())) if is_whole else 0,
            is_current=by_table and not table,
            parts=[
                (fieldset.name, f"#fieldset-0-{n}-heading")
                for n, fieldset in enumerate(context["adminform"])
                if fieldset.name and is_whole
            ],
        )
        contents = [record]
        for name, label in (
            {name: inline.model for name, inline in tables.items()}
            if by_table
            else {name: formset.model for name, formset in shown.items()}
        ).items():
            formset = shown.get(name)
            contents.append(
                Content(
                    capfirst(label._meta.verbose_name_plural),
                    f"?table={name}"
                    if by_table and table != "all"
                    else f"#{name}-rows",
                    count=getattr(obj, name).count()
                    if by_table
                    else formset.initial_form_count(),
                    errors=formset.total_error_count()
                    if formset is not None and formset.is_bound
                    else 0,
                    is_current=by_table and table == name,
                )
            )
        return {
            "contents": contents,
            "table": table,
            "by_table": by_table,
            "is_table": table in tables,
            "show_save_and_add_another": not by_table,
            "changelist": changelist(kind_named(self.kind_name)),
        }

    def workflow_context(self, request, record):
        """What the box above the form shows: status, what is missing, records to publish first, and the steps."""
        document = workflow.document_of(record)
        return {
            "record": record,
            "lacks": [
                (
                    lack,
                    f"?table={lack.field}"
                    if lack.field in self.tables()
                    else f"?#id_{lack.field}",
                )
                for lack in workflow.lacks(record)
            ],
            "unpublished": Record.objects.filter(
                key__in=workflow.unpublished_references(document)
            ).order_by("kind", "number"),
            "steps": record.steps.select_related("by").order_by("-at", "-pk")[:10],
            "versions": record.versions.defer("document").order_by("-number"),
            "can_publish": request.user.has_perm("publishing.publish_record"),
            "statuses": Status,
            "step_url": reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_step",
                args=[record.editable.pk],
            ),
        }

    def step_view(self, request, object_id):
        """Takes one step of the workflow and returns to the form with a sentence about what happened."""
        row = self.get_object(request, object_id)
        back = redirect(
            reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
                args=[row.pk],
            )
        )
        if request.method != "POST" or not self.has_change_permission(request, row):
            raise PermissionDenied
        step, comment = (
            request.POST.get("step", ""),
            request.POST.get("comment", "").strip(),
        )
        if step == "withdraw" and "sure" not in request.POST:
            context = self.admin_site.each_context(request) | {
                "row": row,
                "opts": self.opts,
                "comment": comment,
            }
            return TemplateResponse(request, "admin/publishing/withdraw.html", context)
        try:
            messages.success(request, self.take(request, row.record, step, comment))
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        except PermissionDenied as error:
            messages.error(request, str(error) or _("You may not take this step."))
        return back

    def take(self, request, record, step, comment):
        """Takes a step and says in a sentence what it did."""
        if step == "submit":
            workflow.submit(record, request.user, comment)
            return _("Handed over for review.")
        if not request.user.has_perm("publishing.publish_record"):
            raise PermissionDenied(_("You may not take this step."))
        if step == "send back":
            workflow.send_back(record, request.user, comment)
            return _("Sent back.")
        if step == "publish":
            version = workflow.publish(record, request.user, comment)
            return _("Published as version %s.") % version.number
        if step == "publish together":
            keys = workflow.all_unpublished(record)
            records = list(
                Record.objects.filter(key__in=keys).order_by("kind", "number")
            )
            workflow.publish_together([*records, record], request.user, comment)
            return ngettext(
                "%s record was published.",
                "%s records were published.",
                len(records) + 1,
            ) % (len(records) + 1)
        if step == "withdraw":
            workflow.withdraw(
                record,
                request.user,
                comment,
                withhold_name="withhold_name" in request.POST,
            )
            return _("Withdrawn; its address says so.")
        raise ValidationError(_("There is no such step."))


@admin.register(Version)
class VersionAdmin(KeptWork, admin.ModelAdmin):
    """Versions are only read here, and redacted by an administrator."""

    list_display = [
        "record",
        "number",
        "published_at",
        "published_by",
        "why",
        "redacted_at",
    ]
    list_filter = ["record__kind"]
    search_fields = ["record__key"]
    list_select_related = ["record", "published_by"]
    fields = [
        "record",
        "number",
        "shape",
        "hash",
        "published_at",
        "published_by",
        "why",
        "redacted_at",
        "redaction_reason",
    ]
    readonly_fields = fields
    change_form_template = "admin/publishing/version_form.html"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        redact = path(
            "<int:pk>/redact/",
            self.kept_view(self.redact_view),
            name="publishing_version_redact",
        )
        return [redact, *super().get_urls()]

    def redact_view(self, request, pk):
        if request.method != "POST":
            raise PermissionDenied
        version = Version.objects.get(pk=pk)
        try:
            workflow.redact(version, request.user, request.POST.get("reason", ""))
            messages.success(request, _("The text of the version was removed."))
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        return redirect(reverse("admin:publishing_version_change", args=[pk]))
