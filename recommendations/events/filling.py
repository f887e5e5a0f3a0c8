"""A shopper's lists are filled from the log once, however many pages ask at once, and never with what was forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import redis

FORGOTTEN = "shoppers:forgotten"
"""Counts how often something was forgotten: what a page read of the log before that fills no list after it."""
_FILL = """
local known, forgotten = redis.call('GET', KEYS[1]) or '', redis.call('GET', KEYS[2]) or ''
if known ~= ARGV[1] or forgotten ~= ARGV[2] then return 0 end
for place = 3, #KEYS do
    local held = {}
    for _, entry in ipairs(redis.call('LRANGE', KEYS[place], 0, -1)) do held[entry] = true end
    for _, entry in ipairs(cjson.decode(ARGV[place + 2])) do
        if not held[entry] then redis.call('RPUSH', KEYS[place], entry) end
    end
    redis.call('EXPIRE', KEYS[place], ARGV[4])
end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
return 1
"""


def fill(
    server: redis.Redis,
    *,
    lists: Mapping[str, Sequence[str]],
    known_key: str,
    seen: tuple[bytes, bytes],
    this_round: bytes,
    ttl_seconds: int,
) -> bool:
    """Add entries to the ends of lists, in one step; return whether they were added.

    ``seen`` is what stood under ``known_key`` and ``FORGOTTEN`` before the log was asked, empty for nothing. If either
    has changed, another page filled the lists, or the log has forgotten what it said.
    """
    keys = [known_key, FORGOTTEN, *lists]
    entries = [json.dumps(list(each)) for each in lists.values()]
    answer: Any = server.eval(_FILL, len(keys), *keys, *seen, this_round, str(ttl_seconds), *entries)  # fmt: skip
    return bool(answer)
