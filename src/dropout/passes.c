/* The two passes of every dropout kind over raw arrays.
 *
 *            mask bits of some units        y = kept ? x*scale + shift : dropped
 *   Philox:  drawn a chunk at a time; backward reads the bits that forward kept, or draws them again
 *   torch:   drawn whole and in PyTorch's order at forward, kept as bits in `saved`; and dropped units are x * 0, as
 *            PyTorch's are: -0.0 for a negative x, NaN for one that is not finite
 *
 * Philox bits lie in rows, one a sample, of whole words; torch bits are one row. Of the kinds that PyTorch does not have, nothing
 * is kept: noise and masks are Philox's whatever the origin, and always drawn again.
 *
 * A channel's mask unit covers its positions: as one long run in plain memory, or with a row of factors, one a
 * channel, in channels-last memory. */
#include <math.h>
#include <string.h>

#include "dropout/kind.h"
#include "random/generator.h"
#include "random/mcg31.h"

#define CHUNK 4096 /* units drawn at a time: bits and numbers stay in the first cache; a multiple of 128 */

const tn__dropout_kind *tn__dropout_find(const char *torch_class)
{
    static const tn__dropout_kind *const kinds[] = {
#define DROPOUT(name) &tn__dropout_##name,
#include "dropout/kinds.def"
#undef DROPOUT
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i]->torch_class, torch_class) == 0) return kinds[i];
    return NULL;
}

static bool by_channel(const tn__dropout *d)
{
    return d->kind->unit == TN_UNIT_CHANNEL;
}

/* Mask units a sample. */
static int64_t units(const tn__dropout *d)
{
    return by_channel(d) ? d->channels : d->channels * d->spatial;
}

static int64_t numbers(const tn__dropout *d)
{
    return d->samples * d->channels * d->spatial;
}

/* Only an ordinary rate needs a mask. */
static bool draws(const tn__dropout *d)
{
    return d->p > 0 && d->p < 1;
}

static size_t words_for(int64_t n)
{
    return (size_t)((n + 31) / 32);
}

static bool by_philox(const tn__dropout *d)
{
    return d->origin == TN_MASKS_PHILOX || d->kind->own;
}

/* What evaluation multiplies by: 1, or under the paper's scaling the probability of keeping. */
static float evaluation_scale(const tn__dropout *d)
{
    if (!d->paper_scaling || d->kind->gaussian || d->kind->affine(1 - d->p, d->alpha).dropped != 0) return 1.0f;
    return (float)(1 - d->p);
}

void tn__dropout_prepare(tn__dropout *d)
{
    d->rate = tn__rate_of(d->p);
    d->evaluation_scale = evaluation_scale(d);
    if (!draws(d)) return;
    d->drop = d->kind->affine(by_philox(d) ? d->rate.keep : 1 - d->p, d->alpha);
    if (d->paper_scaling && d->drop.dropped == 0) d->drop.scale = 1;
}

size_t tn__dropout_saved_bytes(const tn__dropout *d)
{
    if (!draws(d) || d->kind->own) return 0;
    size_t words = by_philox(d) ? (size_t)d->samples * words_for(units(d)) : words_for(d->samples * units(d));
    return words * sizeof(uint32_t);
}

size_t tn__dropout_scratch_bytes(const tn__dropout *d)
{
    /* A sample's channel bits, and a row of factors and one of shifts for channels-last memory. */
    if (by_channel(d)) return words_for(units(d)) * sizeof(uint32_t) + 2 * (size_t)d->channels * sizeof(float) + 64;
    return CHUNK / 8 + CHUNK * sizeof(float);
}

/* --- one pass --- */

typedef struct use {
    const tn__dropout *d;
    const tn__kernels *k;
    tn__mask_key key;
    uint64_t first_sample;
    bool backward, add;
    uint32_t *saved; /* NULL: draw into scratch */
    void *scratch;
} use;

static use use_of(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, void *saved, void *scratch)
{
    use u = {.d = d, .k = k, .first_sample = source->first_sample, .key = source->key, .scratch = scratch};
    u.key.site = d->site;
    u.saved = d->kind->own ? NULL : saved;
    return u;
}

/* --- where bits come from --- */

/* bits[0..n) of `d->saved`, starting at any bit. */
static void copy_bits(uint32_t *to, const uint32_t *from, int64_t first, int64_t n)
{
    int shift = (int)(first % 32);
    from += first / 32;
    for (int64_t i = 0; i < n; i += 32, from++) {
        uint32_t word = *from >> shift;
        if (shift && n - i > 32 - shift) word |= from[1] << (32 - shift);
        to[i / 32] = word;
    }
}

static void draw_torch_bits(const tn__dropout *d, const tn__mask_source *source, uint32_t *bits)
{
    int64_t n = d->samples * units(d);
    if (d->origin == TN_MASKS_TORCH)
        tn__random_bernoulli_bits(source->generator, bits, n, 1 - d->p);
    else
        tn__mcg31_bernoulli_bits(source->generator, bits, n, 1 - d->p);
}

