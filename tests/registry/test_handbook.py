"""Handbooks: who may ask for one, how it is made beside the requests, what it says, and what it never shows."""

import fcntl
import gzip
import json
import re
import zlib
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation

from cases.models import CasePlace, Contribution, Finding, Partner
from publishing import workflow
from publishing.models import PublishedRecord
from registry.handbook import pages, press, typesetting
from registry.handbook.manuscript import Manuscript
from registry.handbook.prose import blocks
from registry.management.commands import make_handbooks
from registry.models import Handbook
from tests import factories

ASK = "/cases/handbook/"
ORIGIN = "https://registry.example"
SELECTION = {
    "sentence": "1 partnership",
    "filters": [["Place", "Talas oblast"]],
    "address": "/cases/?place=KG-T",
}
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# Text that typst would read as markup, were it not data.
MARKUP = '#set page(fill: red) $x^2$ *bold* _it_ \\ [a] @ref <label> `raw` = "q" // c'


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    """A folder for the PDFs of this test; no press is started."""
    settings.HANDBOOKS = tmp_path / "handbooks"
    return settings.HANDBOOKS


@pytest.fixture(autouse=True)
def started(monkeypatch):
    """How often a press was started, as a list; none is."""
    found = []
    monkeypatch.setattr(press, "start", lambda: found.append(True))
    return found


@pytest.fixture
def in_this_process(monkeypatch, tmp_path):
    """The command leaves the rank of the process of the tests as it is."""
    monkeypatch.setattr(make_handbooks.os, "nice", lambda by: 0)
    monkeypatch.setattr(make_handbooks, "OUT_OF_MEMORY", tmp_path / "rank")


def rows(*cases):
    found = PublishedRecord.objects.public().of("case")
    return sorted(
        found.filter(key__in=[case.key for case in cases]), key=lambda row: row.pk
    )


def manuscript(*cases, language="en"):
    with translation.override(language):
        return Manuscript(rows(*cases), SELECTION, ORIGIN).written()


def said(manuscript):
    return json.dumps(manuscript, ensure_ascii=False)


def asked(case, **columns):
    """A handbook of one case study, in line to be made."""
    found = press.ask([case.key], SELECTION, "place=KG-T", ORIGIN, "en")
    if columns:
        Handbook.objects.filter(pk=found.pk).update(**columns)
        found.refresh_from_db()
    return found


def made(case):
    handbook = asked(case)
    press.work()
    handbook.refresh_from_db()
    return handbook


def unpacked(pdf):
    """All streams of a PDF that can be inflated, and the rest of it."""
    found = [STREAM.sub(b"", pdf)]
    for stream in STREAM.findall(pdf):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found)


# Asking


def test_a_list_of_case_studies_leads_to_its_handbook_with_its_filters(
    client, published_case
):
    page = client.get("/cases/", {"place": "KG-T", "page": 1})

    assert f'href="{ASK}?place=KG-T" rel="nofollow"' in page.content.decode()


def test_no_other_list_offers_a_handbook(client, published_all):
    assert "/handbook/" not in client.get("/organizations/").content.decode()


def test_the_page_says_what_would_be_printed_and_starts_nothing(
    client, published_case, started
):
    page = client.get(ASK, {"place": "KG-T"})

    words = page.content.decode()
    assert "1 partnership in Talas oblast" in words
    assert "Make the PDF of 1 case study" in words
    assert 'content="noindex, nofollow"' in words
    assert not Handbook.objects.exists()
    assert not started


def test_following_an_address_by_get_never_makes_a_handbook(client, published_case):
    client.get(ASK, {"make": "1"})

    assert not Handbook.objects.exists()


def test_the_button_puts_the_selection_in_line_without_cookie_or_token(
    published_case, started
):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(f"{ASK}?place=KG-T")

    handbook = Handbook.objects.get()
    assert answer.status_code == 303
    assert answer.url == f"{ASK}{handbook.name}/"
    assert not answer.cookies
    assert handbook.keys == [published_case.key]
    assert handbook.selection["sentence"] == "1 partnership in Talas oblast"
    assert handbook.selection["filters"] == [["Place", "Talas oblast"]]
    assert handbook.selection["address"] == "/cases/?place=KG-T"
    assert started == [True]


