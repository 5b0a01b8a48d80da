"""A case study of many rows is edited without getting lost: folded rows, contents with errors, few queries."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from cases.admin import CaseStudyAdmin
from cases.models import (
    Activity,
    Beneficiary,
    CasePlace,
    Contribution,
    Figure,
    Finding,
    Partner,
    Section,
)
from publishing.renderers import WIDGETS, QuickRenderer
from tests import factories
from tests.cases.test_admin import TABLES, add_row, form_of

ROWS = {
    "places": (CasePlace, {"role": "mentioned"}),
    "partners": (Partner, {"role": "partner", "did_en": "Helped."}),
    "sections": (Section, {"kind": "other", "heading_en": "A", "body_en": "B"}),
    "findings": (Finding, {"kind": "lesson", "text_en": "Listen."}),
    "contributions": (Contribution, {"what_en": "A room", "form": "in-kind"}),
    "beneficiaries": (Beneficiary, {"who_en": "All"}),
    "activities": (Activity, {"what_en": "A meeting"}),
    "figures": (Figure, {"what_en": "Schools"}),
}


@pytest.fixture
def case(client, administrator, published_case):
    client.force_login(administrator)
    return published_case


def address(case, table=""):
    return f"/admin/cases/casestudy/{case.pk}/change/" + (
        f"?table={table}" if table else ""
    )


def add(case, table, number):
    """One more row of a case study, which names an organization, a place or a group that no other row names."""
    model, columns = ROWS[table]
    organization = factories.OrganizationFactory(name_en=f"Organization {number}")
    own = {
        "places": {
            "place": factories.place(
                f"4170{number:04}", f"Rayon {number}", "rayon", "KG-O"
            )
        },
        "partners": {"organization": organization},
        "contributions": {"giver": organization, "receiver": organization},
        "beneficiaries": {"group": factories.GroupFactory(code=f"group-{number}")},
    }.get(table, {})
    source = factories.SourceFactory(slug=f"source-{table}-{number}")
    row = factories.row(model, case, source=source, **(columns | own))
    if table == "activities":
        row.funders.add(organization)
        row.partners.add(organization)
    return row


def opened(page):
    """The ids of the rows that a page shows open; new rows left out."""
    found = re.findall(
        r'<div class="inline-related row has_original" id="([\w-]+)">\s*<details( open)?>',
        page,
    )
    return [name for name, is_open in found if is_open]


@pytest.mark.parametrize("table", [*ROWS, "all"])
def test_a_form_costs_the_same_with_1_and_with_10_rows_more(
    client, case, table, django_assert_max_num_queries
):
    tables = list(ROWS) if table == "all" else [table]
    for n, name in enumerate(tables):
        add(case, name, n)
    client.get(address(case, table))
    # As test_admin says of a form, with the rows of each table, what they name, and the number of rows of each table.
    with django_assert_max_num_queries(95) as few:
        client.get(address(case, table))
    for number in range(1, 10):
        for name in tables:
            add(case, name, number * 10 + tables.index(name))

    with django_assert_max_num_queries(95) as many:
        page = client.get(address(case, table))

    assert len(many) == len(few)
    assert page.text.count("inline-related row has_original") >= 10


def test_every_row_is_folded_into_one_line_that_says_what_it_is(client, case):
    partner = case.partners.first()

    page = client.get(address(case, "partners")).text

    assert opened(page) == []
    words = re.findall(r'<span class="says">([^<]+)</span>', page)
    assert words[0] == f"{partner.organization} · led · Led the work."


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("places", "Talas, oblast · work was done here"),
        ("findings", "what was learned · Listening comes first."),
        ("beneficiaries", "Widows · 128 people"),
        ("activities", "A training · 1999"),
        ("figures", "Villages around · 0 villages"),
    ],
)
def test_the_line_of_a_row_has_its_kind_its_words_its_date_and_its_number(
    client, case, table, words
):
    assert words in client.get(address(case, table)).text


def test_the_line_of_a_contribution_says_who_gave_what_to_whom(client, case):
    page = client.get(address(case, "contributions")).text

    row = case.contributions.get()
    line = f"{row.giver} · {row.receiver} · A grant · grant · 1200 USD"
    assert line in page


def test_the_line_of_one_piece_is_in_the_singular(client, case):
    case.figures.update(quantity_min=1, unit="villages")

    assert "Villages around · 1 village<" in client.get(address(case, "figures")).text


def test_a_row_says_in_which_languages_it_is_written(client, case):
    case.findings.update(text_ky="Угуу биринчи.")

    page = client.get(address(case, "findings")).text

    [marks] = re.findall(r'<span class="written">(.*?)</span></summary>', page, re.S)
    assert "<span>ky</span>" in marks
    assert '<span class="not">ru' in marks
    assert "<span>en</span>" in marks


def test_a_row_with_an_error_is_open_and_the_contents_say_where(client, case):
    add(case, "findings", 1)
    values = form_of(client, address(case, "all")) | {"findings-1-locator": ""}

    page = client.post(address(case, "all"), values).text

    assert opened(page) == ["findings-1"]
    contents = page[
        page.index('<nav class="contents"') : page.index(
            "</nav>", page.index('<nav class="contents"')
        )
    ]
    [wrong] = re.findall(r"<a [^>]*>([^<]+)<span class=\"wrong\">([^<]+)", contents)
    assert [words.strip() for words in wrong] == ["Findings 2", "1 error"]


def test_a_table_with_an_error_is_open_where_all_stand_on_one_page(client, case):
    whole = client.get(address(case, "all")).text
    assert '<details class="table" open>' not in whole
    values = form_of(client, address(case, "all")) | {"findings-0-locator": ""}

    page = client.post(address(case, "all"), values).text

    [group] = re.findall(
        r'id="([\w-]+)-group"[^>]*>\s*<details class="table" open>', page
    )
    assert group == "findings"


def test_an_error_of_the_record_itself_is_in_the_contents(client, case):
    values = form_of(client, address(case)) | {"period": "sometime"}

    page = client.post(address(case), values).text

    assert re.search(r'The record itself\s*<span class="wrong">1 error</span>', page)


def test_the_contents_of_a_new_case_study_lead_to_every_table(client, administrator):
    client.force_login(administrator)

    page = client.get("/admin/cases/casestudy/add/").text

    for table in TABLES:
        assert f'href="#{table}-rows"' in page
        assert f'id="{table}-rows"' in page


def test_one_page_of_all_leads_to_every_part_of_itself(client, case):
    page = client.get(address(case, "all")).text

    addresses = re.findall(
        r'href="#([\w-]+)"', page[page.index('<nav class="contents"') :]
    )
    assert len(addresses) >= len(TABLES) + 4
    for anchor in addresses:
        assert f'id="{anchor}"' in page, anchor


def test_no_id_stands_twice_on_a_page(client, case):
    page = client.get(address(case, "all")).text

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_everything_that_describes_or_names_a_field_is_there(client, case):
    values = form_of(client, address(case, "all")) | {"findings-0-locator": ""}
    page = client.post(address(case, "all"), values).text
    ids = set(re.findall(r'\sid="([^"]+)"', page))

    named = re.findall(r'(?:aria-describedby|aria-labelledby|for)="([^"]+)"', page)
    missing = {name for names in named for name in names.split()} - ids

    assert missing == set()


def test_a_text_is_asked_for_in_all_languages_under_one_label(client, case):
    page = client.get(address(case, "findings")).text

    question = page[page.index('aria-label="Text"') :]
    question = question[: question.index("q-source")]
    assert question.count("One or two sentences in your own words.") == 1
    for language, name in (("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English")):
        assert f'name="findings-0-text_{language}"' in question
        assert f'lang="{language}"' in question
        assert name in question


def test_no_row_is_offered_that_nobody_asked_for(client, case):
    formsets = client.get(address(case, "all")).context["inline_admin_formsets"]

    for inline in formsets:
        assert inline.formset.total_form_count() == inline.formset.initial_form_count()


def test_a_table_of_many_rows_offers_no_thousand_choices(client, case):
    for number in range(30):
        factories.OrganizationFactory(name_en=f"Other {number}")

    page = client.get(address(case, "partners")).text

    assert "Other 7" not in page


def test_a_row_that_was_refused_keeps_what_was_chosen(client, case):
    other = factories.OrganizationFactory(name_en="Chosen at last")
    values = form_of(client, address(case, "partners"))
    values |= {"partners-0-organization": other.pk, "partners-0-locator": ""}

    page = client.post(address(case, "partners"), values).text

    assert re.search(rf'<option value="{other.pk}" selected>Chosen at last', page)


def test_a_row_is_deleted_by_its_box(client, case):
    add(case, "findings", 1)
    values = form_of(client, address(case, "findings"))
    label = 'for="id_findings-0-DELETE">Delete this row</label>'
    assert label in client.get(address(case, "findings")).text

    client.post(address(case, "findings"), values | {"findings-0-DELETE": "on"})

    assert [row.n for row in case.findings.all()] == [2]


def test_a_row_is_added_to_a_table_that_stands_alone(client, case):
    values = form_of(client, address(case, "findings"))
    add_row(
        values,
        "findings",
        kind="lesson",
        text_en="Begin small.",
        locator="End",
        certainty="stated",
    )

    client.post(address(case, "findings"), values)

    assert case.findings.count() == 2


def test_an_editor_who_may_only_look_sees_the_rows_without_fields(
    client, published_case, django_user_model
):
    from django.contrib.auth.models import Permission

    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)

    page = client.get(address(published_case, "findings")).text

    assert "Listening comes first." in page
    assert "<textarea" not in page
    assert "Delete this row" not in page


def test_a_form_has_no_script_and_no_style_of_its_own(client, case):
    """The content security policy would refuse them."""
    page = client.get(address(case, "all")).text

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


FIELDS = {
    "text": forms.CharField(max_length=9),
    "number": forms.IntegerField(min_value=0),
    "area": forms.CharField(widget=forms.Textarea(attrs={"rows": 3})),
    "hidden": forms.CharField(widget=forms.HiddenInput),
    "box": forms.BooleanField(),
    "choice": forms.ChoiceField(choices=[("", "---"), ("a", "A & B"), ("b", "B")]),
    "groups": forms.ChoiceField(choices=[("", "---"), ("G", [("a", "A"), ("b", "B")])]),
}


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("value", [None, "", "a", "<b> \"quoted\" & 'single'", 7])
def test_a_field_is_written_as_django_writes_it(name, value):
    form = type("Form", (forms.Form,), {name: FIELDS[name]})(initial={name: value})
    widget = form.fields[name].widget
    assert widget.template_name in WIDGETS

    quick, stock = (
        form[name].as_widget(attrs={"lang": "ky", "hidden": True, "x": False})
        for form.renderer in (QuickRenderer(), DjangoTemplates())
    )

    assert squeezed(quick) == squeezed(stock)


def squeezed(html):
    """HTML without the blanks between tags, which the templates of Django leave."""
    return re.sub(r">\s+<", "><", html).strip()


def test_every_table_of_a_case_study_is_folded():
    templates = {inline.template for inline in CaseStudyAdmin.inlines}

    assert templates == {"admin/publishing/rows.html"}
