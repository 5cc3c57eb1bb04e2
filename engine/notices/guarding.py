"""Where a message may go: never to a private address unless that is allowed, and not for long.

The address that was checked is the one that is connected to, so a name that answers otherwise
the second time leads nowhere; the deadline holds for a server that drips single bytes too.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import SplitResult, urlsplit

import httpcore

from engine.notices.errors import Fault, NotSentError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST_ADDRESS = 500


def checked_address(url: str) -> SplitResult:
    """The parts of an address a robot may have; NotSentError says that it is none."""
    try:
        parts = urlsplit(url)
        _port = parts.port
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_good = False
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not is_good or not plain or "@" in parts.netloc or len(url) > _LONGEST_ADDRESS:
        raise NotSentError(Fault.ADDRESS, is_final=True)
    return parts


def is_private(address: IpAddress) -> bool:
    """Whether an address leads into this house: loopback, link-local, private, or hides one."""
    inner = _hidden(address)
    if inner is not None:
        return is_private(inner)
    return not address.is_global or address.is_multicast or address.is_reserved


def addresses_of(host: str, *, port: int, takes_private: bool, is_plain: bool) -> list[str]:
    """Where a host is, all of it checked; one private address among many refuses the host.

    What is not encrypted goes to private addresses only, where they are allowed at all.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSentError(Fault.UNREACHABLE, said=str(error), is_down=True) from error
    there = [str(entry[4][0]) for entry in found]
    private = [is_private(ipaddress.ip_address(text.partition("%")[0])) for text in there]
    if any(private) and not takes_private:
        raise NotSentError(Fault.PRIVATE, is_final=True)
    if is_plain and not all(private):
        raise NotSentError(Fault.ADDRESS, is_final=True)
    return there


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to checked addresses only, and lets nothing go on after the deadline."""

    def __init__(self, *, takes_private: bool, is_plain: bool, seconds: float) -> None:
        self._inner = httpcore.SyncBackend()
        self._takes_private = takes_private
        self._is_plain = is_plain
        self._deadline = time.monotonic() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers."""
        there = addresses_of(
            host, port=port, takes_private=self._takes_private, is_plain=self._is_plain
        )
        failure: Exception = httpcore.ConnectError("no address")
        for place, address in enumerate(there):
            # one address that swallows everything leaves time for the others
            left = _left(self._deadline, late=httpcore.ConnectTimeout) / (len(there) - place)
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _LimitedStream(stream, deadline=self._deadline)
        raise failure


class _LimitedStream(httpcore.NetworkStream):
    """A connection whose every step ends by one deadline."""

    def __init__(self, inner: httpcore.NetworkStream, *, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there by then."""
        return self._inner.read(max_bytes, _left(self._deadline, late=httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, by then."""
        self._inner.write(buffer, _left(self._deadline, late=httpcore.WriteTimeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt; the certificate must be the name's, not the address's."""
        left = _left(self._deadline, late=httpcore.ConnectTimeout)
        stream = self._inner.start_tls(ssl_context, server_hostname, left)
        return _LimitedStream(stream, deadline=self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection tells of itself."""
        return self._inner.get_extra_info(info)


def _left(deadline: float, *, late: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise late
    return left


def _hidden(address: IpAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries inside, if it is of such a kind."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