/* The bits of all channels of a sample: where they were kept, or in `scratch`. */
static const uint32_t *philox_channels(const use *u, uint32_t *scratch, int64_t sample)
{
    uint32_t *bits = u->saved ? u->saved + sample * (int64_t)words_for(u->d->channels) : scratch;
    if (!u->saved || !u->backward)
        u->k->mask_bits(bits, 0, u->d->channels, u->first_sample + (uint64_t)sample, &u->key, &u->d->rate);
    return bits;
}

/* The same for all units of several samples, a row of words each. */
static const uint32_t *philox_rows(const use *u, uint32_t *scratch, int64_t sample, int64_t rows)
{
    uint32_t *bits = u->saved ? u->saved + sample * (int64_t)words_for(units(u->d)) : scratch;
    if (!u->saved || !u->backward)
        u->k->mask_rows(bits, rows, units(u->d), u->first_sample + (uint64_t)sample, &u->key, &u->d->rate);
    return bits;
}

/* --- element masks --- */

/* Several samples at a time, so small that their blocks are drawn side by side. */
static void small_samples(const use *u, float *y, const float *x, int64_t n)
{
    int64_t at_once = CHUNK / ((n + 31) / 32 * 32);
    for (int64_t s = 0, rows; s < u->d->samples; s += rows) {
        rows = u->d->samples - s < at_once ? u->d->samples - s : at_once;
        const uint32_t *bits = philox_rows(u, u->scratch, s, rows);
        if (u->backward)
            u->k->mask_scale(y + s * n, x + s * n, bits, rows, n, u->d->drop.scale, u->add);
        else
            u->k->mask_apply(y + s * n, x + s * n, bits, rows, n, &u->d->drop);
    }
}

/* Drawn while they are applied, but for a backward pass that finds the bits. */
static void element_masks_philox(const use *u, float *y, const float *x)
{
    int64_t n = units(u->d), whole = u->d->whole ? u->d->whole : numbers(u->d);
    tn__mask_pass m = {.key = u->key, .rate = u->d->rate, .drop = u->d->drop, .add = u->add};
    m.stream = y != x && whole >= TN_STREAM_BYTES / (int64_t)sizeof *y;
    if (u->backward) m.drop.shift = m.drop.dropped = 0;
    if (n > 0 && n < CHUNK / 4) {
        small_samples(u, y, x, n);
        return;
    }
    for (int64_t s = 0; s < u->d->samples; s++) {
        uint32_t *bits = u->saved ? u->saved + s * (int64_t)words_for(n) : NULL;
        m.sample = u->first_sample + (uint64_t)s;
        if (u->backward && bits)
            u->k->mask_scale(y + s * n, x + s * n, bits, 1, n, u->d->drop.scale, u->add);
        else
            u->k->mask_draw_apply(y + s * n, x + s * n, bits, 0, n, &m);
    }
}

/* The mask of sample 0 for all of them, a chunk of units at a time. */
static void batchwise_masks(const use *u, float *y, const float *x)
{
    int64_t n = units(u->d);
    uint32_t *bits = u->scratch;
    for (int64_t first = 0; first < n; first += CHUNK) {
        int64_t count = n - first < CHUNK ? n - first : CHUNK;
        u->k->mask_bits(bits, first, count, 0, &u->key, &u->d->rate);
        for (int64_t at = first; at < u->d->samples * n; at += n)
            if (u->backward)
                u->k->mask_scale(y + at, x + at, bits, 1, count, u->d->drop.scale, u->add);
            else
                u->k->mask_apply(y + at, x + at, bits, 1, count, &u->d->drop);
    }
}

/* PyTorch's own order of operations: x * noise, then + b, each rounded. */
static void torch_chunk(const use *u, float *y, const float *x, const uint32_t *bits, float *noise, int64_t n)
{
    const tn__drop *a = &u->d->drop;
    bool shifts = !u->backward && (a->shift != 0 || a->dropped != 0);
    for (int64_t i = 0; i < n; i++) noise[i] = bits[i / 32] >> (i % 32) & 1 ? a->scale : 0.0f;
    u->k->multiply(y, x, noise, n, u->add);
    for (int64_t i = 0; shifts && i < n; i++) y[i] += bits[i / 32] >> (i % 32) & 1 ? a->shift : a->dropped;
}

static void element_masks_torch(const use *u, float *y, const float *x)
{
    int64_t n = numbers(u->d);
    for (int64_t first = 0; first < n; first += CHUNK)
        torch_chunk(u, y + first, x + first, u->saved + first / 32, u->scratch, n - first < CHUNK ? n - first : CHUNK);
}

/* PyTorch numbers units [channels][spatial]; our array is [spatial][channels]: bit by bit. */
static void element_masks_transposed(const use *u, float *y, const float *x)
{
    const tn__drop *a = &u->d->drop;
    int64_t c_count = u->d->channels, s_count = u->d->spatial;
    bool shifts = !u->backward && (a->shift != 0 || a->dropped != 0);
    for (int64_t sample = 0; sample < u->d->samples; sample++)
        for (int64_t s = 0; s < s_count; s++)
            for (int64_t c = 0; c < c_count; c++, x++, y++) {
                int64_t unit = (sample * c_count + c) * s_count + s;
                bool kept = u->saved[unit / 32] >> (unit % 32) & 1;
                float value = *x * (kept ? a->scale : 0.0f);
                if (shifts) value += kept ? a->shift : a->dropped;
                *y = u->add ? *y + value : value;
            }
}

