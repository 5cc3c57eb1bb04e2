"""Servers that answer as 企业微信, 飞书 and 钉钉 do: real sockets, their signatures and errors."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

KEY = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
SECRET = "SEC000000000000000000000test"
HOUR = 3600
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={KEY}",
    "feishu": f"/open-apis/bot/v2/hook/{KEY}",
    "dingtalk": f"/robot/send?access_token={KEY}",
}


@dataclass
class RobotServer:
    """One platform; `faults` are answered first, each once: a status and a body, or an act."""

    kind: str
    secret: str = SECRET
    a_minute: int = 20
    port: int = 0
    scheme: str = "http"
    bodies: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    faults: deque[Any] = field(default_factory=deque)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{PATHS[self.kind]}"

    @property
    def texts(self) -> list[str]:
        """What a reader of the group would see of each message that was taken."""
        return [shown(self.kind, body) for body in self.bodies]

    def answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What the platform itself would say."""
        refused = getattr(self, f"_{self.kind}")(path, body)
        if refused is None and len(self.bodies) >= self.a_minute:
            refused = TOO_FAST[self.kind]
        if refused is not None:
            return refused
        self.bodies.append(body)
        return dict(OK[self.kind])

    def _wecom(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if parse_qs(urlsplit(path).query).get("key") != [KEY]:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        content = body["markdown"]["content"]
        if len(content.encode()) > 4096:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        return None

    def _feishu(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if not path.endswith(KEY):
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        key = f"{body.get('timestamp')}\n{self.secret}".encode()
        right = base64.b64encode(hmac.new(key, digestmod=hashlib.sha256).digest()).decode()
        late = abs(time.time() - int(body.get("timestamp", 0))) > HOUR
        if self.secret and (body.get("sign") != right or late):
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        return None

    def _dingtalk(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if asked.get("access_token") != KEY:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        text = f"{asked.get('timestamp')}\n{self.secret}".encode()
        made = hmac.new(self.secret.encode(), text, digestmod=hashlib.sha256).digest()
        late = abs(time.time() - int(asked.get("timestamp", 0)) / 1000) > HOUR
        if self.secret and (asked.get("sign") != base64.b64encode(made).decode() or late):
            return {"errcode": 310000, "errmsg": "sign not match, more: [https://ding-doc]"}
        return None


OK = {
    "wecom": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"code": 0, "msg": "success", "data": {}, "StatusCode": 0},
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
}
TOO_FAST = {
    "wecom": {"errcode": 45009, "errmsg": "api freq out of limit"},
    "feishu": {"code": 11232, "msg": "frequency limited psm[lark.oapi.app_platform_runtime]"},
    "dingtalk": {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"},
}


def shown(kind: str, body: dict[str, Any]) -> str:
    if kind == "wecom":
        return str(body["markdown"]["content"])
    if kind == "dingtalk":
        return str(body["markdown"]["text"])
    card = body["card"]
    words = [card["header"]["title"]["content"]]
    words += [e["text"]["content"] if "text" in e else str(e["actions"]) for e in card["elements"]]
    return "\n".join(words)


def hang(handler: Any, server: RobotServer) -> None:
    """Say nothing until the test is over."""
    server.released.wait(30)


def drip(handler: Any, server: RobotServer) -> None:
    """A byte now and then: each one comes in time, the answer never."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not server.released.wait(0.05):
        handler.wfile.write(b" ")


def hang_up(handler: Any, server: RobotServer) -> None:
    """Close without a word."""
    handler.close_connection = True


@contextmanager
def robot_server(kind: str, *, tls: ssl.SSLContext | None = None, **values: Any) -> Iterator[Any]:
    """Serve until the end of the block."""
    robot = RobotServer(kind, **values)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            robot.calls += 1
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            fault = robot.faults.popleft() if robot.faults else None
            if callable(fault):
                act: Callable[..., None] = fault
                with suppress(OSError):
                    act(self, robot)
                return
            status, headers, told = fault or (200, {}, robot.answer(self.path, json.loads(raw)))
            content = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: Any) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A caller that hung up is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        robot.scheme = "https"
    robot.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield robot
    finally:
        robot.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
