"""The numbers that rows of case studies were given move to the table that counts the rows of every kind."""

from django.db import migrations


def move(apps, schema_editor):
    New = apps.get_model("publishing", "RowCounter")
    for old in apps.get_model("cases", "RowCounter").objects.select_related("case"):
        New.objects.update_or_create(
            record_id=old.case.record_id, table=old.table, defaults={"last": old.last}
        )


def move_back(apps, schema_editor):
    Old = apps.get_model("cases", "RowCounter")
    cases = dict(
        apps.get_model("cases", "CaseStudy").objects.values_list("record_id", "pk")
    )
    rows = apps.get_model("publishing", "RowCounter").objects.filter(
        record_id__in=cases
    )
    for new in rows:
        Old.objects.update_or_create(
            case_id=cases[new.record_id],
            table=new.table,
            defaults={"last": new.last},
        )
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("publishing", "0002_row_counters"),
    ]

    operations = [migrations.RunPython(move, move_back)]