def test_the_same_selection_asked_twice_is_one_handbook(client, published_case):
    first = client.post(f"{ASK}?sector=education&place=KG-T").url
    second = client.post(
        f"{ASK}?place=KG-T&sector=education&view=table&with=cs1&utm_source=x"
    ).url

    assert first == second
    assert Handbook.objects.count() == 1


def test_another_language_is_another_handbook(client, published_case):
    english = client.post(ASK).url
    kyrgyz = client.post(f"/ky{ASK}").url

    assert kyrgyz.startswith(f"/ky{ASK}")
    assert Handbook.objects.count() == 2
    assert english != kyrgyz


def test_another_order_is_another_handbook(client, published_case):
    factories.published_case()
    client.post(ASK)
    client.post(f"{ASK}?sort=newest")

    assert Handbook.objects.count() == 2


def test_after_a_publication_the_same_selection_is_another_handbook(
    client, published_case
):
    first = client.post(ASK).url
    factories.published_organization()

    assert client.post(ASK).url != first


@pytest.mark.parametrize(
    "query", ["place=XX", "colour=red", "sort=loudest", "from=notayear"]
)
def test_a_wrong_address_is_a_sentence_and_makes_nothing(client, published_case, query):
    page, answer = client.get(f"{ASK}?{query}"), client.post(f"{ASK}?{query}")

    assert "there is nothing to print" in page.content.decode()
    assert "<button" not in page.content.decode().split("<main")[1]
    assert answer.status_code == 400
    assert not Handbook.objects.exists()


def test_an_empty_selection_is_a_sentence_and_makes_nothing(client, published_case):
    page = client.get(f"{ASK}?q=zzzz")

    assert "No case study answers to these filters" in page.content.decode()
    assert client.post(f"{ASK}?q=zzzz").status_code == 400
    assert not Handbook.objects.exists()


def test_a_selection_beyond_the_limit_is_a_sentence_and_makes_nothing(
    client, published_case, monkeypatch
):
    factories.published_case()
    monkeypatch.setattr(pages, "MOST", 1)

    page = client.get(ASK)

    assert "These are 2 case studies." in page.content.decode()
    assert "A handbook holds at most 1." in page.content.decode()
    assert client.post(ASK).status_code == 400


def test_a_full_line_takes_no_other_handbook_and_says_so(
    client, published_case, monkeypatch
):
    monkeypatch.setattr(press, "LINE", 1)
    client.post(ASK)

    answer = client.post(f"{ASK}?place=KG-T")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "1 handbook waits already." in answer.content.decode()
    assert Handbook.objects.count() == 1


def test_a_full_line_still_leads_to_what_stands_in_it(
    client, published_case, monkeypatch
):
    monkeypatch.setattr(press, "LINE", 1)

    assert client.post(ASK).url == client.post(ASK).url


def test_asking_and_watching_cost_as_much_for_ten_case_studies_as_for_one(
    client, published_case, take_up, django_assert_num_queries
):
    for _n in range(2):
        take_up()
        client.get("/cases/")
        # The keys, the state, the handbook, the line; then it is stored: looked up again and written, in savepoints.
        with django_assert_num_queries(10):
            address = client.post(ASK).url
        # The handbook, the state, how many stand before it and how many are in hand.
        with django_assert_num_queries(4):
            client.get(address)
        for _other in range(9):
            factories.published_case()


# Making


def test_a_handbook_that_waits_says_so_and_asks_again_by_itself(client, published_case):
    page = client.get(asked(published_case).get_absolute_url())

    words = page.content.decode()
    assert '<meta http-equiv="refresh" content="3">' in words
    assert "It waits for its turn." in words
    assert "0 of 1 case studies gathered" in words
    assert "no-store" in page["Cache-Control"]


def test_the_command_makes_what_is_in_line_and_then_its_page_leads_to_the_pdf(
    client, published_case, in_this_process
):
    handbook, out = asked(published_case), StringIO()

    call_command("make_handbooks", stdout=out)

    page = client.get(handbook.get_absolute_url()).content.decode()
    handbook.refresh_from_db()
    assert out.getvalue() == "Handbooks made or given up: 1\n"
    assert "The handbook is ready" in page
    assert f"{ASK}{handbook.name}.pdf" in page
    assert f"{handbook.pages} pages" in page
    assert "http-equiv" not in page


