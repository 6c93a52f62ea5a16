"""A policy went live: freeze what it says, announce what it changes, tell those who must acknowledge it."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from foundation.notices import send_notice
from foundation.page_tree import page_url
from policies.models import PolicyPage, PolicyVersion
from policies.selectors import audience, latest_version
from service_items.services.mark_changed import mark_changed


@transaction.atomic
def announce_policy(*, policy: PolicyPage, by: User | None, at: datetime | None = None) -> PolicyVersion:
    """The version now in force. Each service item is marked changed once per version whose clauses differ from the one
    before; a version that differs in nothing that people must know is not made at all. May run any number of times."""
    at = at or timezone.now()
    policy = PolicyPage.objects.select_for_update(of=("self",)).select_related("node").get(pk=policy.pk)
    content = _frozen(policy)
    digest = _digest([content, policy.effective_on.isoformat(), policy.check_set_id])
    before = latest_version(policy.key)
    version = before if before and before.content_hash == digest else _freeze(policy, content, digest, before, by, at)
    _mark_items(policy, version, by, at)
    if version != before:
        _tell(policy, version, at)
    return version


def _freeze(policy, content, digest, before, by, at) -> PolicyVersion:
    version = PolicyVersion.objects.create(
        policy_key=policy.key,
        number=before.number + 1 if before else 1,
        title=policy.title,
        content=content,
        content_hash=digest,
        effective_on=policy.effective_on,
        check_set=policy.check_set,
        published_at=at,
        published_by=by,
    )
    audit.record("policy.version_frozen", by=by, on=version, node_path=policy.node.path, after={"hash": digest})
    return version


def _mark_items(policy: PolicyPage, version: PolicyVersion, by: User | None, at: datetime) -> None:
    cause = cause_key(version)
    fields = [
        {"field": one["ref"], "label": one["where"], "old": one["old_text"], "new": one["new_text"]}
        for one in version.content["clauses"]
    ]
    for item in policy.service_items.all():
        mark_changed(
            item=item,
            severity=PolicyPage.CHANGE_SEVERITY[policy.severity],
            effective_on=version.effective_on,
            by=by,
            summary=policy.one_line,
            fields=fields,
            cause_kind="policy",
            cause_key=cause,
            at=at,
        )


def cause_key(version: PolicyVersion) -> str:
    """What the change is named after: the policy's key; with ".v2" … for the version that last changed its clauses."""
    number = version.number
    earlier = PolicyVersion.objects.filter(policy_key=version.policy_key, number__lt=number).order_by("-number")
    for one in earlier:
        if one.content["clauses"] != version.content["clauses"]:
            break
        number = one.number
    return version.policy_key if number == 1 else f"{version.policy_key}.v{number}"


def _tell(policy: PolicyPage, version: PolicyVersion, at: datetime) -> None:
    if version.check_set_id is None:
        return
    body = _("%(line)s %(day)s起执行，请在 %(due)s 18:00 前签收。") % {
        "line": policy.one_line, "day": policy.effective_on.isoformat(), "due": policy.acknowledge_by.isoformat(),
    }  # fmt: skip
    send_notice(
        to=audience(policy, local_date(at)),
        title=_("新政策：%(title)s") % {"title": policy.title},
        key=f"policy-{version.policy_key}-{version.number}",
        body=body,
        url=page_url(policy),
    )


def _frozen(policy: PolicyPage) -> dict:
    return {
        "title": policy.title,
        "document_number": policy.document_number,
        "issuing_body": policy.issuing_body,
        "one_line": policy.one_line,
        "severity": policy.severity,
        "service_items": sorted(item.code for item in policy.service_items.all()),
        "clauses": [
            {name: block.value.get(name) or "" for name in
             ("ref", "where", "old_text", "old_basis", "new_text", "new_basis")}
            for block in policy.clauses
        ],
    }  # fmt: skip


def _digest(value) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
