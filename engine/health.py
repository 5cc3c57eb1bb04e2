"""Whether the house stands: database, broker, worker, age of the queues."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from engine.celery import app
from feedback.models import Comment, FanRequest

_OK = "ok"


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, 503 with the part that does not."""
    database = _database()
    parts: dict[str, Any] = {"database": database, "broker": _broker()}
    parts["worker"] = _worker() if parts["broker"] == _OK else "unknown"
    parts["queue"] = _queue() if database == _OK else None
    healthy = all(parts[name] == _OK for name in ("database", "broker", "worker"))
    return JsonResponse(
        {"status": _OK if healthy else "failing", **parts}, status=200 if healthy else 503
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return _reason(error)
    return _OK


def _broker() -> str:
    try:
        with app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, OSError) as error:
        return _reason(error)
    return _OK


def _worker() -> str:
    try:
        answers = app.control.ping(timeout=1.0, limit=1)
    except (OperationalError, OSError) as error:
        return _reason(error)
    return _OK if answers else "no worker answers"


def _queue() -> dict[str, Any]:
    unread = Comment.objects.filter(read_at__isnull=True)
    waiting = FanRequest.objects.to_group().order_by()
    oldest = unread.aggregate(at=Min("received_at"))["at"]
    grouped = waiting.aggregate(at=Min("created_at"))["at"]
    now = timezone.now()
    return {
        "unread": unread.count(),
        "unread_age_s": round((now - oldest).total_seconds(), 1) if oldest else 0,
        "ungrouped": waiting.count(),
        "ungrouped_age_s": round((now - grouped).total_seconds(), 1) if grouped else 0,
    }


def _reason(error: Exception) -> str:
    # Addresses and passwords may stand in a driver's message: only its kind is public.
    return f"unreachable ({type(error).__name__})"
