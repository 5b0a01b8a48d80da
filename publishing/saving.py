"""What an editor wrote is not lost: where somebody else saved meanwhile, the session ended, or half of it came."""

from functools import wraps

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.models import LogEntry
from django.contrib.auth import login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, ValidationError
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters


def last_edit(row):
    """The last entry about a row in the log of the admin, or None."""
    kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
    return entries.select_related("user").order_by("-pk").first()


class RevisedForm(forms.ModelForm):
    """A form that knows which revision of a row it was opened with, so that no save is lost unseen.

    Here the revision is the last entry about the row in the log of the admin.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["revision"] = self.revision_now()

    def revision_now(self):
        return getattr(last_edit(self.instance), "pk", None)

    def held(self):
        """The row that is locked until the save is done: who saves at the same moment waits for it."""
        return type(self.instance)._base_manager.filter(pk=self.instance.pk)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            list(self.held().select_for_update().values_list("pk"))
            if cleaned.get("revision") != self.revision_now():
                raise ValidationError(self.what_happened())
        return cleaned

    def what_happened(self):
        """Says that somebody saved meanwhile, who it was, and what to do; its link opens the form in a new window."""
        last = last_edit(self.instance)
        when = last and date_format(localtime(last.action_time), "j E Y, H:i")
        return format_html(
            '{} {} <a href="" target="_blank">{}</a>',
            _(
                "Somebody else has saved this record since you opened it, and nothing of theirs is "
                "overwritten. "
                "Keep this page, open the record in a second window, and enter there what you changed here."
            ),
            _("Last saved by %(who)s, %(when)s.") % {"who": last.user, "when": when}
            if last
            else "",
            _("Open it in a second window"),
        )


def written(request):
    """[(name, value)] of what a form sent, without what belongs to this one session."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not name.startswith("sign-in-")
        for value in values
    ]


def is_cut_off(request):
    """Whether less has come than was announced: what is missing at the end would be taken for emptied fields."""
    if request.content_type != "application/x-www-form-urlencoded":
        return False
    return len(request.body) < int(request.META.get("CONTENT_LENGTH") or 0)


def kept(view, site):
    """A view of the admin that first asks who was signed out to sign in, and then takes what was sent."""

    @never_cache
    @sensitive_post_parameters("sign-in-password")
    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if is_cut_off(request):
            raise BadRequest
        if site.has_permission(request):
            return view(request, *args, **kwargs)
        data = request.POST if "sign-in-password" in request.POST else None
        form = AdminAuthenticationForm(request, data, prefix="sign-in")
        if not form.is_valid():
            return TemplateResponse(
                request,
                "admin/publishing/signed_out.html",
                site.each_context(request)
                | {
                    "title": _("You were signed out"),
                    "form": form,
                    "written": written(request),
                },
                status=403,
            )
        login(request, form.get_user())
        return view(request, *args, **kwargs)

    return inner


class KeptWork:
    """An admin that loses nothing of what was sent to it: who was signed out meanwhile signs in, and it is taken."""

    def get_urls(self):
        urls = super().get_urls()
        for url in urls:
            url.callback = kept(url.callback, self.admin_site)
        return urls

    def kept_view(self, view):
        """A view of this admin beside those of every admin."""
        return kept(self.admin_site.admin_view(view), self.admin_site)
