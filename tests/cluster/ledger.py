"""Who sends enquiries and who reads, through nginx, as long as something is broken; and what became of each of them."""

import http.client
import threading
import time
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from leads import consent, receipts
from tests.cluster.cluster import HOST

FORM = "application/x-www-form-urlencoded"
#: Pages that nginx keeps, and one that it never does.
KEPT = ["/", "/news/", "/zones/"]
NEVER_KEPT = f"/search/?q={quote('示例')}"
#: Between two of the same visitor.
PAUSE_SECONDS = 0.25


def ask(port, method, path, body=None, timeout=30):
    """(status, headers) of one request; (0, {}) where none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, {"Host": HOST, "Content-Type": FORM})
        response = connection.getresponse()
        response.read()
        return response.status, response.headers
    except (OSError, http.client.HTTPException):
        return 0, {}
    finally:
        connection.close()


class Visitor(threading.Thread):
    """Does `once()` again and again until told to stop."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.stopping = port, threading.Event()

    def run(self):
        while not self.stopping.is_set():
            self.once()
            self.stopping.wait(PAUSE_SECONDS)


class Sender(Visitor):
    """Sends one enquiry after the other, each until a receipt is shown, as people do who get none."""

    def __init__(self, port, first):
        super().__init__(port)
        self.number, self.sent, self.shown, self.unanswered = first, 0, [], 0

    def once(self):
        self.number += 1
        self.sent += 1
        answers = {"kind": "rent", "need": f"示例需求 {self.number}", "name": "示例"}
        answers |= {"phone": f"138{self.number:08d}", "consent": consent.CURRENT.version}
        while True:
            status, headers = ask(self.port, "POST", "/enquiries/new/", urlencode(answers))
            if status == 303:
                [signed] = parse_qs(urlsplit(headers["Location"]).query)["receipt"]
                self.shown.append(signed.partition(receipts.SEPARATOR)[0])
                return
            self.unanswered += 1
            time.sleep(PAUSE_SECONDS)


class Reader(Visitor):
    """Reads some pages in turn and notes what was answered otherwise than expected, and for how long."""

    def __init__(self, port, pages, method="GET", expected=200):
        super().__init__(port)
        self.pages, self.method, self.expected = pages, method, expected
        self.read, self.errors, self.longest = 0, [], 0.0
        self._failing_since = None

    def once(self):
        begun = time.monotonic()
        page = self.pages[self.read % len(self.pages)]
        status, _ = ask(self.port, self.method, page)
        self.read += 1
        if status == self.expected:
            self._failing_since = None
        else:
            self.errors.append((page, status))
            self._failing_since = self._failing_since or begun
            self.longest = max(self.longest, time.monotonic() - self._failing_since)


class Ledger:
    """`with Ledger(cluster, name) as ledger` around an accident; afterwards `settle()`."""

    #: Of all accidents, for the end of the run.
    lines: list[str] = []
    _first = 0

    def __init__(self, cluster, name, senders=3):
        port = cluster.nginx.port
        self.cluster, self.name = cluster, name
        self.senders = []
        for _ in range(senders):
            self.senders.append(Sender(port, Ledger._first))
            Ledger._first += 10_000
        self.of_kept, self.of_others = Reader(port, KEPT), Reader(port, [NEVER_KEPT])
        # What nginx may send to no second node: it is refused, for want of a cookie, by each that is there.
        self.of_desk = Reader(port, ["/admin/login/"], "POST", 403)
        for page in KEPT:
            ask(port, "GET", page)

    def __enter__(self):
        self.begun = time.monotonic()
        for each in self._visitors():
            each.start()
        return self

    def __exit__(self, *exception):
        self.lasted = time.monotonic() - self.begun
        for each in self._visitors():
            each.stopping.set()
        for each in self._visitors():
            each.join(60)

    def _visitors(self):
        return [*self.senders, self.of_kept, self.of_others, self.of_desk]

    @property
    def shown(self):
        return [receipt for sender in self.senders for receipt in sender.shown]

    @property
    def unanswered(self):
        """How often an enquiry had to be sent again, since no receipt was shown."""
        return sum(each.unanswered for each in self.senders)

    def settle(self, seconds=60):
        """Wait until the spools are empty, then count: nothing lost, nothing double, readers unharmed."""
        end = time.monotonic() + seconds
        while (waiting := self.cluster.spooled()) and time.monotonic() < end:
            time.sleep(0.5)
        stored = [row[0] for row in self.cluster.ask("SELECT receipt FROM leads_enquiry")]
        leads = [row[0] for row in self.cluster.ask("SELECT receipt FROM leads_lead")]
        lost = set(self.shown) - set(stored)
        double = [receipt for receipt in set(self.shown) if stored.count(receipt) > 1 or leads.count(receipt) > 1]
        sent = sum(each.sent for each in self.senders)
        kept, others = self.of_kept, self.of_others
        self.lines.append(
            f"{self.name:<34} sent {sent:>4} ({sent / self.lasted:.0f}/s)  "
            f"acknowledged {len(self.shown):>4}  sent again {self.unanswered:>3}  "
            f"stored {len(set(self.shown) & set(stored)):>4}  lost {len(lost)}  double {len(double)}  "
            f"in the spool {waiting} | kept pages {kept.read:>3}, {len(kept.errors)} errors; "
            f"others {others.read:>3}, {len(others.errors):>2} errors, for {others.longest:.1f} s at most; "
            f"desk {self.of_desk.read:>3}, {len(self.of_desk.errors):>2} errors"
        )
        assert sent == len(self.shown)
        assert (lost, double, waiting) == (set(), [], 0)
        assert kept.errors == []
        assert others.longest <= 30
