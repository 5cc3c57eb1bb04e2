"""What ideas stand on, as people arrange it: merge, split, move, attach, confirm, reject."""

from ideas.services.structure.clusters import attach_cluster, detach_cluster
from ideas.services.structure.creating import create_idea
from ideas.services.structure.errors import StructureError
from ideas.services.structure.merging import merge_ideas
from ideas.services.structure.requests import confirm_request, move_request, reject_request
from ideas.services.structure.splitting import split_idea

__all__ = [
    "StructureError",
    "attach_cluster",
    "confirm_request",
    "create_idea",
    "detach_cluster",
    "merge_ideas",
    "move_request",
    "reject_request",
    "split_idea",
]
