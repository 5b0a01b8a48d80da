import datetime
from decimal import Decimal

import pytest

from publishing.columns import csv_lines, file_name, read, write
from publishing.kinds import KINDS
from publishing.models import PublishedRecord
from publishing.names import Names
from tests import factories

LISTED = [item for kind in KINDS.values() for item in (kind, *kind.parts)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+996", "-5", "@cmd", "\tx", "\rx", "'quoted"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    cell = write(text)

    assert cell == f"'{text}"
    assert read(cell) == text


def test_not_stated_is_an_empty_cell_and_zero_is_a_zero():
    assert write(None, "number") == ""
    assert write(0, "number") == "0"
    assert read("", "number") is None
    assert read("0", "number") == 0


def test_a_large_number_is_written_without_an_exponent():
    assert write(1200000, "number") == "1200000"
    assert write(Decimal("18.140"), "number") == "18.14"


@pytest.mark.parametrize("listed", LISTED, ids=lambda listed: listed.name)
def test_every_value_of_every_column_comes_back_from_its_cell(published_all, listed):
    rows = list(PublishedRecord.objects.of(listed.name).select_related("parent"))
    names = Names([row.document for row in rows])

    assert rows
    for row in rows:
        entry = {"published": row, "document": row.document, "names": names}
        for column in listed.columns:
            value = column.value(entry)
            expected = (
                Decimal(str(value))
                if column.type == "number" and value is not None
                else value
            )
            assert read(write(value, column.type), column.type) == expected, column.name


def test_the_whole_table_of_contributions(client, db):
    made = factories.published_case(slug="whole", title_en="The whole, and “more”")
    lead, government = (partner.organization.name_en for partner in made.partners.all())

    body = b"".join(client.get("/contributions.csv")).decode()

    heading = (
        "key,case,case_title,giver,receiver,what,form,amount,amount_to,amount_exactness,"
        "currency,amount_per,share,same_amount,same_currency,quantity,quantity_to,"
        "quantity_exactness,unit,quantity_per,quantity_share,date,part_of,source,locator,"
        "lines,certainty,note"
    )
    row = (
        f'{made.key}-contribution-1,{made.key},"The whole, and “more”",{government},{lead},'
        f"A grant,grant,1200,,exact,USD,,,,,,,,,,,,,{made.source.key},Summary,1–2,stated,"
    )
    assert body == f"\ufeff{heading}\r\n{row}\r\n"


def test_a_file_name_says_what_and_when():
    day = datetime.date(2026, 11, 23)

    assert file_name("cases", today=day) == "cases-2026-11-23.csv"
    assert file_name("case-years", "svg", day) == "case-years-2026-11-23.svg"
    assert next(csv_lines(KINDS["case"], [])).startswith("\ufeffkey,title,")
