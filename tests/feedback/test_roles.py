"""Who a fan is to us: our accounts, copycats, companies, fans; a person's word wins."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.intake import AuthorData, CommentData
from feedback.models import Account, Comment, Fan, Role
from feedback.services.receiving import receive_comments
from feedback.services.roles import flag_own_accounts, set_fan_role
from tests.factories import make_comment, make_fan, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
SECRET = "a secret of the tests"
OURS = "极光电器"


def heard(
    name: str | None = None, *, key: str | None = "1", channel: str = "weibo", **author: Any
) -> Fan:
    """Receive one comment of somebody and give who that is."""
    number = Comment.objects.count()
    data = AuthorData(
        external_id=key, id_kind="native" if key else "none", display_name=name, **author
    )
    item = CommentData(
        channel=channel, external_id=f"c{number}", text_raw="出个冰箱吧", author=data
    )
    [receipt] = receive_comments([item], secret=SECRET)
    return Fan.objects.get(comment=receipt.comment_id)


def ours(name: str = OURS, *, channel: str = "weibo", external_id: str = "") -> Account:
    return Account.objects.create(channel=channel, name=name, external_id=external_id)


def flag() -> int:
    return flag_own_accounts(secret=SECRET)


def test_with_no_accounts_everybody_is_a_fan() -> None:
    assert heard(OURS).role == Role.FAN
    assert heard(None, key="2").role == Role.FAN


def test_our_name_without_a_known_id_is_ours() -> None:
    ours()
    assert heard(OURS, key="999").role == Role.OWN
    assert heard(f" {OURS}", key="998").role == Role.OWN


def test_our_name_with_another_id_is_a_copycat() -> None:
    ours(external_id="1000000001")
    assert heard(OURS, key="1000000001").role == Role.OWN
    assert heard("改了名字", key="1000000001").role == Role.OWN
    assert heard(OURS, key="999").role == Role.COPYCAT


def test_our_name_is_ours_where_the_source_gives_no_ids() -> None:
    ours(external_id="1000000001")
    assert heard(OURS, key=None).role == Role.OWN


def test_an_account_may_have_several_ids() -> None:
    ours(external_id="1000000001 MS4wLjABAAAA")
    assert heard(OURS, key="MS4wLjABAAAA").role == Role.OWN
    assert heard(OURS, key="1000000001").role == Role.OWN


def test_our_name_on_a_channel_without_us_is_a_copycat_until_we_register_it() -> None:
    ours()
    fan = heard(OURS, channel="douyin")
    assert fan.role == Role.COPYCAT
    ours(channel="douyin")
    assert flag() == 1
    fan.refresh_from_db()
    assert fan.role == Role.OWN


@pytest.mark.parametrize("name", ["极光電器", "极光·电器", "极光电噐", "极光电器官方", "板光电器"])
def test_a_name_like_ours_is_a_copycat(name: str) -> None:
    ours()
    assert heard(name, key="999").role == Role.COPYCAT


@pytest.mark.parametrize("name", ["极光电器粉丝小王", "我爱极光电器", "极光", "极***器"])
def test_a_name_that_holds_ours_is_a_fans(name: str) -> None:
    ours()
    assert heard(name, key="999").role == Role.FAN


def test_two_accounts_of_ours_with_like_names_are_both_ours() -> None:
    ours("极光电器", external_id="1")
    ours("极光电器官方", external_id="2")
    assert heard("极光电器官方", key="2").role == Role.OWN
    assert heard("极光电器", key="1").role == Role.OWN


def test_a_verified_organisation_is_a_company_a_verified_person_a_fan() -> None:
    ours()
    assert heard("别家电器", key="2", verified="org").role == Role.COMPANY
    assert heard("家电博主", key="3", verified="person").role == Role.FAN
    assert heard(OURS, key="4", verified="org").role == Role.OWN


def test_accounts_added_later_find_fans_who_were_stored_before() -> None:
    fans = [heard(name, key=name) for name in (OURS, "极光電器", "别人", "极光 电器")]
    ours(external_id=OURS)
    assert flag() == 3
    roles = [Fan.objects.get(pk=fan.pk).role for fan in fans]
    assert roles == [Role.OWN, Role.COPYCAT, Role.FAN, Role.COPYCAT]
    assert flag() == 0
    Account.objects.all().delete()
    assert flag() == 3
    assert not Fan.objects.exclude(role=Role.FAN).exists()


def test_whom_a_source_calls_ours_stays_ours() -> None:
    fan = heard("随便", is_brand=True)
    assert fan.role == Role.OWN
    assert flag() == 0


def test_who_takes_our_name_later_becomes_a_copycat_and_back() -> None:
    ours(external_id="1000000001")
    assert heard("小王", key="7").role == Role.FAN
    assert heard("极光电器官微", key="7").role == Role.COPYCAT
    assert heard("极***微", key="7").role == Role.COPYCAT
    assert heard("小王", key="7").role == Role.FAN


def test_a_badge_given_later_makes_a_company() -> None:
    assert heard("某店", key="7").role == Role.FAN
    assert heard("某店", key="7", verified="org").role == Role.COMPANY


def test_signals_told_later_are_taken_over_and_silence_takes_nothing_back() -> None:
    made = datetime(2026, 11, 1, tzinfo=UTC)
    heard("小王", key="7", registered_at=made, posts=4)
    fan = heard("小王", key="7", followers=9)
    assert (fan.registered_at, fan.posts, fan.followers) == (made, 4, 9)


def test_flagging_looks_in_a_constant_number_of_queries() -> None:
    ours()
    for number in range(3):
        heard(f"路人{number}", key=str(number))
    with CaptureQueriesContext(connection) as few:
        flag()
    for number in range(3):
        ours(f"{OURS}{number}号店")
    for number in range(3, 40):
        heard(f"路人{number}", key=str(number))
    with CaptureQueriesContext(connection) as many:
        flag()
    assert len(many) == len(few)


def test_a_person_wins_over_the_machine(editor: User) -> None:
    ours(external_id="1000000001")
    fan = heard(OURS, key="999")
    assert set_fan_role([fan], role=Role.FAN, actor=editor, reason="真粉丝重名") == 1
    flag()
    heard("极光电器官方", key="999")
    fan.refresh_from_db()
    assert (fan.machine_role, fan.role) == (Role.COPYCAT, Role.FAN)
    operation = Operation.objects.get()
    assert (operation.kind, operation.reason) == ("fan.role", "真粉丝重名")
    undo(operation, actor=editor)
    fan.refresh_from_db()
    assert (fan.person_role, fan.role) == ("", Role.COPYCAT)


def test_what_is_so_already_makes_no_operation(editor: User) -> None:
    fan = make_fan(person_role=Role.COMPANY)
    assert set_fan_role([fan], role=Role.COMPANY, actor=editor) == 0
    assert not Operation.objects.exists()


def test_an_unknown_role_is_refused(editor: User) -> None:
    with pytest.raises(ValueError, match="not a role"):
        set_fan_role([make_fan()], role="king", actor=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fan(machine_role="king")


def test_what_somebody_said_who_is_no_longer_us_is_read(editor: User) -> None:
    fan = make_fan(machine_role=Role.OWN)
    silent, read = make_comment(fan=fan), make_comment(fan=fan)
    make_request(read)
    praise = make_comment(fan=fan, label="praise")
    set_fan_role([fan], role=Role.FAN, actor=editor)
    unread = set(Comment.objects.unread().values_list("pk", flat=True))
    assert unread == {silent.pk}
    assert praise.pk not in unread


@pytest.mark.parametrize("role", [Role.OWN, Role.COMPANY, Role.COPYCAT])
def test_only_fans_and_the_unnamed_may_count(role: Role) -> None:
    make_comment(fan=make_fan(machine_role=role))
    fan, nobody = make_comment(), make_comment(fan=None)
    assert set(Comment.objects.standing()) == {fan, nobody}
