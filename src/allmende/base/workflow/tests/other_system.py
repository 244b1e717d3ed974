"""A program, not a test: another system. It answers each POST as it was told, and tells what it was sent.

usage: python other_system.py    prints its port. PUT /answers takes a list of [status, headers], GET /calls
returns what came since the last time.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class OtherSystem(BaseHTTPRequestHandler):
    answers: list = []
    calls: list = []

    def do_POST(self):
        call = {
            "path": self.path,
            "body": self._body(),
            "key": self.headers["Idempotency-Key"],
            "authorization": self.headers["Authorization"],
            "api_key": self.headers["X-Api-Key"],
        }
        OtherSystem.calls.append(call)
        status, headers = OtherSystem.answers.pop(0) if OtherSystem.answers else (200, {})
        self._answer({"number": 7}, status, headers)

    def do_PUT(self):
        OtherSystem.answers, OtherSystem.calls = self._body(), []
        self._answer({})

    def do_GET(self):
        self._answer(OtherSystem.calls)

    def _body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, value, status=200, headers=None):
        content = json.dumps(value).encode()
        self.send_response(status)
        for name, text in {
            "Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {}),
        }.items():  # fmt: skip
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words):
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), OtherSystem)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
