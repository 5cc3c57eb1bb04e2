"""The export of approved words as a file to be saved, for pages and API alike."""

from __future__ import annotations

from django.http import HttpResponse

from ideas.services.outreach import export_approved


def csv_answer(channel: str, *, idea: int | None, milestone: str) -> HttpResponse:
    """What is approved for a channel."""
    content = export_approved(channel, idea=idea, milestone=milestone)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="outreach-{channel}.csv"'
    return answer
