"""No model forgets its tenant: walked over all models, so that a new one is tested on the day it is written."""

from __future__ import annotations

import pytest
from django.apps import apps

from allmende.foundation.tenants.context import NoTenantError, use_tenant
from allmende.foundation.tenants.models import TenantModel

#: Rows of the installation, not of a municipality, and why.
INSTALLATION = {
    "tenants.Tenant": "is the tenant",
    "tenants.Hostname": "finds the tenant",
    "limits.Attempts": "the tenant is within the keyed hash",
    "jobs.PeriodicRun": "says when work ran that runs in all tenants",
    "django_tasks_database.DBTaskResult": "carries its tenant as argument",
    "sessions.Session": "opaque; its user belongs to a tenant and is refused elsewhere",
    "contenttypes.ContentType": "names of models",
    "auth.Permission": "names of permissions",
    "auth.Group": "unused",
}
OURS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
REST = [model for model in apps.get_models() if not issubclass(model, TenantModel)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_models_managers_ask_for_the_tenant(model, db):
    for manager in (model.objects, model._default_manager):
        with pytest.raises(NoTenantError):
            manager.exists()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_models_rows_are_those_of_the_tenant(model, tenant, other_tenant):
    with use_tenant(other_tenant):
        sql, parameters = model.objects.all().query.sql_with_params()
    assert "tenant_id" in sql.partition("WHERE")[2]
    assert other_tenant.pk.hex in {str(parameter).replace("-", "") for parameter in parameters}


def test_whatever_belongs_to_no_tenant_has_a_reason():
    assert {model._meta.label for model in REST} <= set(INSTALLATION)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_models_rows_are_found_without_reading_those_of_other_tenants(model):
    meta = model._meta
    firsts = {rule.fields[0] for rule in (*meta.indexes, *meta.constraints) if getattr(rule, "fields", ())}
    firsts |= {getattr(meta.pk, "field_names", ("",))[0]}
    hangs_on = [field.name for field in meta.local_fields if field.is_relation and field.db_index]
    assert "tenant" in firsts or hangs_on
