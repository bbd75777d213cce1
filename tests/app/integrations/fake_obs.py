"""A little OBS: its WebSocket's protocol, with a scene, a replay buffer and a password."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

SALT, CHALLENGE = "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=", "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY="


class FakeObs:
    """Listens from the moment it is made until it is killed.

    Attributes:
        asked: Each request that was done, as ``(type, data)``.
        replaying: Whether its replay buffer runs.
    """

    def __init__(self, port: int = 0, password: str = ""):
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.replaying, self._password = True, password
        self._open: list = []
        self._server = serve(self._talk, "127.0.0.1", port, subprotocols=["obswebsocket.json"])
        self.port = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def kill(self) -> None:
        """Go away in the middle of everything, as a killed process does."""
        self._server.shutdown()
        for socket in self._open:
            socket.close_socket()
        self._thread.join()

    def types(self) -> list[str]:
        return [name for name, _ in self.asked if name != "GetVersion"]

    def _talk(self, socket) -> None:
        self._open.append(socket)
        try:
            hello: dict[str, Any] = {"obsWebSocketVersion": "5.1.0", "rpcVersion": 1}
            if self._password:
                hello["authentication"] = {"challenge": CHALLENGE, "salt": SALT}
            socket.send(json.dumps({"op": 0, "d": hello}))
            identity = json.loads(socket.recv())["d"]
            if self._password and identity.get("authentication") != self._answer():
                socket.close(4009, "Authentication failed.")
                return
            socket.send(json.dumps({"op": 2, "d": {"negotiatedRpcVersion": 1}}))
            for message in socket:
                asked = json.loads(message)["d"]
                self._respond(socket, asked)
        except (ConnectionClosed, OSError):
            pass

    def _answer(self) -> str:
        secret = base64.b64encode(hashlib.sha256((self._password + SALT).encode()).digest())
        return base64.b64encode(hashlib.sha256(secret + CHALLENGE.encode()).digest()).decode()

    def _respond(self, socket, asked: dict[str, Any]) -> None:
        name, data = asked["requestType"], asked.get("requestData", {})
        status, answer = {"result": True, "code": 100}, {}
        if name == "GetVersion":
            answer = {"obsVersion": "29.0.2"}
        elif name == "CreateRecordChapter":
            status = {"result": False, "code": 204, "comment": "Your request type is not valid."}
        elif name == "SaveReplayBuffer" and not self.replaying:
            status = {"result": False, "code": 501, "comment": "The replay buffer is not running."}
        elif name == "GetCurrentProgramScene":
            answer = {"currentProgramSceneName": "Game"}
        elif name == "GetSceneItemId":
            if data["sourceName"] != "Label":
                status = {"result": False, "code": 600, "comment": "No scene items were found."}
            answer = {"sceneItemId": 7}
        if status["result"]:
            self.asked.append((name, data))
        socket.send(json.dumps({"op": 5, "d": {"eventType": "Noise"}}))  # which nobody has asked for
        response = {
            "requestType": name,
            "requestId": asked["requestId"],
            "requestStatus": status,
            "responseData": answer,
        }
        socket.send(json.dumps({"op": 7, "d": response}))
