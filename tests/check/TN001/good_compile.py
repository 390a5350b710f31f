"""Python takes all of this."""
from __future__ import annotations
from __future__ import division, print_function
import os
import asyncio

from torch import nn


def f(a, /, b=1, *rest, c, d=2, **options):
    return a, b, rest, c, d, options


g = lambda *, a, b=1: (a, b)
f(1, *[2], c=3, *[4], **{"d": 5}, e=6)
count, *others = 1, 2, 3
(count) = (others[0]) = 2
(count) += 1
*first, (*second, last) = [1], [2, 3]
path = "\x41\u0041\U0001F600\N{BULLET}" + r"C:\Users" f"{count!r:>{4}}"
data = b"\x41" br"\u" rb"\x"
size = 1if count else 0x1F_FF, 1.0.real, 1..real, 00, 0e1, 0_0


class Batches:
    def each(self):
        total = 0

        def add(n):
            nonlocal total
            total += n

        for n in range(3):
            while True:
                if n:
                    break
                continue
            else:
                break
            add(n)
            yield total, (yield)
        return total

    async def run(self, source):
        async with source as (a, self.b), source as others[0]:
            async for n in source:
                await asyncio.sleep(n)
        return [await n async for n in source if await n], {n: await n for n in source}

    def lazy(self, source):
        return (n async for n in source)


async def numbers():
    yield 1
    return


def declared():
    global rate
    rate = 1

    def inner():
        global rate
        return rate
    return inner, (width := 2), [width for width in range(3)]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)


class Pool[T: (int, float), *Ts, **P](nn.Module):
    def forward[S](self, x: S) -> S:
        return x