def test_running_the_command_again_makes_nothing(published_case, in_this_process):
    made(published_case)
    out = StringIO()

    call_command("make_handbooks", stdout=out)

    assert out.getvalue() == "Handbooks made or given up: 0\n"


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("", "identity"), ("gzip, br", "gzip")]
)
def test_the_pdf_is_served_whole_with_its_length_and_never_kept(
    client, published_case, accepted, encoding
):
    handbook = made(published_case)

    answer = client.get(
        f"{ASK}{handbook.name}.pdf", headers={"accept-encoding": accepted}
    )

    body = b"".join(answer.streaming_content)
    pdf = gzip.decompress(body) if encoding == "gzip" else body
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) == handbook.size
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Encoding"] == encoding
    assert int(answer["Content-Length"]) == len(body)
    assert "Accept-Encoding" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_over_the_line_a_handbook_is_a_good_deal_smaller(published_case):
    handbook = made(published_case)

    assert handbook.packed.stat().st_size < handbook.path.stat().st_size * 0.7


def test_a_pdf_that_is_not_made_yet_leads_to_its_page(client, published_case):
    handbook = asked(published_case)

    answer = client.get(f"{ASK}{handbook.name}.pdf")

    assert answer.status_code == 302
    assert answer.url == handbook.get_absolute_url()


def test_a_handbook_that_nobody_asked_for_is_not_found(client, db):
    assert client.get(f"{ASK}{'0' * 32}/").status_code == 404
    assert client.get(f"{ASK}{'0' * 32}.pdf").status_code == 404


def test_once_something_is_published_or_withdrawn_the_pdf_is_shown_to_nobody(
    client, published_case, administrator
):
    handbook = made(published_case)
    workflow.withdraw(published_case.record, administrator, "to protect somebody")

    page = client.get(handbook.get_absolute_url())

    assert page.status_code == 410
    assert "Make it anew" in page.content.decode()
    assert client.get(f"{ASK}{handbook.name}.pdf").status_code == 302


def test_what_shows_an_older_state_is_removed_from_the_shelf(published_case, shelf):
    old = made(published_case)
    other = factories.published_case()

    new = made(other)

    assert {path.name for path in shelf.glob("*.pdf*")} == {
        f"{new.name}.pdf",
        f"{new.name}.pdf.gz",
    }
    assert not old.path.exists()


def test_old_handbooks_and_those_beyond_the_newest_are_removed(
    published_case, shelf, monkeypatch
):
    first = made(published_case)
    Handbook.objects.update(asked_at=timezone.now() - timedelta(days=8))
    press.tidy()

    assert not Handbook.objects.exists()
    assert not first.path.exists()

    monkeypatch.setattr(press, "KEPT", 1)
    made(published_case)
    second = press.ask([published_case.key], SELECTION, "", ORIGIN, "ru")
    press.work()
    assert [row.name for row in Handbook.objects.all()] == [second.name]


def test_a_withdrawn_case_study_is_left_out_though_it_was_asked_for(
    published_case, administrator
):
    other = factories.published_case()
    handbook = press.ask([published_case.key, other.key], SELECTION, "", ORIGIN, "en")
    workflow.withdraw(published_case.record, administrator, "to protect somebody")

    found = press._gathered(handbook)

    assert [case["key"] for case in found["cases"]] == [other.key]
    assert "to protect somebody" not in said(found)


def test_a_handbook_without_any_public_case_study_fails_with_a_sentence(
    client, published_case, administrator
):
    handbook = asked(published_case)
    workflow.withdraw(published_case.record, administrator, "to protect somebody")
    Handbook.objects.update(token=press.state())

    press.work()

    words = client.get(handbook.get_absolute_url()).content.decode()
    assert "Its case studies are not public any more." in words
    assert "Begin again" in words


