"""The public document of a case study: what is not put in here cannot be published."""

from conflicts.documents import place_codes
from publishing.documents import codes, named, stated, texts


def case_study_document(case):
    """The public document of a case study: texts by language, records by key, places and terms by code, citations."""
    source = case.source

    def organization(row, field):
        other = getattr(row, field)
        return {"ref": other.key, "role": field, "kind": other.kind} if other else None

    def rows(field, *related):
        return getattr(case, field).select_related("source__record", *related)

    return stated(
        key=case.key,
        slug=case.slug,
        title=texts(case, "title"),
        summary=texts(case, "summary"),
        part=case.part,
        period=case.period,
        levels=case.levels,
        sectors=codes(case.sectors),
        themes=codes(case.themes),
        mechanisms=codes(case.mechanisms),
        related=named(case.related, "related"),
        places=[row.entry(source) for row in rows("places", "place")],
        projects=named(case.projects, "project"),
        conflicts=named(case.conflicts, "conflict"),
        partners=[
            stated(
                n=row.n,
                ref=row.organization.key,
                role=row.role,
                kind=row.organization.kind,
                did=texts(row, "did"),
                cite=row.cite(source),
            )
            for row in rows("partners", "organization__record")
        ],
        sections=[
            stated(
                n=row.n,
                kind=row.kind,
                heading=texts(row, "heading"),
                body=texts(row, "body"),
                cite=row.cite(source),
            )
            for row in rows("sections")
        ],
        findings=[
            stated(
                n=row.n, kind=row.kind, text=texts(row, "text"), cite=row.cite(source)
            )
            for row in rows("findings")
        ],
        contributions=[
            stated(
                n=row.n,
                what=texts(row, "what"),
                giver=organization(row, "giver"),
                giver_words=texts(row, "giver_words"),
                receiver=organization(row, "receiver"),
                receiver_words=texts(row, "receiver_words"),
                form=row.form,
                money=row.money(),
                quantity=row.quantity(),
                date=row.date,
                part_of=row.part_of,
                cite=row.cite(source),
            )
            for row in rows("contributions", "giver__record", "receiver__record")
        ],
        beneficiaries=[
            stated(
                n=row.n,
                group=row.group.code,
                who=texts(row, "who"),
                quantity=row.quantity(),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows("beneficiaries", "group")
        ],
        activities=[
            stated(
                n=row.n,
                what=texts(row, "what"),
                date=row.date,
                funders=[
                    {"ref": other.key, "role": "funder"} for other in row.funders.all()
                ],
                partners=[
                    {"ref": other.key, "role": "activity"}
                    for other in row.partners.all()
                ],
                places=[{"place": other.code} for other in row.places.all()],
                quantity=row.quantity(),
                cite=row.cite(source),
            )
            for row in rows("activities").prefetch_related(
                "funders__record", "partners__record", "places"
            )
        ],
        figures=[
            stated(
                n=row.n,
                what=texts(row, "what"),
                quantity=row.quantity(),
                money=row.money(),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows("figures")
        ],
        cite=case.cite(source) if source else None,
    )


def dialogue_document(dialogue):
    """The public document of a dialogue; a representative stands in it by the office alone."""
    source = dialogue.source

    def rows(field, *related):
        return getattr(dialogue, field).select_related("source__record", *related)

    return stated(
        key=dialogue.key,
        slug=dialogue.slug,
        title=texts(dialogue, "title"),
        summary=texts(dialogue, "summary"),
        date=dialogue.date,
        venue=texts(dialogue, "venue"),
        sectors=codes(dialogue.sectors),
        mechanisms=codes(dialogue.mechanisms),
        conflicts=named(dialogue.conflicts, "conflict"),
        places=[row.entry(source) for row in rows("places", "place")],
        sessions=[
            stated(
                n=row.n,
                title=texts(row, "title"),
                text=texts(row, "text"),
                sectors=codes(row.sectors),
                cite=row.cite(source),
            )
            for row in rows("sessions").prefetch_related("sectors")
        ],
        participants=[
            stated(
                n=row.n,
                ref=row.organization.key,
                role=row.role,
                kind=row.organization.kind,
                session=row.session.n if row.session else None,
                office=texts(row, "office"),
                cite=row.cite(source),
            )
            for row in rows("participants", "organization__record", "session")
        ],
        outcomes=[
            stated(
                n=row.n,
                text=texts(row, "text"),
                quantity=row.quantity(),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows("outcomes")
        ],
        cite=dialogue.cite(source) if source else None,
    )


def recommendation_document(recommendation):
    """The public document of a recommendation; its title is what is asked."""
    source, dialogue = recommendation.source, recommendation.dialogue

    def rows(field, *related):
        return getattr(recommendation, field).select_related("source__record", *related)

    return stated(
        key=recommendation.key,
        slug=recommendation.slug,
        title=texts(recommendation, "text"),
        item=recommendation.item,
        dialogue={"ref": dialogue.key, "role": "dialogue"} if dialogue else None,
        session=recommendation.session.n if recommendation.session else None,
        sectors=codes(recommendation.sectors),
        themes=codes(recommendation.themes),
        places=[
            {"place": code}
            for code in [place.code for place in recommendation.places.all()]
            or place_codes(recommendation.conflicts.order_by("record__number"))
        ],
        conflicts=named(recommendation.conflicts, "conflict"),
        money=recommendation.money(),
        period=recommendation.period,
        addressees=[
            stated(
                n=row.n,
                ref=row.organization.key if row.organization else None,
                role="addressee" if row.organization else None,
                kind=row.kind or (row.organization.kind if row.organization else None),
                level=row.level
                or (row.organization.level if row.organization else None),
                as_named=row.words,
                cite=row.cite(source),
            )
            for row in rows("addressees", "organization__record")
        ],
        statuses=[
            stated(n=row.n, status=row.status, date=row.date, cite=row.cite(source))
            for row in rows("statuses")
        ],
        cite=recommendation.cite(source) if source else None,
    )