/* --- channel masks --- */

static void channel_planes(const use *u, float *y, const float *x, const uint32_t *bits)
{
    const tn__drop *a = &u->d->drop;
    int64_t n = u->d->spatial;
    for (int64_t c = 0; c < u->d->channels; c++, x += n, y += n) {
        bool kept = bits[c / 32] >> (c % 32) & 1;
        float shift = u->backward ? 0 : kept ? a->shift : a->dropped;
        u->k->scale(y, x, kept ? a->scale : 0, n, u->add);
        for (int64_t s = 0; shift != 0 && s < n; s++) y[s] += shift;
    }
}

static void channel_rows(const use *u, float *y, const float *x, const uint32_t *bits, float *factor, float *shift)
{
    const tn__drop *a = &u->d->drop;
    int64_t channels = u->d->channels;
    bool shifts = !u->backward && (a->shift != 0 || a->dropped != 0);
    for (int64_t c = 0; c < channels; c++) {
        bool kept = bits[c / 32] >> (c % 32) & 1;
        factor[c] = kept ? a->scale : 0;
        shift[c] = kept ? a->shift : a->dropped;
    }
    u->k->row_scale(y, x, factor, u->d->spatial, channels, u->add);
    if (shifts) u->k->row_add(y, shift, u->d->spatial, channels);
}

/* The channel bits of a sample. Torch's do not begin at whole words. */
static const uint32_t *channel_bits(const use *u, uint32_t *scratch, int64_t sample)
{
    if (by_philox(u->d)) return philox_channels(u, scratch, sample);
    copy_bits(scratch, u->saved, sample * u->d->channels, u->d->channels);
    return scratch;
}

static void channel_masks(const use *u, float *y, const float *x)
{
    int64_t sample_size = u->d->channels * u->d->spatial;
    float *factor = u->scratch, *shift = factor + u->d->channels;
    for (int64_t sample = 0; sample < u->d->samples; sample++, x += sample_size, y += sample_size) {
        const uint32_t *bits = channel_bits(u, (uint32_t *)(shift + u->d->channels), sample);
        if (u->d->channels_last)
            channel_rows(u, y, x, bits, factor, shift);
        else
            channel_planes(u, y, x, bits);
    }
}

/* --- Gaussian noise --- */

/* y (+)= x * (1 + std * normal) */
static void gaussian(const use *u, float *y, const float *x)
{
    float *noise = u->scratch;
    int64_t n = units(u->d);
    for (int64_t sample = 0; sample < u->d->samples; sample++, x += n, y += n)
        for (int64_t first = 0; first < n; first += CHUNK) {
            int64_t count = n - first < CHUNK ? n - first : CHUNK;
            u->k->mask_normal(noise, first, count, u->first_sample + (uint64_t)sample, &u->key);
            for (int64_t i = 0; i < count; i++) noise[i] = 1 + u->d->drop.scale * noise[i];
            u->k->multiply(y + first, x + first, noise, count, u->add);
        }
}

/* --- the passes --- */

static void run(const use *u, float *y, const float *x)
{
    if (u->d->kind->gaussian)
        gaussian(u, y, x);
    else if (u->d->kind->batchwise)
        batchwise_masks(u, y, x);
    else if (by_channel(u->d))
        channel_masks(u, y, x);
    else if (by_philox(u->d))
        element_masks_philox(u, y, x);
    else if (u->d->channels_last && u->d->spatial > 1)
        element_masks_transposed(u, y, x);
    else
        element_masks_torch(u, y, x);
}

/* No draw: p == 0, or the dropout is off, is the identity; p == 1 is x * 0, with PyTorch's NaN for what is not finite. */
static void without_mask(const tn__dropout *d, const tn__kernels *k, bool training, float *y, const float *x, bool add)
{
    float factor = !training ? d->evaluation_scale : d->p == 0 ? 1.0f : 0.0f;
    if (factor == 1) {
        if (y != x || add) k->copy(y, x, numbers(d), add);
    } else {
        k->scale(y, x, factor, numbers(d), add);
    }
}

void tn__dropout_forward(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, bool training, float *y,
                         const float *x, void *saved, void *scratch)
{
    if (!training || !draws(d)) {
        without_mask(d, k, training, y, x, false);
        return;
    }
    use u = use_of(d, k, source, saved, scratch);
    if (u.saved && !by_philox(d)) draw_torch_bits(d, source, saved);
    run(&u, y, x);
}

void tn__dropout_backward(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, bool training, float *dx,
                          const float *dy, bool add, const void *saved, void *scratch)
{
    if (!training || !draws(d)) {
        without_mask(d, k, training, dx, dy, add);
        return;
    }
    use u = use_of(d, k, source, (void *)saved, scratch);
    u.backward = true;
    u.add = add;
    run(&u, dx, dy);
}