def test_one_handbook_that_cannot_be_set_does_not_stop_the_next(
    client, published_case, monkeypatch
):
    other = factories.published_case()
    first, second = asked(published_case), asked(other)
    typeset = press.typeset

    def fails_once(manuscript):
        monkeypatch.setattr(press, "typeset", typeset)
        raise typesetting.Unprintable("no font")

    monkeypatch.setattr(press, "typeset", fails_once)
    press.work()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, first.fault) == ("failed", "unprintable")
    assert second.is_ready
    page = client.get(first.get_absolute_url()).content.decode()
    assert "Its pages could not be set." in page


def test_one_press_is_at_work_at_a_time(published_case, shelf):
    handbook = asked(published_case)
    with press._lock(fcntl.LOCK_EX):
        assert press.is_at_work()
        assert press.work() is False
    handbook.refresh_from_db()

    assert handbook.stage == "waiting"
    assert not press.is_at_work()


def test_what_a_dead_press_left_behind_is_begun_again(client, published_case, started):
    handbook = asked(published_case, stage="reading", attempts=1)
    started.clear()

    client.get(handbook.get_absolute_url())
    assert started == [True]

    press.work()
    handbook.refresh_from_db()
    assert handbook.is_ready
    assert handbook.attempts == 2


def test_what_killed_two_presses_is_given_up_until_somebody_asks_again(
    client, published_case
):
    handbook = asked(published_case, stage="setting", attempts=2)

    press.work()

    page = client.get(handbook.get_absolute_url()).content.decode()
    assert "The process that made it ended before it was done." in page
    assert "http-equiv" not in page
    assert asked(published_case).stage == "waiting"
    assert asked(published_case).attempts == 0


def test_nothing_is_begun_anew_while_a_press_is_at_work(
    client, published_case, started
):
    handbook = asked(published_case, stage="setting", attempts=1)
    started.clear()

    with press._lock(fcntl.LOCK_EX):
        client.get(handbook.get_absolute_url())

    assert not started


def test_a_handbook_that_no_press_takes_is_given_up_after_a_while(
    client, published_case, started
):
    handbook = asked(published_case, asked_at=timezone.now() - timedelta(minutes=11))
    started.clear()

    page = client.get(handbook.get_absolute_url()).content.decode()

    assert "The handbook is not there" in page
    assert not started


def test_a_handbook_whose_file_is_gone_is_made_anew_when_it_is_asked_for(
    client, published_case
):
    handbook = made(published_case)
    handbook.path.unlink()

    page = client.get(handbook.get_absolute_url()).content.decode()

    assert "It is not kept any more." in page
    assert asked(published_case).stage == "waiting"


def test_a_press_is_a_process_of_its_own_and_started_once(monkeypatch, shelf):
    monkeypatch.undo()
    calls = []

    class Process:
        def __init__(self, command, **options):
            calls.append((command[1:], options["start_new_session"]))

        def wait(self):
            return 0

    monkeypatch.setattr(press, "_lock_file", lambda name="press.lock": shelf / name)
    monkeypatch.setattr(press.subprocess, "Popen", Process)
    shelf.mkdir()

    press.start()
    press.start()

    assert calls == [(["manage.py", "make_handbooks"], True)]


def test_the_reader_sees_how_many_case_studies_are_gathered(
    published_case, monkeypatch
):
    monkeypatch.setattr(press, "NOTED_EVERY", -1)
    seen = []
    save = Handbook.save

    def noting(handbook, **options):
        save(handbook, **options)
        row = Handbook.objects.get(pk=handbook.pk)
        seen.append((row.stage, row.done))

    monkeypatch.setattr(Handbook, "save", noting)
    handbook = press.ask(
        [published_case.key, factories.published_case().key],
        SELECTION,
        "",
        ORIGIN,
        "en",
    )
    seen.clear()
    press.make(handbook)

    assert seen == [
        ("reading", 0),
        ("reading", 1),
        ("reading", 2),
        ("setting", 2),
        ("ready", 2),
    ]


# The book


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_pdf_is_tagged_and_says_its_language_and_its_standard(
    published_case, language
):
    pdf = typesetting.typeset(manuscript(published_case, language=language))

    found = unpacked(pdf)
    assert b"/MarkInfo" in found
    assert b"/Marked true" in found
    assert b"/StructTreeRoot" in found
    assert f"/Lang({language})".encode() in found
    assert re.search(rb"pdfuaid:part>1<|pdfuaid:part=\"1\"", found)
    assert b"/DisplayDocTitle true" in found
    assert b"/Outlines" in found


