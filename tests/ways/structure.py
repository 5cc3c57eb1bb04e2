"""Pages and endpoints by which people arrange ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.models import RequestKind, Role
from ideas.models import Evidence
from ideas.services.structure import attach_cluster, create_idea
from tests.factories import make_assignment, make_cluster, make_request
from tests.ideas.test_consolidate import make_suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from ideas.models import Cluster, Idea
    from tests.ways.world import Way, World


def piece_of(world: World) -> int:
    """A request that the world's idea stands on."""
    return Evidence.objects.filter(idea=world.idea).order_by("pk").values_list("pk")[0][0]


def target(world: World) -> Idea:
    """Another idea, made by a person."""
    return create_idea("洗鞋机", actor=world.person)


def loose() -> Cluster:
    """A cluster that waits for an idea."""
    cluster = make_cluster()
    make_assignment(make_request(), cluster=cluster)
    return cluster


def pair() -> dict[str, int]:
    """Two requests in one cluster."""
    cluster = loose()
    return {name: make_assignment(cluster=cluster).request_id for name in ("one", "other")}


def attached(world: World) -> int:
    return attach_cluster(loose(), to=world.idea, actor=world.person).pk


def at(page: str, *where: Callable[[World], int], **values: Callable[[World], str]) -> Way:
    """A way that sends a form of the admin."""
    return lambda w: w.post(
        page,
        *(place(w) for place in where),
        reason="为什么",
        **{name: value(w) for name, value in values.items()},
    )


def idea(world: World) -> int:
    return world.idea.pk


def merge_chosen(world: World) -> None:
    other = target(world).pk
    answer = world.client.post(
        f"/admin/ideas/idea/merge/?ideas={world.idea.pk},{other}", {"stays": str(other)}
    )
    assert answer.status_code == 302


PAGES: dict[str, Way] = {
    "feedback_fan_role": lambda w: w.post(
        "feedback_fan_role", w.comment.fan_id, role=Role.COPYCAT, reason="冒充"
    ),
    "feedback_comment_spans": lambda w: w.post(
        "feedback_comment_spans", w.comment.pk, words="冷宫", kind=RequestKind.PRODUCT
    ),
    "ideas_idea_create": at(
        "ideas_idea_create", title=lambda _w: "会唱歌的冰箱", kind=lambda _w: "product"
    ),
    "ideas_idea_merge_chosen": merge_chosen,
    "ideas_idea_merge": at("ideas_idea_merge", idea, idea=lambda w: str(target(w).pk)),
    "ideas_idea_split": at(
        "ideas_idea_split",
        idea,
        title=lambda _w: "新",
        requests=lambda w: str(piece_of(w)),
    ),
    "ideas_idea_move_request": at(
        "ideas_idea_move_request", piece_of, idea=lambda w: str(target(w).pk)
    ),
    "ideas_idea_confirm_request": at("ideas_idea_confirm_request", idea, piece_of),
    "ideas_idea_reject_request": at("ideas_idea_reject_request", idea, piece_of),
    "ideas_cluster_attach": at(
        "ideas_cluster_attach", lambda _w: loose().pk, idea=lambda w: str(w.idea.pk)
    ),
    "ideas_cluster_detach": at("ideas_cluster_detach", attached),
}
_IDEA, _REQUEST = "/api/v1/ideas/<int:pk>", "/api/v1/requests/<int:pk>"
ENDPOINTS: dict[str, Way] = {
    "POST /api/v1/ideas": lambda w: w.call("post", "ideas", {"title": "会唱歌的冰箱"}),
    f"PATCH {_IDEA}": lambda w: w.call(
        "patch", f"ideas/{w.idea.pk}", {"title": "冷宫", "owner": None, "product_line": None}
    ),
    f"PUT {_IDEA}/tags": lambda w: w.call("put", f"ideas/{w.idea.pk}/tags", {"tags": ["乙"]}),
    f"POST {_IDEA}/merge": lambda w: w.call(
        "post", f"ideas/{w.idea.pk}/merge", {"ideas": [target(w).pk]}
    ),
    f"POST {_IDEA}/split": lambda w: w.call(
        "post", f"ideas/{w.idea.pk}/split", {"title": "新", "requests": [piece_of(w)]}
    ),
    f"POST {_IDEA}/attach": lambda w: w.call(
        "post", f"ideas/{w.idea.pk}/attach", {"cluster": loose().pk}
    ),
    f"POST {_IDEA}/detach": lambda w: w.call(
        "post", f"ideas/{w.idea.pk}/detach", {"cluster": attached(w)}
    ),
    f"POST {_REQUEST}/move": lambda w: w.call(
        "post", f"requests/{piece_of(w)}/move", {"idea": target(w).pk}
    ),
    f"POST {_REQUEST}/confirm": lambda w: w.call(
        "post", f"requests/{piece_of(w)}/confirm", {"idea": w.idea.pk}
    ),
    f"POST {_REQUEST}/reject": lambda w: w.call(
        "post", f"requests/{piece_of(w)}/reject", {"idea": w.idea.pk}
    ),
    "POST /api/v1/verdicts": lambda w: w.call(
        "post", "verdicts", {**pair(), "says": "different", "reason": "两回事"}
    ),
    "DELETE /api/v1/verdicts/<int:pk>": lambda w: w.call("delete", f"verdicts/{w.verdict.pk}"),
    "POST /api/v1/suggestions/<int:pk>/accept": lambda w: w.call(
        "post", f"suggestions/{make_suggestion(w.person).pk}/accept", {"reason": "一回事"}
    ),
    "POST /api/v1/suggestions/<int:pk>/dismiss": lambda w: w.call(
        "post", f"suggestions/{make_suggestion(w.person).pk}/dismiss", {}
    ),
    "POST /api/v1/clusters/<int:pk>/promote": lambda w: w.call(
        "post", f"clusters/{loose().pk}/promote", {"reason": "值得"}
    ),
    "PUT /api/v1/comments/<int:pk>/label": lambda w: w.call(
        "put", f"comments/{w.comment.pk}/label", {"label": "complaint", "reason": "在抱怨"}
    ),
    "PUT /api/v1/comments/<int:pk>/tags": lambda w: w.call(
        "put", f"comments/{w.comment.pk}/tags", {"tags": ["乙"]}
    ),
    "PUT /api/v1/comments/<int:pk>/product-line": lambda w: w.call(
        "put", f"comments/{w.comment.pk}/product-line", {"product_line": None}
    ),
    "PUT /api/v1/comments/<int:pk>/author-role": lambda w: w.call(
        "put", f"comments/{w.comment.pk}/author-role", {"role": "copycat"}
    ),
    "PUT /api/v1/comments/<int:pk>/spans": lambda w: w.call(
        "put", f"comments/{w.comment.pk}/spans", {"spans": [{"start": 0, "end": 4}]}
    ),
}
# It only asks which of the chosen ideas stays.
QUIET: dict[str, Way] = {
    "ideas.idea:merge_chosen": lambda w: w.client.post(
        "/admin/ideas/idea/", {"action": "merge_chosen", "_selected_action": [w.idea.pk]}
    ),
}
