"""The public documents of organizations and projects: what is not put in here cannot be published."""

from publishing.documents import codes, stated, texts


def organization_document(organization):
    """The public document of an organization. Contacts that are not marked as public and internal notes stay out."""
    source = organization.source
    contacts = [row for row in organization.contacts.all() if row.is_public]
    return stated(
        key=organization.key,
        slug=organization.slug,
        title=texts(organization, "name"),
        kind=organization.kind,
        legal_form=organization.legal_form,
        level=organization.level,
        mission=texts(organization, "mission"),
        founded=organization.founded,
        registered=organization.registered,
        place=organization.place.code if organization.place else None,
        aliases=[{"alias": alias.name} for alias in organization.aliases.all()],
        identifiers=[
            {"scheme": row.scheme, "code": row.code}
            for row in organization.identifiers.all()
        ],
        relations=[
            stated(
                ref=row.other.key, role=row.kind, date=row.date, cite=row.cite(source)
            )
            for row in organization.relations.all()
        ],
        contacts=[
            {
                "kind": row.kind,
                "value": row.value,
                "checked_on": row.checked_on.isoformat(),
            }
            for row in contacts
        ],
        figures=[row.entry(source) for row in organization.figures.all()],
        cite=organization.cite(source) if source else None,
    )


def project_document(project):
    """The public document of a project: partners in roles, aims with what belongs to them, budget, risks, reporting."""
    source = project.source

    def rows(field, *related):
        return getattr(project, field).select_related("source__record", *related)

    def text_rows(field, *names):
        return [
            stated(
                n=row.n,
                **{name: texts(row, name) for name in names},
                cite=row.cite(source),
            )
            for row in rows(field)
        ]

    def of_aims(field):
        return [
            stated(
                n=row.n,
                aim=row.aim.n if row.aim else None,
                text=texts(row, "text"),
                quantity=row.quantity(),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows(field, "aim")
        ]

    return stated(
        key=project.key,
        slug=project.slug,
        title=texts(project, "title"),
        summary=texts(project, "summary"),
        period=project.period,
        months=project.months,
        status=project.status,
        money=project.money(),
        sectors=codes(project.sectors),
        themes=codes(project.themes),
        places=[row.entry(source) for row in rows("places", "place")],
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
        aims=text_rows("aims", "text"),
        activities=of_aims("activities"),
        outputs=of_aims("outputs"),
        budget=[
            stated(
                n=row.n,
                heading=texts(row, "heading"),
                text=texts(row, "text"),
                money=row.money(),
                cite=row.cite(source),
            )
            for row in rows("budget")
        ],
        beneficiaries=[
            stated(
                n=row.n,
                group=row.group.code,
                who=texts(row, "who"),
                quantity=row.quantity(),
                cite=row.cite(source),
            )
            for row in rows("beneficiaries", "group")
        ],
        risks=text_rows("risks", "text", "answer"),
        reporting=text_rows("reporting", "text"),
        cite=project.cite(source) if source else None,
    )
