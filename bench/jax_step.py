"""Times training steps of a dense net in JAX (jit): the peer of step.c for the nets below.

    jax_step.py NET BATCH THREADS SECONDS

Same shapes, batch, loss (mean cross entropy), SGD with lr .01 and made-up data; the whole step is one jitted function.
"""
import os
import sys
import time

name, batch, threads, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])  # XLA takes as many threads as it sees CPUs
os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp

import turns

# name: (sizes, rate of the input's dropout, rate of the others)
NETS = {
    "SimpleFCN": ((64, 50, 10), 0.0, 0.5),
    "784-128-10": ((784, 128, 10), 0.0, 0.5),
    "784-3x1024-10": ((784, 1024, 1024, 1024, 10), 0.2, 0.5),
}
sizes, first, rate = NETS[name]


def dropout(key, x, p):
    return jnp.where(jax.random.bernoulli(key, 1 - p, x.shape), x / (1 - p), 0) if p else x


def loss_of(weights, key, x, y):
    keys = jax.random.split(key, len(sizes))
    x = dropout(keys[0], x, first)
    for i, (w, b) in enumerate(weights):
        x = x @ w + b
        if i < len(weights) - 1:
            x = dropout(keys[i + 1], jax.nn.relu(x), rate)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], axis=1))


def train(weights, key, x, y):
    key, now = jax.random.split(key)
    loss, gradient = jax.value_and_grad(loss_of)(weights, now, x, y)
    return jax.tree.map(lambda w, g: w - 0.01 * g, weights, gradient), key, loss


step = jax.jit(train, donate_argnums=0)
key = jax.random.key(0)
weights = [(jax.random.uniform(key, (a, b), minval=-a**-0.5, maxval=a**-0.5), jnp.zeros(b)) for a, b in zip(sizes, sizes[1:])]
x = jax.random.uniform(key, (batch, sizes[0])) - 0.5
y = jax.random.randint(key, (batch,), 0, 10)
for _ in range(10):
    weights, key, loss = step(weights, key, x, y)
loss.block_until_ready()


def block():
    global weights, key
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 10:
        start = time.perf_counter()
        weights, key, loss = step(weights, key, x, y)
        jax.block_until_ready(weights)
        times.append((time.perf_counter() - start) * 1e6)
    return turns.percentiles(times)


turns.serve(block)
