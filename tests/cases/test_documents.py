"""The public document of a case study."""

from cases.models import PartnerRole
from organizations.kinds import CASE_ROLES
from publishing import workflow
from tests import factories


def test_organizations_know_every_role_of_a_partner():
    assert set(CASE_ROLES) == set(PartnerRole.values)


def test_the_whole_document(db):
    made = factories.case(slug="whole", title_ky="Бүтүн")
    lead, government = (partner.organization for partner in made.partners.all())
    cite = {"ref": made.source.key, "role": "source", "at": "Summary", "lines": [1, 2]}

    document = workflow.document_of(made.record)

    assert document == {
        "key": made.key,
        "slug": "whole",
        "title": {"en": made.title_en, "ky": "Бүтүн"},
        "summary": {"en": "What the partnership did."},
        "part": "talas",
        "period": "1998/2006",
        "sectors": ["education"],
        "themes": ["youth"],
        "mechanisms": ["agreement"],
        "places": [{"place": "KG-T", "role": "site", "cite": cite}],
        "partners": [
            {
                "n": 1,
                "ref": lead.key,
                "role": "lead",
                "kind": "cso",
                "did": {"en": "Led the work."},
                "cite": cite,
            },
            {
                "n": 2,
                "ref": government.key,
                "role": "contributor",
                "kind": "government",
                "did": {"en": "Gave a room."},
                "cite": cite,
            },
        ],
        "sections": [
            {
                "n": 1,
                "kind": "background",
                "heading": {"en": "How it began"},
                "body": {"en": "It began with a meeting."},
                "cite": cite,
            }
        ],
        "findings": [
            {
                "n": 1,
                "kind": "lesson",
                "text": {"en": "Listening comes first."},
                "cite": cite,
            }
        ],
        "contributions": [
            {
                "n": 1,
                "what": {"en": "A grant"},
                "giver": {"ref": government.key, "role": "giver", "kind": "government"},
                "receiver": {"ref": lead.key, "role": "receiver", "kind": "cso"},
                "form": "grant",
                "money": {"min": 1200, "exactness": "exact", "currency": "USD"},
                "cite": cite,
            }
        ],
        "beneficiaries": [
            {
                "n": 1,
                "group": "widows",
                "who": {"en": "Widows"},
                "quantity": {"min": 128, "exactness": "exact", "unit": "people"},
                "cite": cite,
            }
        ],
        "activities": [
            {
                "n": 1,
                "what": {"en": "A training"},
                "date": "1999",
                "funders": [{"ref": government.key, "role": "funder"}],
                "cite": cite,
            }
        ],
        "figures": [
            {
                "n": 1,
                "what": {"en": "Villages around"},
                "quantity": {"min": 0, "exactness": "exact", "unit": "villages"},
                "cite": cite,
            }
        ],
        "cite": {"ref": made.source.key, "role": "source", "at": "The case"},
    }


def test_a_row_cites_its_own_source_where_it_has_one(db):
    made = factories.case()
    other = factories.SourceFactory()
    made.findings.update(source=other)

    document = workflow.document_of(made.record)

    assert document["findings"][0]["cite"]["ref"] == other.key
    assert document["sections"][0]["cite"]["ref"] == made.source.key
