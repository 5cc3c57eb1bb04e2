"""One POST of JSON to an outside server: guarded, bounded in time and size, never redirected."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import certifi
import httpcore

from engine.notices.errors import Fault, NotSentError
from engine.notices.guarding import GuardedNetwork, checked_address

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 10.0
_MOST_BYTES = 64 * 1024
_FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its status, the wait it asks for, and its words, cut to 64 KB."""

    status: int
    retry_after: str | None
    content: bytes


def post_json(
    url: str, body: Mapping[str, Any], *, takes_private: bool = False, seconds: float = SECONDS
) -> Answer:
    """Send it once; NotSentError where no answer came. The library logs no address or body."""
    parts = checked_address(url)
    network = GuardedNetwork(
        takes_private=takes_private, is_plain=parts.scheme == "http", seconds=seconds
    )
    headers = [(b"Content-Type", b"application/json; charset=utf-8"), (b"Connection", b"close")]
    content = json.dumps(body, ensure_ascii=False).encode()
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=network) as pool,
            pool.stream("POST", url, headers=headers, content=content) as response,
        ):
            told = _told(response)
    except httpcore.TimeoutException as error:
        raise NotSentError(Fault.TIMEOUT, is_down=True) from error
    except _FAILURES as error:
        raise NotSentError(Fault.UNREACHABLE, said=str(error), is_down=True) from error
    return told


def _told(response: httpcore.Response) -> Answer:
    content = b""
    for piece in response.iter_stream():
        content += piece
        if len(content) > _MOST_BYTES:
            break
    headers = {name.lower(): value for name, value in response.headers}
    wait = headers.get(b"retry-after")
    retry_after = wait.decode("ascii", errors="ignore") if wait is not None else None
    return Answer(response.status, retry_after, content[:_MOST_BYTES])


@cache
def _trusted() -> ssl.SSLContext:
    """The machine's own authorities (SSL_CERT_FILE too), and those that certifi brings along."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
