#!/usr/bin/env python3
"""A participant of supervised transactions with nothing but Python's standard library: invoices in SQLite.

The same idea as the Java library: one table says what was done in which transaction, an outbox holds what is to be reported, and
both are written in the local transaction of the work itself.

    python3 participant.py [--port 8091] [--database invoices.db] [--flare http://localhost:8080]

POST /invoices    {"transactionId":"order-1","amount":1250}    201 issued, 200 issued before, 409 too late, 422 declined
POST /compensate  {"transactionId":"order-1"}                  200, however often and in whatever order
GET  /status/order-1                                           the row, 404 without one
POST /work        {"transactionId":"sandbox-1"}                the same work for a conformance run
"""

import argparse
import json
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME = "billing.invoices"
TRANSACTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,99}")
AMOUNT_MAX = 1_000_000
BODY_MAX = 64 * 1024
FLAGS = ("has_started", "has_completed", "has_failed", "has_compensated")

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS flare_participation (
    transaction_id  TEXT NOT NULL,
    participant     TEXT NOT NULL,
    has_started     INTEGER NOT NULL DEFAULT 0,
    has_completed   INTEGER NOT NULL DEFAULT 0,
    has_failed      INTEGER NOT NULL DEFAULT 0,
    has_compensated INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (transaction_id, participant)
);
CREATE TABLE IF NOT EXISTS flare_outbox (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    transaction_id TEXT NOT NULL,
    state          TEXT NOT NULL,
    reason         TEXT,
    refused        TEXT
);
CREATE TABLE IF NOT EXISTS invoices (transaction_id TEXT NOT NULL, amount INTEGER NOT NULL);
"""


class Transaction:
    """A local transaction. BEGIN IMMEDIATE takes SQLite's one write lock: of two that want the same row the second waits."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.connection = sqlite3.connect(self.path, timeout=3, isolation_level=None)
        self.connection.execute("PRAGMA synchronous = FULL")
        self.connection.execute("BEGIN IMMEDIATE")
        return self.connection

    def __exit__(self, kind, error, trace):
        try:
            self.connection.execute("ROLLBACK" if kind else "COMMIT")
        finally:
            self.connection.close()


class Participation:
    def __init__(self, path):
        self.path = path
        connection = sqlite3.connect(path)
        connection.executescript(SCHEMA)
        connection.close()

    def row(self, connection, transaction_id):
        return connection.execute(
            f"SELECT {', '.join(FLAGS)} FROM flare_participation WHERE transaction_id = ? AND participant = ?",
            (transaction_id, NAME),
        ).fetchone()

    def perform(self, transaction_id, work):
        """Start, work and completion in one transaction: 'DONE', 'DONE_BEFORE' or 'TOO_LATE'."""
        with Transaction(self.path) as connection:
            row = self.row(connection, transaction_id)
            if row:
                _, completed, failed, compensated = row
                return "DONE_BEFORE" if completed and not failed and not compensated else "TOO_LATE"
            connection.execute(
                "INSERT INTO flare_participation (transaction_id, participant, has_started, has_completed) VALUES (?, ?, 1, 1)",
                (transaction_id, NAME),
            )
            work(connection)
            self.queue(connection, transaction_id, "STARTED")
            self.queue(connection, transaction_id, "COMPLETED")
            return "DONE"

    def fail(self, transaction_id, reason):
        with Transaction(self.path) as connection:
            if self.row(connection, transaction_id) is None:
                connection.execute(
                    "INSERT INTO flare_participation (transaction_id, participant, has_failed) VALUES (?, ?, 1)",
                    (transaction_id, NAME),
                )
                self.queue(connection, transaction_id, "FAILED", reason)

    def compensate(self, transaction_id, undo):
        """Undone once. Where nothing was started the row is written all the same: whatever starts late finds it."""
        with Transaction(self.path) as connection:
            row = self.row(connection, transaction_id)
            if row is None:
                connection.execute(
                    "INSERT INTO flare_participation (transaction_id, participant, has_compensated) VALUES (?, ?, 1)",
                    (transaction_id, NAME),
                )
                return "NOTHING_TO_UNDO"
            started, _, _, compensated = row
            if compensated:
                return "ALREADY_UNDONE"
            if started:
                undo(connection)
            connection.execute(
                "UPDATE flare_participation SET has_compensated = 1 WHERE transaction_id = ? AND participant = ?",
                (transaction_id, NAME),
            )
            return "UNDONE" if started else "NOTHING_TO_UNDO"

    @staticmethod
    def queue(connection, transaction_id, state, reason=None):
        connection.execute(
            "INSERT INTO flare_outbox (transaction_id, state, reason) VALUES (?, ?, ?)", (transaction_id, state, reason)
        )


