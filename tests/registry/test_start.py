"""What a start does beside serving: after an update of the code, published records are derived anew."""

import pytest

from publishing.models import FacetValue
from registry import start
from registry.models import LoadedEntry

pytestmark = pytest.mark.django_db


def test_after_an_update_of_the_code_what_is_published_is_derived_anew(
    published_case, monkeypatch
):
    start.rebuild_after_update(is_new=True)
    FacetValue.objects.filter(kind="case", dimension="sector").delete()

    start.rebuild_after_update(is_new=False)
    assert not FacetValue.objects.filter(kind="case", dimension="sector").exists()

    monkeypatch.setattr(start, "code_hash", lambda: "another")
    start.rebuild_after_update(is_new=False)
    assert FacetValue.objects.filter(kind="case", dimension="sector").exists()
    assert LoadedEntry.objects.get(name=start.CODE).entry_hash == "another"


def test_the_hash_of_the_code_moves_with_what_is_derived(tmp_path, monkeypatch):
    monkeypatch.setattr(start, "ROOT", tmp_path)
    folder = tmp_path / "cases"
    folder.mkdir()
    before = start.code_hash()
    (folder / "kinds.py").write_text("a")

    assert start.code_hash() != before
