"""Making a missing or damaged index anew while plain SQL answers in its place."""

import logging
import threading

from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)
RUNNING = threading.Lock()


def repair():
    """Begins to make the index anew, beside the requests, unless this process is doing so or settings say not to."""
    if settings.INDEX_REPAIR and RUNNING.acquire(blocking=False):
        threading.Thread(target=_repair, name="repair of the index").start()


def _repair():
    from . import copy, store

    try:
        if copy.is_damaged():
            store.rebuild()
            logger.warning("The index was made anew.")
    except DatabaseError:
        logger.exception("The index could not be made anew.")
    finally:
        connection.close()
        RUNNING.release()
