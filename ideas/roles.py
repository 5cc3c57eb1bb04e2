"""Who may do what: the three groups and their permissions, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps as installed

if TYPE_CHECKING:
    from django.apps.registry import Apps

EDITOR = "社媒编辑 Social editor"
MANAGER = "产品经理 Product manager"
RND = "研发 R&D"

_EVERYBODY = {
    "feedback": {
        "account": "view",
        "comment": "view",
        "fan": "view",
        "fanrequest": "view",
        "lexiconentry": "view",
        "productline": "view",
        "readerversion": "view",
        "tag": "view",
        "thread": "view",
    },
    "ideas": {
        "assignment": "view",
        "attachment": "view add",
        "award": "view",
        "burstalert": "view",
        "clock": "view",
        "clockpolicy": "view",
        "cluster": "view",
        "handoff": "view add change",
        "idea": "view",
        "integritycase": "view",
        "note": "view add change",
        "notice": "view",
        "pin": "view",
        "suggestion": "view",
        "verdict": "view",
        "vote": "view",
        "watch": "view add",
    },
    "ledger": {"operation": "view", "cellchange": "view"},
}
_EXTRA = {
    EDITOR: {
        "feedback": {
            "account": "add change",
            "comment": "change",
            "fan": "change",
            "lexiconentry": "add change delete",
            "tag": "add change",
        },
        "ideas": {
            "attachment": "delete",
            "burstalert": "change",
            "clock": "change",
            "idea": "change",
            "integritycase": "change",
            "outreach": "view change",
            "suggestion": "change",
            "template": "view add change",
            "verdict": "add change",
            "vote": "add",
        },
        "ledger": {"operation": "undo"},
    },
    MANAGER: {
        "feedback": {
            "account": "add change",
            "comment": "change",
            "fan": "change",
            "lexiconentry": "add change delete",
            "productline": "add change delete",
            "readerversion": "change",
            "tag": "add change delete",
        },
        "ideas": {
            "attachment": "delete",
            "award": "add",
            "burstalert": "change",
            "clock": "change waive",
            "clockpolicy": "add change delete",
            "cluster": "change",
            "idea": "add change",
            "integritycase": "change",
            "note": "delete",
            "outreach": "view change",
            "suggestion": "change",
            "template": "view add change delete",
            "verdict": "add change",
            "vote": "add delete",
        },
        "ledger": {"operation": "undo undo_any"},
    },
    RND: {},
}


def sync_roles(*, apps: Apps = installed, **_signal: Any) -> None:
    """Make the three groups and set exactly the permissions of the table."""
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    known = {(p.content_type.app_label, p.codename): p for p in permissions}
    groups = apps.get_model("auth", "Group").objects
    for name, extra in _EXTRA.items():
        wanted = _codenames(_EVERYBODY) | _codenames(extra)
        group, _made = groups.get_or_create(name=name)
        group.permissions.set([known[key] for key in wanted if key in known])


def _codenames(table: dict[str, dict[str, str]]) -> set[tuple[str, str]]:
    return {
        (app, f"{act}_{model}")
        for app, models in table.items()
        for model, acts in models.items()
        for act in acts.split()
    }
