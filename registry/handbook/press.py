"""The press: one process beside the requests that makes the handbooks that were asked for, one after another.

A file lock says whether it is at work. The system releases the lock when the process ends, however it ends, so that a
handbook that is in hand while no press is at work is known to have been left behind.
"""

import fcntl
import gzip
import hashlib
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.utils import timezone, translation

from publishing.models import Generation, PublishedRecord
from publishing.release import release
from registry.models import Handbook

from .manuscript import Manuscript
from .typesetting import Unprintable, pages, template, typeset

log = logging.getLogger(__name__)

# So many handbooks wait at the most; whoever asks for another is told to come back.
LINE = 10
# A handbook that a press left behind is begun so often in all before a reader has to ask for it again.
ATTEMPTS = 2
# Made handbooks are kept so long, and the newest of them alone.
KEPT, KEPT_FOR = 50, timedelta(days=7)
# A press that was started has so many seconds to take the lock before another is started.
STARTS_IN = 10
# One that waits so long without a press at work is given up.
PATIENCE = timedelta(minutes=10)
# A case study that is gathered is noted in the database at most so often, in seconds.
NOTED_EVERY = 0.5


class LineIsFull(Exception):
    """So many handbooks wait already that no other is taken."""


def state():
    """A name for all that is published now: it changes with every publication, and with names of places and terms."""
    token = Generation.objects.order_by("-number").values_list("token", flat=True)
    if found := token.first():
        return found
    rows = PublishedRecord.objects.public()
    facts = rows.aggregate(Count("pk"), Sum("version"), Max("published_at"))
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def ask(keys, selection, query, origin, language):
    """The handbook of some case studies, in line to be made where it is not there yet; raises LineIsFull.

    The same case studies in the same order, asked for in the same words and language while nothing else is published,
    are one handbook.
    """
    token = state()
    parts = (token, release(), origin, language, query, *keys)
    name = hashlib.sha256("\n".join(parts).encode() + template()).hexdigest()[:32]
    found = Handbook.objects.filter(name=name).first()
    if not (found and (found.is_underway or found.is_ready)):
        if Handbook.objects.in_line().count() >= LINE:
            raise LineIsFull
        values = {
            "token": token,
            "language": language,
            "origin": origin,
            "query": query,
            "selection": selection,
            "keys": keys,
            "stage": Handbook.Stage.WAITING,
            "fault": "",
            "done": 0,
            "attempts": 0,
            "asked_at": timezone.now(),
            "ended_at": None,
        }
        found, _is_new = Handbook.objects.update_or_create(name=name, defaults=values)
    attend(found)
    return found


def attend(handbook):
    """Sees to it that a press is at work while a handbook is underway; one that nobody can make is given up."""
    if not handbook.is_underway or is_at_work():
        return
    if handbook.asked_at < timezone.now() - PATIENCE:
        _end(handbook, Handbook.Stage.FAILED, fault=Handbook.Fault.DIED)
    else:
        start()


def _lock_file(name="press.lock"):
    folder = Path(settings.HANDBOOKS)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


@contextmanager
def _lock(kind):
    """Whether the lock of the press could be had; it is held until the end of the block."""
    with _lock_file().open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def is_at_work():
    """Whether a press is at work, in whatever process."""
    with _lock(fcntl.LOCK_SH) as is_free:
        return not is_free


def start():
    """Starts a press in a process of its own, unless one was started just now."""
    mark = _lock_file("press.started")
    if mark.exists() and time.time() - mark.stat().st_mtime < STARTS_IN:
        return
    mark.touch()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "make_handbooks"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Waits for its end, so that no dead process is left in the table of the system.
    threading.Thread(target=process.wait, daemon=True).start()


def work(note=lambda handbook: None):
    """Makes all that is in line, one after another; False where another press is at work.

    What a press before left behind is begun again, until it was tried often enough. `note` is told of each that ended.
    """
    for _try in range(5):
        with _lock(fcntl.LOCK_EX) as is_mine:
            if is_mine:
                _take_over()
                while handbook := Handbook.objects.in_line().first():
                    make(handbook)
                    note(handbook)
                    tidy()
                return True
        # Whoever asks whether a press is at work holds the lock for a moment.
        time.sleep(0.1)
    return False


def _take_over():
    for handbook in Handbook.objects.in_hand():
        if handbook.attempts >= ATTEMPTS:
            _end(handbook, Handbook.Stage.FAILED, fault=Handbook.Fault.DIED)
        else:
            handbook.stage = Handbook.Stage.WAITING
            handbook.save(update_fields=["stage"])


def make(handbook):
    """Makes one handbook; whatever goes wrong is noted on it."""
    try:
        with translation.override(handbook.language):
            pdf = typeset(_gathered(handbook))
    except PublishedRecord.DoesNotExist:
        return _end(handbook, Handbook.Stage.FAILED, fault=Handbook.Fault.GONE)
    except Unprintable:
        log.exception("The handbook %s cannot be set.", handbook.name)
        return _end(handbook, Handbook.Stage.FAILED, fault=Handbook.Fault.UNPRINTABLE)
    except Exception:
        log.exception("The handbook %s was not made.", handbook.name)
        return _end(handbook, Handbook.Stage.FAILED, fault=Handbook.Fault.DIED)
    half = handbook.path.with_suffix(".half")
    # What tells a reader aloud what is what makes a PDF three times as large as it need be on a line.
    for file, content in (
        (handbook.packed, gzip.compress(pdf, mtime=0)),
        (handbook.path, pdf),
    ):
        half.write_bytes(content)
        os.replace(half, file)
    return _end(handbook, Handbook.Stage.READY, pages=pages(pdf), size=len(pdf))


def _gathered(handbook):
    """The manuscript of a handbook: those of its case studies that are public now."""
    handbook.stage, handbook.done = Handbook.Stage.READING, 0
    handbook.attempts += 1
    handbook.save(update_fields=["stage", "done", "attempts"])
    rows = PublishedRecord.objects.public().of("case").filter(key__in=handbook.keys)
    by_key = {row.key: row for row in rows}
    if not by_key:
        raise PublishedRecord.DoesNotExist
    noted_at = time.monotonic()

    def note(done):
        nonlocal noted_at
        if time.monotonic() - noted_at > NOTED_EVERY:
            noted_at, handbook.done = time.monotonic(), done
            handbook.save(update_fields=["done"])

    found = [by_key[key] for key in handbook.keys if key in by_key]
    book = Manuscript(found, handbook.selection, handbook.origin)
    manuscript = book.written(note)
    handbook.stage, handbook.done = Handbook.Stage.SETTING, len(found)
    handbook.save(update_fields=["stage", "done"])
    return manuscript


def _end(handbook, stage, **values):
    for name, value in (values | {"stage": stage, "ended_at": timezone.now()}).items():
        setattr(handbook, name, value)
    handbook.save()


def tidy():
    """Removes what is old, what is beyond the newest, and every file that shows what was published before."""
    made = Handbook.objects.exclude(stage=Handbook.Stage.WAITING)
    made = made.exclude(stage__in=Handbook.IN_HAND)
    old = made.filter(asked_at__lt=timezone.now() - KEPT_FOR)
    beyond = made.order_by("-asked_at", "-pk").values_list("pk", flat=True)[KEPT:]
    Handbook.objects.filter(
        pk__in=[*old.values_list("pk", flat=True), *beyond]
    ).delete()
    current = Handbook.objects.filter(token=state()).values_list("name", flat=True)
    names = set(current)
    for path in Path(settings.HANDBOOKS).glob("*.pdf*"):
        if path.name.partition(".")[0] not in names:
            path.unlink(missing_ok=True)
