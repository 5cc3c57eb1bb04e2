"""import_comments: recognises files, tells what became of each row, loses nothing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from feedback.models import Comment, Fan

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
WEIBO = FIXTURES / "mediacrawler/v2/weibo/jsonl/search_comments_2026-11-20.jsonl"
pytestmark = pytest.mark.django_db


def run(*arguments: object, **options: object) -> dict[str, object]:
    out = io.StringIO()
    call_command(
        "import_comments",
        *map(str, arguments),
        json=True,
        stdout=out,
        stderr=io.StringIO(),
        **options,
    )
    return json.loads(out.getvalue().splitlines()[-1])


def test_a_file_is_recognised_and_counted():
    found = run(WEIBO)
    assert found == {
        "format": "mediacrawler.weibo.v2",
        "rows": 10,
        "new": 9,
        "changed": 1,
        "duplicate": 0,
        "refused": 0,
    }
    assert Comment.objects.count() == 9


def test_the_same_file_twice_changes_nothing():
    run(WEIBO)
    before = list(Comment.objects.order_by("pk").values())
    again = run(WEIBO)
    assert (again["new"], again["refused"]) == (0, 0)
    assert list(Comment.objects.order_by("pk").values()) == before


def test_a_dry_run_counts_and_writes_nothing():
    found = run(WEIBO, dry_run=True)
    assert found["new"] == 9
    assert not Comment.objects.exists()


def test_a_bad_row_is_refused_with_line_and_reason_and_the_good_ones_go_in(tmp_path):
    path = tmp_path / "comments.jsonl"
    good = WEIBO.read_text(encoding="utf-8").splitlines()[:2]
    path.write_text("\n".join([good[0], '{"comment_id": "2", "cont', good[1]]), encoding="utf-8")
    out = io.StringIO()
    call_command("import_comments", str(path), stdout=out, stderr=io.StringIO())
    assert "line 2" in out.getvalue()
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"import os\nprint(1)\n", b'{"foo": 1}\n', b"\x00" * 100],
)
def test_a_file_that_holds_no_comments_is_one_clear_sentence(tmp_path, content):
    path = tmp_path / "something.jsonl"
    path.write_bytes(content)
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 files"):
        call_command("import_comments", str(path), stdout=io.StringIO(), stderr=errors)
    assert str(path) in errors.getvalue()
    assert not Comment.objects.exists()


def test_with_json_a_file_that_cannot_be_read_has_a_line_too(tmp_path):
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "import_comments", str(tmp_path / "no.csv"), json=True, stdout=out, stderr=io.StringIO()
        )
    told = json.loads(out.getvalue())
    assert (told["format"], told["rows"]) == (None, 0)
    assert told["error"]


def test_an_account_that_is_not_ours_is_refused():
    with pytest.raises(CommandError, match="none yet"):
        run(WEIBO, account="极光店器")
    assert not Comment.objects.exists()


def test_a_missing_file_does_not_stop_the_others(tmp_path):
    with pytest.raises(CommandError, match="1 of 2 files"):
        run(tmp_path / "nowhere.csv", WEIBO)
    assert Comment.objects.count() == 9


def test_ten_megabytes_of_one_line_are_refused_and_the_next_line_is_taken(tmp_path):
    path = tmp_path / "long.jsonl"
    good = WEIBO.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(f'{good}\n{{"content": "{"啊" * 3_500_000}"}}\n', encoding="utf-8")
    found = run(path)
    assert (found["new"], found["refused"]) == (1, 1)


def test_no_name_or_id_of_an_author_is_stored():
    run(FIXTURES / "mediacrawler/v1/weibo/csv/detail_comments_2026-06-20.csv")
    stored = " ".join(str(value) for row in Fan.objects.values_list() for value in row)
    assert Fan.objects.exists()
    assert "5730000017" not in stored
    assert "爱吃冻梨" not in stored


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_away_comments_are_stored_and_wait(settings):
    environment = {
        **os.environ,
        "LENGGONG_DATABASE": settings.DATABASES["default"]["NAME"],
        "CELERY_BROKER_URL": "redis+socket:///nowhere/at-all.sock",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "import_comments", str(WEIBO), "--json"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["new"] == 9
    assert "broker is away" in done.stderr
    assert Comment.objects.unread().count() == 9
