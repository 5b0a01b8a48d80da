"""What the loader remembers of the fixtures that it has loaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedEntry(models.Model):
    """One entry of the fixtures as it was loaded, and the state of the record right after.

    Where the state is another now, an editor has changed the record since, and the loader leaves it alone.
    """

    name = models.CharField(_("entry"), max_length=100, unique=True)
    entry_hash = models.CharField(_("hash of the entry"), max_length=64)
    state_hash = models.CharField(_("hash of the record"), max_length=64)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name