def test_headings_tables_and_the_map_are_tagged_as_such(published_case):
    found = unpacked(typesetting.typeset(manuscript(published_case)))

    for tag in ("Title", "TOC", "H1", "H2", "H3", "Table", "TH", "Figure", "LI"):
        assert f"/S/{tag}".encode() in found, tag
    assert b"/Alt" in found


def test_the_number_of_pages_is_that_of_the_pdf(published_case):
    written = manuscript(published_case)
    images = typesetting.typeset(written, format="png", ppi=20, pdf_standards=[])

    assert typesetting.pages(typesetting.typeset(written)) == len(images)


def test_marks_of_the_typesetter_in_a_text_come_out_as_they_are(db):
    case = factories.published_case(title_en=MARKUP, summary_en=MARKUP)

    written = manuscript(case)

    assert written["cases"][0]["title"] == MARKUP
    # The bookmark of a heading is its text, after it was set.
    bookmarks = unpacked(typesetting.typeset(written))
    for piece in (b"#set page", b"$x^2$ *bold* _it_", b"[a] @ref <label> `raw`"):
        assert piece in bookmarks


def test_a_character_without_a_glyph_is_an_empty_box_and_not_an_error(db):
    case = factories.published_case(title_en="Water 😀 水 \x07 Өнөктөштүк")

    assert typesetting.typeset(manuscript(case)).startswith(b"%PDF-")


def test_letters_of_the_kyrgyz_alphabet_have_glyphs_in_the_fonts_of_the_book():
    import typst

    source = '#set text(font: "Libertinus Serif", fallback: false)\n#"{}"'
    letters = "АБВГДЕЁЖЗИЙКЛМНҢОӨПРСТУҮФХЦЧШЩЪЫЬЭЮЯ"

    # PDF/UA-1 refuses a letter without a glyph.
    typst.compile(
        (
            '#set document(title: "x")\n#set text(lang: "ky")\n'
            + source.format(letters + letters.lower())
        ).encode(),
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )


def test_the_title_page_says_what_the_selection_is_and_how_to_read_it(published_case):
    written = manuscript(published_case)

    assert written["selection"] == "1 partnership"
    assert written["filters"] == [["Place", "Talas oblast"]]
    assert written["address"] == "https://registry.example/cases/?place=KG-T"
    assert "CC BY 4.0" in written["words"]["licence"]
    assert written["words"]["not_stated"] == "not stated"


def test_a_case_study_stands_whole_in_the_book(published_case):
    case = manuscript(published_case)["cases"][0]

    facts = {fact["label"]: fact["values"] for fact in case["facts"]}
    assert facts["Period"] == ["1998–2006"]
    assert facts["Place"][0]["name"] == "Talas oblast"
    assert facts["Money stated"] == ["1,200 USD"] or facts["Money stated"] == [
        "1200 USD"
    ]
    assert facts["State level"] == []
    assert [group["role"] for group in case["partners"]] == ["Led", "Contributed"]
    assert case["sections"][0]["body"] == [
        {"as": "p", "of": ["It began with a meeting."]}
    ]
    assert case["findings"][0]["rows"][0]["text"] == "Listening comes first."
    gift = case["contributions"][0]["rows"][0]
    assert gift["what"]["text"] == "A grant"
    assert gift["money"].endswith("USD")
    assert gift["quantity"] == {"na": True}
    assert case["totals"] == facts["Money stated"]
    assert case["beneficiaries"][0]["quantity"] == "128 people"
    assert case["beneficiaries"][0]["date"] is None
    assert case["figures"][0]["figure"] == "0 villages"


def test_every_statement_leads_to_a_note_and_every_note_to_a_source(published_case):
    written = manuscript(published_case)

    case = written["cases"][0]
    marks = set(re.findall(r'"note": (\d+)', said(case)))
    numbers = [note["n"] for note in case["notes"]]
    assert marks == {str(number) for number in numbers}
    assert numbers == list(range(1, len(numbers) + 1))
    assert case["notes"][0]["at"] == "The case"
    known = {source["n"] for source in written["sources"]}
    assert {note["source"] for note in case["notes"]} == known


