"""The four roles and what they may do: one function, called by the migrations of the apps that own the models."""

#: The roles, as the Groups of the same name. They are fixed: people are given them by Grants, city by city.
WRITER, EDITOR, SALES, SALES_MANAGER = "撰稿人", "编辑", "招商专员", "招商主管"
ROLES = (WRITER, EDITOR, SALES, SALES_MANAGER)


def allow(apps, role, app_label, model, actions):
    """Let a role do `actions` ("view", "add", "change", "delete" or the model's own) with a model; for migrations.

    `apps` is the migration's state and `model` the lower-case name. Django makes permissions only after all migrations
    have run, so a missing one is made here with the name Django would give it. The migration depends on
    ("staff", "0002_roles"). Raises LookupError for a model, Group.DoesNotExist for a role that does not exist.
    """
    meta = apps.get_model(app_label, model)._meta
    own = dict(meta.permissions)
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    group = apps.get_model("auth", "Group").objects.get(name=role)
    for action in actions:
        codename = f"{action}_{model}"
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": own.get(codename, f"Can {action} {meta.verbose_name}")},
        )
        group.permissions.add(permission)
