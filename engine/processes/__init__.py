"""Child processes that live and die with one command, and the port they serve on."""

from engine.processes.ports import PortTakenError, free_port, reserve_port
from engine.processes.supervisor import Child, ChildDiedError, Supervisor

__all__ = ["Child", "ChildDiedError", "PortTakenError", "Supervisor", "free_port", "reserve_port"]