class Sender(threading.Thread):
    """Sends what is in the outbox: in order within a transaction, at least once, until it is taken or refused for good."""

    def __init__(self, path, flare):
        super().__init__(daemon=True)
        self.path, self.flare, self.pauses = path, flare.rstrip("/"), {}

    def run(self):
        while True:
            try:
                for report in self.due():
                    self.send(*report)
            except sqlite3.Error as error:
                print("reports cannot be sent for now:", error, flush=True)
            time.sleep(0.2)

    def due(self):
        """The first report of each transaction, but for those that wait after a failure."""
        connection = sqlite3.connect(self.path, timeout=3)
        try:
            firsts = connection.execute(
                "SELECT id, transaction_id, state, reason FROM flare_outbox WHERE id IN"
                " (SELECT min(id) FROM flare_outbox WHERE refused IS NULL GROUP BY transaction_id) ORDER BY id LIMIT 500"
            ).fetchall()
            return [one for one in firsts if self.pauses.get(one[0], (0, 0))[0] <= time.monotonic()]
        finally:
            connection.close()

    def send(self, report_id, transaction_id, state, reason):
        refused = None
        try:
            self.put(transaction_id, {"state": state, **({"reason": reason} if reason else {})})
        except urllib.error.HTTPError as error:
            refused = self.refusal(error)
            if refused is None:
                return self.wait(report_id)
        except OSError:
            return self.wait(report_id)
        self.pauses.pop(report_id, None)
        with Transaction(self.path) as connection:
            if refused is None:
                connection.execute("DELETE FROM flare_outbox WHERE id = ?", (report_id,))
            elif "TX_HALTED" in refused:
                connection.execute("UPDATE flare_outbox SET refused = ? WHERE id = ?", (refused, report_id))
            else:
                # What follows would contradict what nobody knows of: it is not sent alone.
                connection.execute("UPDATE flare_outbox SET refused = ? WHERE transaction_id = ?", (refused, transaction_id))

    def put(self, transaction_id, body):
        request = urllib.request.Request(
            f"{self.flare}/api/transactions/{transaction_id}/participants/{NAME}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=5).close()

    @staticmethod
    def refusal(error):
        """What the supervisor itself refuses is refused for good; everything else may pass."""
        text = error.read(BODY_MAX).decode("utf-8", "replace")
        try:
            code = json.loads(text).get("code")
        except (ValueError, AttributeError):
            return None
        return text[:500] if error.code in (400, 404, 409, 422) and code not in (None, "CONFLICT") else None

    def wait(self, report_id):
        _, pause = self.pauses.get(report_id, (0, 0.1))
        pause = min(pause * 2, 15)
        self.pauses[report_id] = (time.monotonic() + pause, pause)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    participation = None

    def do_GET(self):
        transaction_id = self.path.removeprefix("/status/")
        if not self.path.startswith("/status/") or not TRANSACTION.fullmatch(transaction_id):
            return self.answer(404, {"code": "NOT_FOUND"})
        connection = sqlite3.connect(self.participation.path, timeout=3)
        try:
            row = self.participation.row(connection, transaction_id)
            effects = connection.execute(
                "SELECT coalesce(sum(sign(amount)), 0) FROM invoices WHERE transaction_id = ?", (transaction_id,)
            ).fetchone()[0]
        finally:
            connection.close()
        if row is None:
            return self.answer(404, {"code": "NOT_FOUND"})
        names = ("hasStarted", "hasCompleted", "hasFailed", "hasCompensated")
        self.answer(200, {**{name: bool(flag) for name, flag in zip(names, row)}, "effects": effects})

    def do_POST(self):
        body = self.body()
        transaction_id = body.get("transactionId") if isinstance(body, dict) else None
        if not isinstance(transaction_id, str) or not TRANSACTION.fullmatch(transaction_id):
            return self.answer(400, {"code": "MALFORMED"})
        try:
            self.act(transaction_id, body)
        except sqlite3.OperationalError as error:
            self.answer(503, {"code": "UNDER_WAY", "detail": str(error)})

    def act(self, transaction_id, body):
        if self.path == "/compensate":
            undo = lambda connection: connection.execute(
                "INSERT INTO invoices SELECT transaction_id, -amount FROM invoices WHERE transaction_id = ?", (transaction_id,)
            )
            return self.answer(200, {"compensation": self.participation.compensate(transaction_id, undo)})
        amount = 1 if self.path == "/work" and transaction_id.startswith("sandbox-") else body.get("amount")
        if self.path not in ("/invoices", "/work"):
            return self.answer(404, {"code": "NOT_FOUND"})
        if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
            return self.answer(400, {"code": "MALFORMED"})
        if amount > AMOUNT_MAX:
            self.participation.fail(transaction_id, f"nobody is billed more than {AMOUNT_MAX}")
            return self.answer(422, {"code": "TOO_MUCH"})
        issue = lambda connection: connection.execute("INSERT INTO invoices VALUES (?, ?)", (transaction_id, amount))
        done = self.participation.perform(transaction_id, issue)
        self.answer({"DONE": 201, "DONE_BEFORE": 200, "TOO_LATE": 409}[done], {"code": done})

    def body(self):
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_MAX:
            self.close_connection = True
            return None
        try:
            return json.loads(self.rfile.read(int(length)).decode("utf-8"))
        except ValueError:
            return None

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--port", type=int, default=8091)
    arguments.add_argument("--database", default="invoices.db")
    arguments.add_argument("--flare", default="http://localhost:8080")
    given = arguments.parse_args()
    Handler.participation = Participation(given.database)
    Sender(given.database, given.flare).start()
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    print(f"Invoices are ready at http://localhost:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
