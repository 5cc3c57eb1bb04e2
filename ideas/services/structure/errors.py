"""The one error of acts that arrange ideas."""


class StructureError(ValueError):
    """An act that cannot be; the message tells a person why, in their language."""