def test_sources_are_numbered_through_the_whole_book(db):
    source = factories.SourceFactory(title_en="One handbook")
    first = factories.published_case(source=source)
    second = factories.published_case(source=source)

    written = manuscript(first, second)

    names = [source["name"] for source in written["sources"]]
    assert names.count("One handbook") == 1
    assert len({source["n"] for source in written["sources"]}) == len(names)


def test_sums_are_made_for_each_currency_by_itself(db):
    case = factories.case()
    for currency, amount in (("USD", 800), ("KGS", 5000)):
        factories.row(
            Contribution,
            case,
            giver_words_en="Villagers",
            what_en="More",
            form="grant",
            amount_min=amount,
            amount_exactness="exact",
            currency=currency,
        )
    factories.publish(case)

    assert [
        words.replace(",", "") for words in manuscript(case)["cases"][0]["totals"]
    ] == ["5000 KGS", "2000 USD"]


def test_a_receiver_and_an_amount_of_which_the_source_is_silent_are_not_stated(db):
    case = factories.case()
    factories.row(
        Contribution,
        case,
        giver_words_en="Villagers",
        what_en="A room",
        form="in-kind",
    )
    factories.publish(case)

    gift = manuscript(case)["cases"][0]["contributions"][-1]

    assert gift["giver"] == {"name": "Villagers"}
    assert gift["rows"][0]["to"] is None
    assert gift["rows"][0]["money"] is None
    assert typesetting.typeset(manuscript(case)).startswith(b"%PDF-")


def test_the_map_counts_the_selection_and_its_description_says_the_counts(db):
    osh = factories.place(code="KG-O", name="Osh")
    case = factories.case()
    factories.row(CasePlace, case, place=osh, role="site")
    chui = factories.place(code="KG-C", name="Chui")
    factories.row(CasePlace, case, place=chui, role="mentioned")
    factories.publish(case)

    drawn = manuscript(case)["map"]

    counts = dict(drawn["rows"])
    assert counts["Talas oblast"] == counts["Osh oblast"] == 1
    assert counts["Chui oblast"] == 0
    assert drawn["alt"].endswith("Osh oblast: 1; Talas oblast: 1.")


def test_places_are_indexed_under_their_oblast_and_organizations_by_letter(db):
    case = factories.case()
    village = factories.village()
    factories.row(CasePlace, case, place=village, role="seat")
    factories.publish(case)

    written = manuscript(case)

    (oblast,) = written["places"]
    assert oblast["name"] == "Talas oblast"
    assert oblast["mark"] == "p:KG-T"
    assert [entry["name"] for entry in oblast["entries"]] == ["Kopuro-Bazar"]
    assert [group["name"] for group in written["organizations"]] == ["G", "L"]
    marks = {
        entry["mark"]
        for group in written["organizations"]
        for entry in group["entries"]
    }
    assert all(f'"mark": "{mark}"' in said(written["cases"]) for mark in marks)


def test_the_index_follows_the_kyrgyz_alphabet(db):
    case = factories.case()
    for name in ("Өмүр", "Пикир", "Нур", "Ңаалат", "Обон", "Үмүт", "Уюм"):
        other = factories.OrganizationFactory(name_ky=name)
        factories.row(
            Partner, case, organization=other, role="partner", did_en="Helped."
        )
    factories.publish(case)

    index = manuscript(case, language="ky")["organizations"]

    letters = [group["name"] for group in index if group["name"] in "НҢОӨПУҮ"]
    assert letters == ["Н", "Ң", "О", "Ө", "П", "У", "Ү"]


def test_index_entries_lead_to_pages_of_the_pdf(published_case):
    import typst

    written = manuscript(published_case)
    found = typst.query(
        typesetting.template(),
        "<named>",
        sys_inputs={
            "manuscript": json.dumps(
                written
                | {
                    "style": {
                        "colours": typesetting.colours(),
                        "ornament": typesetting.ornament(),
                    }
                }
            )
        },
        ignore_system_fonts=True,
    )

    keys = {entry["value"]["key"] for entry in json.loads(found)}
    indexed = {
        entry["mark"]
        for groups in (written["places"], written["organizations"])
        for group in groups
        for entry in [group, *group["entries"]]
        if entry["mark"]
    }
    assert indexed
    assert indexed <= keys


