"""What can go wrong with the embedded servers, told in words a person can act on."""


class EmbeddedError(RuntimeError):
    """An embedded server, or the folder it lives in, cannot be used as it is."""
