"""Where a message may go: no private address, no plain HTTP outside, certificates of the name."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.notices import posting
from engine.notices.errors import Fault, NotSentError
from engine.notices.guarding import addresses_of, checked_address, is_private
from engine.notices.posting import post_json
from tests.robots import robot_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "ff02::1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
        "::7f00:1", "64:ff9b:1::1", "240.0.0.1", "192.0.2.1",
    ],
)  # fmt: skip
def test_addresses_of_a_house_are_private(text: str) -> None:
    assert is_private(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["203.119.204.1", "2400:3200::1", "64:ff9b::cb77:cc01"])
def test_addresses_of_the_world_are_not(text: str) -> None:
    assert not is_private(ipaddress.ip_address(text))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]"])
def test_a_private_address_is_never_connected_to(host: str) -> None:
    with robot_server("wecom") as robot:
        with pytest.raises(NotSentError) as caught:
            post_json(f"https://{host}:{robot.port}/send?key=x", {})
        assert robot.calls == 0
    assert (caught.value.fault, caught.value.is_final) == (Fault.PRIVATE, True)


def test_plain_http_goes_to_allowed_private_addresses_only() -> None:
    with robot_server("wecom") as robot:
        with pytest.raises(NotSentError) as caught:
            post_json(robot.url, {})
        assert (caught.value.fault, robot.calls) == (Fault.PRIVATE, 0)
    for takes_private in (False, True):
        with pytest.raises(NotSentError) as caught:
            addresses_of("203.119.204.1", port=80, takes_private=takes_private, is_plain=True)
        assert caught.value.fault == Fault.ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "", "qyapi.example/send", "ftp://a.example/", "file:///etc/passwd", "https://",
        "https://user:pass@a.example/", "https://a.example:99999/", "https://a.example/ x",
        "https://a.example/\r\nHost: b", "https://例.example/", "https://a.example\\@b/",
        "https://a.example/" + "x" * 600,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(NotSentError) as caught:
        checked_address(url)
    assert (caught.value.fault, caught.value.is_final) == (Fault.ADDRESS, True)


def test_a_name_nobody_knows_may_come_back() -> None:
    with pytest.raises(NotSentError) as caught:
        post_json("https://nobody.invalid/send", {})
    assert (caught.value.fault, caught.value.is_final) == (Fault.UNREACHABLE, False)


def certificate(folder: Path, *, name: str) -> tuple[str, str]:
    """A certificate signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    try:
        named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        named = x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(pem), str(secret)


@pytest.fixture
def _anew() -> Iterator[None]:
    posting._trusted.cache_clear()
    yield
    posting._trusted.cache_clear()


@pytest.mark.usefixtures("_anew")
def test_a_trusted_certificate_of_the_name_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, is_taken in (("127.0.0.1", True), ("another.example", False)):
        pem, key = certificate(tmp_path, name=name)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem, key)
        monkeypatch.setenv("SSL_CERT_FILE", pem)
        posting._trusted.cache_clear()
        with robot_server("wecom", tls=tls) as robot:
            body = {"msgtype": "markdown", "markdown": {"content": "冷宫"}}
            if is_taken:
                assert post_json(robot.url, body, takes_private=True).status == 200
            else:
                with pytest.raises(NotSentError) as caught:
                    post_json(robot.url, body, takes_private=True)
                assert caught.value.fault == Fault.UNREACHABLE
    assert robot.calls == 0


@pytest.mark.usefixtures("_anew")
def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate(tmp_path, name="127.0.0.1"))
    with robot_server("wecom", tls=tls) as robot:
        with pytest.raises(NotSentError) as caught:
            post_json(robot.url, {}, takes_private=True)
        assert (caught.value.fault, robot.calls) == (Fault.UNREACHABLE, 0)
