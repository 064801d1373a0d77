"""The indexes by which the report finds when leads came to a stage, were signed, or went back to the pool."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

STEP = models.Func(
    KeyTextTransform("to", "data"),
    template=(
        "array_position('{new,contacted,qualified,recommended,visiting,negotiating,signed,settled}'::text[],"
        " %(expressions)s)"
    ),
    output_field=models.IntegerField(),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0022_rota")]

    operations = [
        AddIndexConcurrently(
            "leadevent",
            models.Index(F("lead"), STEP, name="lead_event_steps", include=["at", "data"], condition=Q(kind="stage")),
        ),
        AddIndexConcurrently(
            "leadevent",
            models.Index("at", name="lead_event_of_signing", condition=Q(kind="stage", data__to="signed")),
        ),
        AddIndexConcurrently("leadevent", models.Index("at", name="lead_event_of_owners", condition=Q(kind="owner"))),
    ]