def test_a_related_case_study_in_the_book_is_found_by_its_page_another_by_its_address(
    db,
):
    first, second, outside = (factories.case() for _n in range(3))
    first.related.add(second, outside)
    for case in (first, second, outside):
        factories.publish(case)

    written = manuscript(first, second)

    [(inside, beyond)] = [
        case["related"] for case in written["cases"] if len(case["related"]) == 2
    ]
    assert inside["case"] == second.key
    assert beyond["url"] == f"{ORIGIN}/r/{outside.key}"
    typesetting.typeset(written)


def test_what_editors_have_not_published_is_not_in_the_book(published_case):
    factories.row(Finding, published_case, kind="lesson", text_en="Unpublished words")
    published_case.summary_en = "Changed and not published"
    published_case.save()

    words = said(manuscript(published_case))

    assert "Unpublished words" not in words
    assert "Changed and not published" not in words
    assert "editor-marker" not in words


def test_an_organization_whose_name_is_withheld_is_not_named(db, administrator):
    case = factories.published_case()
    lead = case.partners.first().organization
    workflow.withdraw(
        lead.record, administrator, "to protect somebody", withhold_name=True
    )

    words = said(manuscript(case))

    assert lead.name_en not in words
    assert "name withheld" in words


def test_a_text_in_another_language_says_which(published_case):
    case = manuscript(published_case, language="ky")["cases"][0]

    assert case["title"]["lang"] == "en"
    assert case["sections"][0]["lang"] == "en"


def test_the_book_asks_as_much_of_the_database_for_ten_case_studies_as_for_one(
    published_case, django_assert_num_queries
):
    # The rows, their names, places, terms; the map's places, boundaries and names; the sources.
    with django_assert_num_queries(8):
        manuscript(published_case)
    others = [factories.published_case() for _n in range(9)]
    with django_assert_num_queries(8):
        manuscript(published_case, *others)


@pytest.mark.parametrize(
    ("text", "structure"),
    [
        ("One\ntwo", [{"as": "p", "of": ["One", " ", "two"]}]),
        (
            "*a* **b**",
            [
                {
                    "as": "p",
                    "of": [
                        {"as": "em", "of": ["a"]},
                        " ",
                        {"as": "strong", "of": ["b"]},
                    ],
                }
            ],
        ),
        (
            "- a\n- b",
            [
                {
                    "as": "ul",
                    "of": [
                        {"as": "li", "of": [{"as": "p", "of": ["a"]}]},
                        {"as": "li", "of": [{"as": "p", "of": ["b"]}]},
                    ],
                }
            ],
        ),
        ("> a", [{"as": "quote", "of": [{"as": "p", "of": ["a"]}]}]),
        ("# a", [{"as": "p", "of": ["a"]}]),
        ("    #eval(1)", [{"as": "p", "of": ["#eval(1)"]}]),
        (
            "[a](https://x.example)",
            [
                {
                    "as": "p",
                    "of": [
                        {"as": "link", "to": "https://x.example", "of": ["a"]},
                    ],
                }
            ],
        ),
        ("[a](ftp://x.example)", [{"as": "p", "of": ["a"]}]),
        ("<b>a</b>", [{"as": "p", "of": ["<b>a</b>"]}]),
    ],
)
def test_marked_text_becomes_a_structure_and_nothing_else(text, structure):
    def joined(node):
        """Neighbouring pieces of text as one."""
        if isinstance(node, dict):
            return node | {"of": joined(node["of"])}
        found = []
        for item in node:
            if isinstance(item, str) and found and isinstance(found[-1], str):
                found[-1] += item
            else:
                found.append(joined(item) if isinstance(item, dict) else item)
        return found

    assert joined(blocks(text)) == joined(structure)


@pytest.mark.parametrize("text", ["- a\n\n  b\n1. c", "> *a* [b](https://x.example)"])
def test_every_structure_can_be_set(db, text):
    case = factories.case()
    case.sections.update(body_en=text)
    factories.publish(case)

    assert typesetting.typeset(manuscript(case)).startswith(b"%PDF-")
