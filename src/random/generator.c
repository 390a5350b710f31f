/* mt19937 (Matsumoto & Nishimura 1998) seeded and read as at::mt19937 of PyTorch 2.13 does
 * (aten/src/ATen/core/MT19937RNGEngine.h, aten/src/ATen/CPUGeneratorImpl.cpp). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "random/generator.h"

#define N 624
#define M 397
#define FRESH (N + 1) /* just seeded: regenerate first, like N, but PyTorch's state tells the two apart */

void tn_generator_seed(tn_generator *g, uint64_t seed)
{
    g->seed = seed;
    g->mt[0] = (uint32_t)seed;
    for (uint32_t i = 1; i < N; i++) g->mt[i] = 1812433253u * (g->mt[i - 1] ^ (g->mt[i - 1] >> 30)) + i;
    g->next = FRESH;
    g->has_normal = false;
    g->normal = 0;
}

tn_status tn_seed_parse(const char *text, uint64_t *out, tn_error *err)
{
    char *end;
    errno = 0;
    bool negative = text[strspn(text, " \t")] == '-';
    uint64_t seed = negative ? (uint64_t)strtoll(text, &end, 10) : strtoull(text, &end, 10);
    if (end == text || *end) return tn__fail(err, TN_BAD_ARGUMENT, "a seed is an integer, not '%.60s'", text);
    if (errno == ERANGE)
        return tn__fail(err, TN_BAD_ARGUMENT, "seed %.60s is out of range; it must be from -2^63 to 2^64 - 1", text);
    *out = seed;
    return TN_OK;
}

static uint32_t twist(uint32_t high, uint32_t low, uint32_t far)
{
    uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return far ^ (y >> 1) ^ (-(low & 1) & 0x9908b0dfu);
}

/* In three stretches, so that no index needs a modulus and the loops vectorise. */
void tn__generator_refill(tn_generator *g)
{
    uint32_t *mt = g->mt;
    for (int i = 0; i < N - M; i++) mt[i] = twist(mt[i], mt[i + 1], mt[i + M]);
    for (int i = N - M; i < N - 1; i++) mt[i] = twist(mt[i], mt[i + 1], mt[i + M - N]);
    mt[N - 1] = twist(mt[N - 1], mt[0], mt[M - 1]);
    g->next = 0;
}

uint32_t tn_random_u32(tn_generator *g)
{
    return tn__random_u32(g);
}

uint64_t tn_random_u64(tn_generator *g)
{
    return tn__random_u64(g);
}

int64_t tn_random_i64(tn_generator *g)
{
    return (int64_t)(tn__random_u64(g) & INT64_MAX);
}

/* --- the 5056 bytes of torch.get_rng_state(): CPUGeneratorImplState, little endian ---
 *   0 seed u64 | 8 left i32 | 12 seeded i32 | 16 next u64 | 24 words u64[624] | 5016 unused f64
 *   5024 waiting normal f64 | 5032 unused f64 | 5040 has normal i32 | 5044 float normal f32 | 5048 has float normal u8 */
enum { AT_SEED = 0, AT_LEFT = 8, AT_SEEDED = 12, AT_NEXT = 16, AT_WORDS = 24, AT_NORMAL = 5024, AT_HAS_NORMAL = 5040 };

void tn_generator_get_state(const tn_generator *g, uint8_t out[TN_GENERATOR_STATE_BYTES])
{
    /* "left" is 625 less the words taken since the last refill: 1 when the next one comes first. */
    uint64_t next = g->next == FRESH ? 0 : (uint64_t)g->next;
    int32_t left = g->next == FRESH ? 1 : N + 1 - g->next, seeded = 1, has_normal = g->has_normal;
    memset(out, 0, TN_GENERATOR_STATE_BYTES);
    memcpy(out + AT_SEED, &g->seed, 8);
    memcpy(out + AT_LEFT, &left, 4);
    memcpy(out + AT_SEEDED, &seeded, 4);
    memcpy(out + AT_NEXT, &next, 8);
    for (int i = 0; i < N; i++) memcpy(out + AT_WORDS + 8 * i, &g->mt[i], 4);
    if (g->has_normal) memcpy(out + AT_NORMAL, &g->normal, 8);
    memcpy(out + AT_HAS_NORMAL, &has_normal, 4);
}

tn_status tn_generator_set_state(tn_generator *g, const uint8_t *state, size_t size, tn_error *err)
{
    int32_t left, seeded, has_normal;
    uint64_t next, word;
    if (size != TN_GENERATOR_STATE_BYTES)
        return tn__fail(err, TN_BAD_FORMAT, "a generator state of %zu bytes; PyTorch's has %d", size, TN_GENERATOR_STATE_BYTES);
    memcpy(&left, state + AT_LEFT, 4);
    memcpy(&seeded, state + AT_SEEDED, 4);
    memcpy(&next, state + AT_NEXT, 8);
    memcpy(&has_normal, state + AT_HAS_NORMAL, 4);
    bool fresh = left == 1 && next == 0;
    bool possible = seeded == 1 && (fresh || (left >= 1 && left <= N && next <= N && (uint64_t)left + next == N + 1));
    for (int i = 0; possible && i < N; i++) {
        memcpy(&word, state + AT_WORDS + 8 * i, 8);
        possible = word <= UINT32_MAX;
    }
    if (!possible || has_normal < 0 || has_normal > 1)
        return tn__fail(err, TN_BAD_FORMAT, "these %d bytes are no mt19937 state of PyTorch's", TN_GENERATOR_STATE_BYTES);
    memcpy(&g->seed, state + AT_SEED, 8);
    for (int i = 0; i < N; i++) memcpy(&g->mt[i], state + AT_WORDS + 8 * i, 4);
    g->next = fresh ? FRESH : (int32_t)next;
    g->has_normal = has_normal;
    memcpy(&g->normal, state + AT_NORMAL, 8);
    return TN_OK;
}
