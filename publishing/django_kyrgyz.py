"""What the admin says in Django's own words and Django has no Kyrgyz for: marked here, translated in our catalogue."""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy as ngettext

WORDS = (
    _("Skip to main content"),
    _("Breadcrumbs"),
    _("Sidebar"),
    _("Error:"),
    ngettext("Please correct the error below.", "Please correct the errors below."),
    _("Show counts"),
    _("Hide counts"),
    ngettext("entry", "entries"),
    _("Added:"),
    _("Changed:"),
    _("Deleted:"),
    _("Toggle theme (current theme: auto)"),
    _("Toggle theme (current theme: light)"),
    _("Toggle theme (current theme: dark)"),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
