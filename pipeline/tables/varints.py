"""Signed numbers of variable length, as Thrift's compact protocol has them, many at once.

Seven binary digits a byte, the lowest first; a byte of 128 or more is followed by another one.
Whether a number is negative is its lowest digit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def read(data: bytes, at: Numbers) -> tuple[Numbers, Numbers]:
    """Numbers, and the bytes that each takes.

    Args:
        data: what they are in.
        at: where each begins.

    Raises:
        IndexError: the data end before one of them does.
    """
    raw = np.frombuffer(data, dtype=np.uint8)
    found = np.zeros(len(at), dtype=np.int64)
    lengths = np.zeros(len(at), dtype=np.int64)
    left = np.arange(len(at))
    while len(left):
        byte = raw[at[left] + lengths[left]].astype(np.int64)
        found[left] |= (byte & 127) << (7 * lengths[left])
        lengths[left] += 1
        left = left[byte > 127]
    return (found >> 1) ^ -(found & 1), lengths


def replace(data: bytes, at: Numbers, values: Numbers) -> tuple[bytes, Numbers]:
    """The data with other numbers in place of some, and by how many bytes each of these grew.

    Args:
        data: what they are in.
        at: where each begins, in rising order.
        values: what to put there.

    Raises:
        IndexError: as :func:`read`.
    """
    raw = np.frombuffer(data, dtype=np.uint8)
    _, before = read(data, at)
    numbers = (values << 1) ^ (values >> 63)
    lengths = np.ones_like(numbers)
    for k in range(1, 9):
        lengths += numbers >= 1 << (7 * k)
    grown = lengths - before
    ends = np.cumsum(grown)
    starts = at + ends - grown
    stays = np.ones(len(raw), dtype=np.bool_)
    for k in range(int(before.max(initial=0))):
        stays[at[before > k] + k] = False
    out = np.zeros(len(raw) + int(ends[-1:].sum()), dtype=np.uint8)
    copied = np.ones(len(out), dtype=np.bool_)
    for k in range(int(lengths.max(initial=0))):
        more = lengths > k
        place = starts[more] + k
        out[place] = ((numbers[more] >> (7 * k)) & 127) | np.where(lengths[more] > k + 1, 128, 0)
        copied[place] = False
    out[copied] = raw[stays]
    return out.tobytes(), grown
