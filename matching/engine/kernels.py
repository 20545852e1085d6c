"""Compiled loops of the engine: rows of values, candidates, shortest augmenting paths, pricing."""

from typing import Any

import numpy as np
from numba import njit

from matching.engine.packing import BLANK, CLOSED

NOBODY = -1
CHUNK = 32
HALF = np.float32(0.5)
FAR = np.int64(2**62)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)


def compiled(function: Any) -> Any:
    """Compile on first use, kept on disk where there is a place for it."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)


@compiled
def tie(mentee: Any, mentor: Any, bits: Any) -> Any:
    """The hash of a pair in `bits` bits; `mentor` comes multiplied (see `assignment._ties`)."""
    if bits == 0:
        return np.int64(0)
    mixed = mentee ^ mentor
    mixed ^= mixed >> np.uint64(30)
    mixed *= MIX_1
    mixed ^= mixed >> np.uint64(27)
    mixed *= MIX_2
    mixed ^= mixed >> np.uint64(31)
    return np.int64(mixed >> np.uint64(64 - bits))


@compiled
def row(terms: Any, i: Any, values: Any, count: Any) -> None:
    """Write the value in points of every pair of mentee row i, −1 where a rule closes it.

    `values` (int32) and `count` (uint16) have the length of a row.
    """
    columns = terms.columns
    base = np.int32(0)
    first = terms.class_points[terms.class_of[i, 0]]
    for j in range(columns):
        values[j] = first[j]
    for k in range(1, terms.class_of.shape[1]):
        vector = terms.class_points[terms.class_of[i, k]]
        for j in range(columns):
            values[j] += vector[j]
    for k in range(len(terms.gap_half)):
        own, half, low = terms.gap_left[k, i], terms.gap_half[k], terms.gap_low[k]
        if own == BLANK:
            base += half
            continue
        start = terms.gap_start[k]
        top = np.int32(terms.gap_start[k + 1] - start - 1)
        table, right = terms.gap_table[start:], terms.gap_right[k]
        shift = np.int32(own + low)
        for j in range(columns):
            theirs = right[j]
            at = min(max(np.int32(theirs - shift), np.int32(0)), top)
            values[j] += half if theirs == BLANK else table[np.uint32(at)]
    for k in range(len(terms.same_points)):
        own, half = terms.same_left[k, i], terms.same_points[k, 2]
        if own < 0:
            base += half
            continue
        same, other, right = terms.same_points[k, 0], terms.same_points[k, 1], terms.same_right[k]
        for j in range(columns):
            theirs = right[j]
            values[j] += half if theirs < 0 else (same if theirs == own else other)
    for k in range(len(terms.ask_half)):
        start, half = terms.ask_table_start[k, i], terms.ask_half[k]
        if start < 0:
            base += half
            continue
        for j in range(columns):
            count[j] = 0
        for n in range(terms.ask_start[k, i], terms.ask_start[k, i + 1]):
            factor, cap = np.uint16(terms.ask_factor[n]), np.uint16(terms.ask_cap[n])
            found = terms.found[terms.ask_key[n]]
            for j in range(columns):
                count[j] += np.uint16(factor * min(cap, np.uint16(found[j])))
        share, blank = terms.ask_share[k, i], terms.ask_blank[k]
        if share >= 0:
            enough, none, sign = terms.ask_enough[k, i], terms.ask_none[k], terms.ask_sign[k]
            least_count = np.int32(0) if sign > 0 else enough
            for j in range(columns):
                counted = np.int32(least_count + sign * min(np.int32(count[j]), enough))
                points = np.int32(np.float32(counted) * share + HALF)
                points = none if counted == 0 else points
                values[j] += half if blank[j] else points
        else:
            table = terms.ask_table[start:]
            for j in range(columns):
                values[j] += half if blank[j] else table[count[j]]
    for n in range(terms.shut_start[i], terms.shut_start[i + 1]):
        values[terms.shut_column[n]] += CLOSED
    least = terms.minimum
    for j in range(columns):
        value = values[j] + base
        values[j] = value if value >= least else -1
    for n in range(terms.extra_start[i], terms.extra_start[i + 1]):
        if values[terms.extra_column[n]] >= 0:
            values[terms.extra_column[n]] += terms.extra_points[n]


@compiled
def some_rows(terms: Any, rows: Any) -> Any:
    """Values of some rows as a matrix."""
    out = np.empty((len(rows), terms.columns), dtype=np.int32)
    count = np.empty(terms.columns, dtype=np.uint16)
    for n in range(len(rows)):
        row(terms, rows[n], out[n], count)
    return out


@compiled
def sink(keys: Any, items: Any, n: Any, size: Any) -> None:
    """Move the entry at n down a heap that has its smallest key on top."""
    key, item = keys[n], items[n]
    while True:
        child = 2 * n + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[n], items[n] = keys[child], items[child]
        n = child
    keys[n], items[n] = key, item


@compiled
def select(keys: Any, items: Any, size: Any, width: Any) -> None:
    """Bring the `width` largest of `size` keys to the front, the smallest of them last there."""
    low, high, wanted = 0, size - 1, width - 1
    while low < high:
        pivot, up, down = keys[(low + high) // 2], low, high
        while up <= down:
            while keys[up] > pivot:
                up += 1
            while keys[down] < pivot:
                down -= 1
            if up <= down:
                keys[up], keys[down] = keys[down], keys[up]
                items[up], items[down] = items[down], items[up]
                up += 1
                down -= 1
        if wanted <= down:
            high = down
        elif wanted >= up:
            low = up
        else:
            break


@compiled
def best(terms: Any, scale: Any, hashes: Any, open_columns: Any, rows: Any, width: Any) -> Any:
    """The heaviest `width` open pairs of each row: columns, weights (any order) and how many.

    Weights beyond so many are 0. No value under `least` can be among them: a row is cut into more
    than `width` parts, and so many parts have a value that is as high.
    """
    bonus, unit, bits = scale
    mentees, mentors = hashes
    size = terms.columns
    columns = np.empty((len(rows), width), dtype=np.int32)
    weights = np.zeros((len(rows), width), dtype=np.int64)
    many = np.zeros(len(rows), dtype=np.int64)
    values = np.empty(size, dtype=np.int32)
    count = np.empty(size, dtype=np.uint16)
    keys = np.empty(size, dtype=np.int64)
    items = np.empty(size, dtype=np.int32)
    step = max(1, size // (2 * width))
    parts = (size + step - 1) // step
    tops = np.empty(parts, dtype=np.int32)
    for n in range(len(rows)):
        row(terms, rows[n], values, count)
        for j in range(size):
            values[j] = values[j] if open_columns[j] else -1
        for part in range(parts):
            top = np.int32(-1)
            for value in values[part * step : (part + 1) * step]:
                top = max(top, value)
            tops[part] = top
            keys[part] = top
        least = np.int32(0)
        if parts > width:
            select(keys, items, parts, width)
            least = max(least, np.int32(keys[width - 1]))
        own, held = mentees[rows[n]], 0
        for part in range(parts):
            if tops[part] < least:
                continue
            for j in range(part * step, min((part + 1) * step, size)):
                if values[j] >= least:
                    keys[held] = (bonus + values[j]) * unit + tie(own, mentors[j], bits)
                    items[held] = j
                    held += 1
        if held > width:
            select(keys, items, held, width)
            held = width
        weights[n, :held], columns[n, :held], many[n] = keys[:held], items[:held], held
    return columns, weights, many


@compiled
def weave(row: Any, column: Any, weight: Any, rows: Any, columns: Any) -> Any:
    """Pairs in any order, some twice, as a graph: by row and column, and by column and row."""
    many = len(row)
    by_column = np.zeros(columns + 1, dtype=np.int64)
    for e in range(many):
        by_column[column[e] + 1] += 1
    for j in range(columns):
        by_column[j + 1] += by_column[j]
    order = np.empty(many, dtype=np.int32)
    for e in range(many):
        order[by_column[column[e]]] = e
        by_column[column[e]] += 1
    start = np.zeros(rows + 2, dtype=np.int64)
    for e in range(many):
        start[row[e] + 2] += 1
    for i in range(rows + 1):
        start[i + 1] += start[i]
    sorted_column = np.empty(many, dtype=np.int32)
    sorted_weight = np.empty(many, dtype=np.int64)
    for n in range(many):
        e = order[n]
        sorted_column[start[row[e] + 1]] = column[e]
        sorted_weight[start[row[e] + 1]] = weight[e]
        start[row[e] + 1] += 1
    kept, begin = 0, 0
    for i in range(rows):
        end = start[i + 1]
        start[i] = kept
        for e in range(begin, end):
            if e == begin or sorted_column[e] != sorted_column[e - 1]:
                sorted_column[kept], sorted_weight[kept] = sorted_column[e], sorted_weight[e]
                kept += 1
        begin = end
    start[rows] = kept
    back_start = np.zeros(columns + 1, dtype=np.int64)
    for e in range(kept):
        back_start[sorted_column[e] + 1] += 1
    for j in range(columns):
        back_start[j + 1] += back_start[j]
    fill = back_start.copy()
    back_row = np.empty(kept, dtype=np.int32)
    back_weight = np.empty(kept, dtype=np.int64)
    for i in range(rows):
        for e in range(start[i], start[i + 1]):
            at = fill[sorted_column[e]]
            back_row[at], back_weight[at] = i, sorted_weight[e]
            fill[sorted_column[e]] += 1
    return (
        start[: rows + 1],
        sorted_column[:kept].copy(),
        sorted_weight[:kept].copy(),
        back_start,
        back_row,
        back_weight,
    )


@compiled
def bid(graph: Any, places: Any, state: Any, queue: Any, waiting: Any, limit: Any) -> Any:
    """Let mentees bid for places as in an auction; how many bids, and how many still wait.

    `queue` is a ring with `waiting` rows from its begin. Each place has a price, paid by who holds
    it; the price of a mentor is that of his cheapest place. Who is outbid waits again.
    """
    start, column, weight = graph[0], graph[1], graph[2]
    mate, _own, price, taken, head, after, paid = state
    size = len(queue)
    first, bids, left = 0, 0, 0
    stuck = np.empty(size, dtype=np.int64)
    while waiting and bids < limit:
        i = queue[first]
        first = (first + 1) % size
        waiting -= 1
        bids += 1
        most, second, j, w = np.int64(0), np.int64(0), NOBODY, np.int64(0)
        for e in range(start[i], start[i + 1]):
            worth = weight[e] - price[column[e]]
            if worth > most:
                second, most, j, w = most, worth, column[e], weight[e]
            elif worth > second:
                second = worth
        if j == NOBODY:
            continue
        cheap, cheapest, next_price = NOBODY, FAR, FAR
        if taken[j] >= places[j] - 1:
            k = head[j]
            while k != NOBODY:
                if paid[k] < cheapest:
                    next_price, cheapest, cheap = cheapest, paid[k], k
                elif paid[k] < next_price:
                    next_price = paid[k]
                k = after[k]
        is_full = taken[j] == places[j]
        others = next_price if is_full else (cheapest if taken[j] == places[j] - 1 else np.int64(0))
        pay = w - max(second, w - others)
        if is_full and pay <= price[j]:
            stuck[left] = i
            left += 1
            continue
        if is_full:
            leave(cheap, j, mate, taken, head, after)
            queue[(first + waiting) % size] = cheap
            waiting += 1
        enter(i, j, mate, taken, head, after)
        paid[i] = pay
        if taken[j] == places[j]:
            price[j] = min(pay, others)
    for n in range(waiting):
        stuck[left] = queue[(first + n) % size]
        left += 1
    queue[:left] = stuck[:left]
    return bids, left


@compiled
def settle(graph: Any, state: Any, rows: Any) -> None:
    """Give matched rows the own price at which their pair is tight."""
    start, column, weight = graph[0], graph[1], graph[2]
    mate, own, price = state[0], state[1], state[2]
    for i in rows:
        for e in range(start[i], start[i + 1]):
            if column[e] == mate[i]:
                own[i] = weight[e] - price[column[e]]


@compiled
def enter(i: Any, j: Any, mate: Any, taken: Any, head: Any, after: Any) -> None:
    """Give a place of mentor j to mentee i."""
    mate[i] = j
    after[i] = head[j]
    head[j] = i
    taken[j] += 1


@compiled
def leave(i: Any, j: Any, mate: Any, taken: Any, head: Any, after: Any) -> None:
    """Take the place of mentee i at mentor j away."""
    if head[j] == i:
        head[j] = after[i]
    else:
        k = head[j]
        while after[k] != i:
            k = after[k]
        after[k] = after[i]
    mate[i] = NOBODY
    taken[j] -= 1


@compiled
def rise(keys: Any, items: Any, at: Any, n: Any) -> None:
    """Move the entry at n up a heap whose positions are kept in `at`."""
    key, item = keys[n], items[n]
    while n > 0:
        parent = (n - 1) // 2
        if keys[parent] <= key:
            break
        keys[n], items[n] = keys[parent], items[parent]
        at[items[n]] = n
        n = parent
    keys[n], items[n] = key, item
    at[item] = n


@compiled
def pop(keys: Any, items: Any, at: Any, size: Any) -> None:
    """Take the top off a heap of `size` entries; what was on top is written at its end."""
    key, item = keys[0], items[0]
    size -= 1
    last, moved, n = keys[size], items[size], 0
    while True:
        child = 2 * n + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= last:
            break
        keys[n], items[n] = keys[child], items[child]
        at[items[n]] = n
        n = child
    keys[n], items[n] = last, moved
    at[moved] = n
    keys[size], items[size] = key, item


@compiled
def insert(
    graph: Any, places: Any, state: Any, work: Any, rows: Any, limit: Any, lowered: Any
) -> Any:
    """Give each row a place by the cheapest path of changes; heap pops, and rows done.

    Dijkstra over reduced costs: a path ends at a mentor with a free place, or at a mentee for
    whom it is cheapest to have nobody. Prices move so that every pair stays tight. Stops after
    the row with which `limit` pops are passed. Rows whose own price falls are marked `lowered`.
    """
    start, column, weight = graph[0], graph[1], graph[2]
    mate, own, price, taken, head, after, _paid = state
    dist, via, seen, keys, items, at, order, stamp = work
    pops = 0
    for done in range(len(rows)):
        s = rows[done]
        stamp[0] += 1
        mark = stamp[0]
        top = np.int64(0)
        for e in range(start[s], start[s + 1]):
            top = max(top, weight[e] - price[column[e]])
        own[s] = top
        end, end_row, end_column = top, s, NOBODY
        size, scanned = 0, 0
        i, d = s, np.int64(0)
        j = NOBODY
        following = NOBODY
        while True:
            if i != NOBODY:
                for e in range(start[i], start[i + 1]):
                    to = column[e]
                    reach = d + own[i] + price[to] - weight[e]
                    if reach >= end or (seen[to] == mark and reach >= dist[to]):
                        continue
                    if taken[to] < places[to]:
                        dist[to], via[to], seen[to] = reach, i, mark
                        end, end_row, end_column = reach, NOBODY, to
                        at[to] = NOBODY
                        continue
                    if seen[to] != mark:
                        n = size
                        size += 1
                    else:
                        n = at[to]
                    dist[to], via[to], seen[to] = reach, i, mark
                    keys[n], items[n] = reach, to
                    rise(keys, items, at, n)
                i = NOBODY
            if following != NOBODY:
                i = following
                following = after[i]
                if d + own[i] < end:
                    end, end_row, end_column = d + own[i], i, NOBODY
                continue
            if size == 0 or keys[0] >= end:
                break
            j, d = items[0], keys[0]
            pop(keys, items, at, size)
            size -= 1
            pops += 1
            order[scanned] = j
            scanned += 1
            following = head[j]
        own[s] -= end
        for n in range(scanned):
            j = order[n]
            move = end - dist[j]
            price[j] += move
            k = head[j]
            while k != NOBODY:
                own[k] -= move
                lowered[k] = True
                k = after[k]
        if end_row != s:
            if end_row != NOBODY:
                end_column = mate[end_row]
                leave(end_row, end_column, mate, taken, head, after)
            shift(s, end_column, via, mate, taken, head, after)
        if pops > limit:
            return pops, done + 1
    return pops, len(rows)


@compiled
def withdraw(
    graph: Any, places: Any, state: Any, work: Any, rows: Any, away: Any, lowered: Any
) -> None:
    """Take the places of some rows away, and hand each on until it is worth nothing or taken.

    The mirror of `insert`: Dijkstra from a mentor who has a free place at a price. The price falls
    until somebody would rather come, whose own place becomes free in turn; a path ends at a price
    of 0 or at a mentee who has nobody. Rows that are `away` take no part; columns whose price
    falls are marked `lowered`.
    """
    back_start, back_row, back_weight = graph[3], graph[4], graph[5]
    mate, own, price, taken, head, after, _paid = state
    dist, via, seen, keys, items, at, order, stamp = work
    reach_of = np.empty(len(mate), dtype=np.int64)
    reached = np.empty(len(mate), dtype=np.int64)
    mark_of = np.zeros(len(mate), dtype=np.int64)
    comes_to = np.empty(len(price), dtype=np.int64)
    for s in rows:
        source = mate[s]
        if source == NOBODY:
            continue
        leave(s, source, mate, taken, head, after)
        if price[source] == 0 or taken[source] >= places[source]:
            continue
        stamp[0] += 1
        mark = stamp[0]
        end, end_row, end_column = price[source], NOBODY, source
        dist[source], seen[source], via[source] = 0, mark, NOBODY
        keys[0], items[0] = 0, source
        at[source] = 0
        size, scanned, touched = 1, 0, 0
        while size and keys[0] < end:
            j, d = items[0], keys[0]
            pop(keys, items, at, size)
            size -= 1
            order[scanned] = j
            scanned += 1
            for e in range(back_start[j], back_start[j + 1]):
                k = back_row[e]
                if away[k]:
                    continue
                reach = d + own[k] + price[j] - back_weight[e]
                if reach >= end:
                    continue
                if mark_of[k] != mark:
                    mark_of[k], reach_of[k] = mark, reach
                    reached[touched] = k
                    touched += 1
                elif reach < reach_of[k]:
                    reach_of[k] = reach
                else:
                    continue
                to = mate[k]
                if to == NOBODY:
                    end, end_row, end_column = reach, k, j
                    continue
                if seen[to] == mark and reach >= dist[to]:
                    continue
                if seen[to] != mark:
                    n = size
                    size += 1
                else:
                    n = at[to]
                dist[to], via[to], seen[to], comes_to[to] = reach, k, mark, j
                keys[n], items[n] = reach, to
                rise(keys, items, at, n)
                if reach + price[to] < end:
                    end, end_row, end_column = reach + price[to], NOBODY, to
        for n in range(scanned):
            j = order[n]
            if dist[j] < end:
                price[j] -= end - dist[j]
                lowered[j] = True
        for n in range(touched):
            k = reached[n]
            if reach_of[k] < end:
                own[k] += end - reach_of[k]
        free = end_column
        while free != source:
            k, to = via[free], comes_to[free]
            leave(k, free, mate, taken, head, after)
            enter(k, to, mate, taken, head, after)
            free = to
        if end_row != NOBODY:
            enter(end_row, end_column, mate, taken, head, after)


@compiled
def shift(s: Any, j: Any, via: Any, mate: Any, taken: Any, head: Any, after: Any) -> None:
    """Hand the free place of mentor j back along the path that began with mentee s."""
    while True:
        i = via[j]
        old = mate[i]
        if old != NOBODY:
            leave(i, old, mate, taken, head, after)
        enter(i, j, mate, taken, head, after)
        if i == s:
            break
        j = old


@compiled
def price_out(
    terms: Any, scale: Any, hashes: Any, prices: Any, own: Any, rows: Any, wide: Any, high: Any
) -> Any:
    """Pairs that are worth more than the prices of both sides, over all pairs of some rows.

    Returns the `wide` largest gains of each row with their columns, and how many gains there are;
    merges the largest of each mentor into `high` (gains and rows, the smallest gain on top).
    """
    bonus, unit, bits = scale
    mentees, mentors = hashes
    high_gain, high_row = high
    size = terms.columns
    gains = np.zeros((len(rows), wide), dtype=np.int64)
    columns = np.full((len(rows), wide), NOBODY, dtype=np.int32)
    many = np.zeros(len(rows), dtype=np.int64)
    values = np.empty(size, dtype=np.int32)
    count = np.empty(size, dtype=np.uint16)
    floor = np.empty(size, dtype=np.int32)
    for j in range(size):
        floor[j] = prices[j] // unit
    for n in range(len(rows)):
        i = rows[n]
        row(terms, i, values, count)
        least = np.int32((own[i] - bonus * unit) // unit)
        for start in range(0, size, CHUNK):
            stop = min(start + CHUNK, size)
            hit = False
            for j in range(start, stop):
                hit |= (values[j] >= 0) & (values[j] - floor[j] >= least)
            if not hit:
                continue
            for j in range(start, stop):
                if values[j] < 0 or values[j] - floor[j] < least:
                    continue
                weight = (bonus + values[j]) * unit + tie(mentees[i], mentors[j], bits)
                gain = weight - prices[j] - own[i]
                if gain <= 0:
                    continue
                many[n] += 1
                if gain > gains[n, 0]:
                    gains[n, 0], columns[n, 0] = gain, j
                    sink(gains[n], columns[n], 0, wide)
                if gain > high_gain[j, 0]:
                    high_gain[j, 0], high_row[j, 0] = gain, i
                    sink(high_gain[j], high_row[j], 0, high_gain.shape[1])
    return gains, columns, many
