"""The lab's cloud: moto behind a door that knows the account's keys, and news of what changed for the lab's server."""

import json
import os
import threading
from urllib.parse import parse_qs

import absent  # noqa: F401  (before anything of moto)
from account import REGION, Account
from keys import refusal
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

SETTINGS = json.loads(os.environ["LAB_CLOUD"])
LONGEST_WAIT_S = 50
MAX_BODY_BYTES = 1024 * 1024


class Cloud:
    """One request at a time changes the account; whoever waits for news is told after it."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.account = Account(SETTINGS["machines"], SETTINGS["staticAddresses"])
        self.changed = threading.Condition()
        self.version, self.facts = 1, self.account.facts()

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "/")
        if path == "/lab/facts":
            return self.tell(environ, start_response)
        if path == "/lab/arrived" and environ["REQUEST_METHOD"] == "POST":
            news = json.loads(body_of(environ))
            with self.changed:
                self.account.arrived(news["machine"], news["asked"], news.get("failure"))
                self.look()
            return answer(start_response, "{}")
        refused = refusal(environ, SETTINGS, REGION)
        if refused:
            status, kind, text = refused
            start_response(status, [("Content-Type", kind), ("Content-Length", str(len(text.encode())))])
            return [text.encode()]
        if "/cloudformation/" in environ.get("HTTP_AUTHORIZATION", ""):
            import templates  # noqa: F401
        with self.changed:
            parts = [bytes(part) for part in self.moto(environ, start_response)]
            self.look()
        return parts

    def look(self):
        facts = self.account.facts()
        if facts != self.facts:
            self.facts, self.version = facts, self.version + 1
            self.changed.notify_all()

    def tell(self, environ, start_response):
        query = parse_qs(environ.get("QUERY_STRING", ""))
        after = int(query.get("after", ["0"])[0])
        wait = min(float(query.get("wait", ["0"])[0]), LONGEST_WAIT_S)
        with self.changed:
            self.changed.wait_for(lambda: self.version != after, wait)
            text = json.dumps({"version": self.version, **self.facts})
        return answer(start_response, text)


def body_of(environ):
    return environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), MAX_BODY_BYTES))


def answer(start_response, text):
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
    return [text.encode()]


if __name__ == "__main__":
    run_simple(SETTINGS["host"], SETTINGS["port"], Cloud(), threaded=True)
