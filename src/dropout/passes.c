/* The two passes of every dropout kind over raw arrays.
 *
 *            mask bits of some units        y = kept ? x*scale + shift : dropped
 *   Philox:  drawn a chunk at a time, forward and again backward; nothing is kept
 *   torch:   drawn whole and in PyTorch's order at forward, kept as bits in `saved`; and dropped units are x * 0, as
 *            PyTorch's are: -0.0 for a negative x, NaN for one that is not finite
 *
 * Gaussian noise, which PyTorch does not have, is Philox's whatever the origin.
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

size_t tn__dropout_saved_bytes(const tn__dropout *d, tn__mask_origin origin)
{
    if (!draws(d) || d->kind->gaussian || origin == TN_MASKS_PHILOX) return 0;
    return words_for(d->samples * units(d)) * sizeof(uint32_t);
}

size_t tn__dropout_scratch_bytes(const tn__dropout *d, tn__mask_origin origin)
{
    (void)origin;
    /* A sample's channel bits, and a row of factors and one of shifts for channels-last memory. */
    if (by_channel(d)) return words_for(units(d)) * sizeof(uint32_t) + 2 * (size_t)d->channels * sizeof(float) + 64;
    return CHUNK / 8 + CHUNK * sizeof(float);
}

/* --- the constants of one use --- */

typedef struct use {
    const tn__dropout *d;
    const tn__kernels *k;
    tn__rate rate; /* Philox */
    tn__mask_key key;
    uint64_t first_sample;
    tn__drop_affine affine;
    const uint32_t *saved; /* torch origins */
} use;

static use use_of(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, const void *saved)
{
    use u = {.d = d, .k = k, .rate = tn__rate_of(d->p), .first_sample = source->first_sample, .key = source->key};
    double keep = source->origin == TN_MASKS_PHILOX ? u.rate.keep : 1 - d->p;
    u.key.site = d->site;
    u.affine = d->kind->affine(keep, d->alpha);
    if (d->paper_scaling && u.affine.dropped == 0) u.affine.kept_scale = 1;
    u.saved = source->origin == TN_MASKS_PHILOX || d->kind->gaussian ? NULL : saved;
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

/* The bits of units [first, first + n) of a sample; first % 128 == 0. */
static void unit_bits(const use *u, uint32_t *bits, int64_t sample, int64_t first, int64_t n)
{
    if (u->saved)
        copy_bits(bits, u->saved, sample * units(u->d) + first, n);
    else
        u->k->mask_bits(bits, first, n, u->first_sample + (uint64_t)sample, &u->key, &u->rate);
}

static void draw_torch_bits(const tn__dropout *d, const tn__mask_source *source, uint32_t *bits)
{
    int64_t n = d->samples * units(d);
    if (source->origin == TN_MASKS_TORCH)
        tn__random_bernoulli_bits(source->generator, bits, n, 1 - d->p);
    else
        tn__mcg31_bernoulli_bits(source->generator, bits, n, 1 - d->p);
}

/* --- element masks --- */

/* PyTorch's own order of operations: x * noise, then + b, each rounded. */
static void element_chunk_torch(const use *u, bool backward, bool add, float *y, const float *x, const uint32_t *bits,
                                float *noise, int64_t n)
{
    const tn__drop_affine *a = &u->affine;
    bool shifts = !backward && (a->kept_shift != 0 || a->dropped != 0);
    for (int64_t i = 0; i < n; i++) noise[i] = bits[i / 32] >> (i % 32) & 1 ? a->kept_scale : 0.0f;
    u->k->multiply(y, x, noise, n, add);
    for (int64_t i = 0; shifts && i < n; i++) y[i] += bits[i / 32] >> (i % 32) & 1 ? a->kept_shift : a->dropped;
}

static void element_masks_torch(const use *u, bool backward, bool add, float *y, const float *x, uint32_t *bits)
{
    int64_t n = units(u->d);
    for (int64_t sample = 0; sample < u->d->samples; sample++, x += n, y += n)
        for (int64_t first = 0; first < n; first += CHUNK) {
            int64_t count = n - first < CHUNK ? n - first : CHUNK;
            unit_bits(u, bits, sample, first, count);
            element_chunk_torch(u, backward, add, y + first, x + first, bits, (float *)(bits + CHUNK / 32), count);
        }
}

static void element_masks(const use *u, bool backward, bool add, float *y, const float *x)
{
    int64_t n = units(u->d), whole = u->d->whole ? u->d->whole : numbers(u->d);
    tn__mask_pass m = {.key = u->key, .sample = u->first_sample, .rate = u->rate, .scale = u->affine.kept_scale, .add = add};
    m.stream = y != x && whole >= TN_STREAM_BYTES / (int64_t)sizeof *y;
    if (!backward) m.shift = u->affine.kept_shift, m.dropped = u->affine.dropped;
    for (int64_t sample = 0; sample < u->d->samples; sample++, x += n, y += n, m.sample++)
        u->k->mask_draw_apply(y, x, NULL, 0, n, &m);
}

/* PyTorch numbers units [channels][spatial]; our array is [spatial][channels]: bit by bit. */
static void element_masks_transposed(const use *u, bool backward, bool add, float *y, const float *x)
{
    const tn__drop_affine *a = &u->affine;
    int64_t c_count = u->d->channels, s_count = u->d->spatial;
    bool shifts = !backward && (a->kept_shift != 0 || a->dropped != 0);
    for (int64_t sample = 0; sample < u->d->samples; sample++)
        for (int64_t s = 0; s < s_count; s++)
            for (int64_t c = 0; c < c_count; c++, x++, y++) {
                int64_t unit = (sample * c_count + c) * s_count + s;
                bool kept = u->saved[unit / 32] >> (unit % 32) & 1;
                float value = *x * (kept ? a->kept_scale : 0.0f);
                if (shifts) value += kept ? a->kept_shift : a->dropped;
                *y = add ? *y + value : value;
            }
}

/* --- channel masks --- */

static void channel_planes(const use *u, bool backward, bool add, float *y, const float *x, const uint32_t *bits)
{
    const tn__drop_affine *a = &u->affine;
    int64_t n = u->d->spatial;
    for (int64_t c = 0; c < u->d->channels; c++, x += n, y += n) {
        bool kept = bits[c / 32] >> (c % 32) & 1;
        float shift = backward ? 0 : kept ? a->kept_shift : a->dropped;
        u->k->scale(y, x, kept ? a->kept_scale : 0, n, add);
        for (int64_t s = 0; shift != 0 && s < n; s++) y[s] += shift;
    }
}

static void channel_rows(const use *u, bool backward, bool add, float *y, const float *x, const uint32_t *bits, float *factor,
                         float *shift)
{
    const tn__drop_affine *a = &u->affine;
    int64_t channels = u->d->channels;
    bool shifts = !backward && (a->kept_shift != 0 || a->dropped != 0);
    for (int64_t c = 0; c < channels; c++) {
        bool kept = bits[c / 32] >> (c % 32) & 1;
        factor[c] = kept ? a->kept_scale : 0;
        shift[c] = kept ? a->kept_shift : a->dropped;
    }
    u->k->row_scale(y, x, factor, u->d->spatial, channels, add);
    if (shifts) u->k->row_add(y, shift, u->d->spatial, channels);
}

static void channel_masks(const use *u, bool backward, bool add, float *y, const float *x, void *scratch)
{
    int64_t sample_size = u->d->channels * u->d->spatial;
    float *factor = scratch, *shift = factor + u->d->channels;
    uint32_t *bits = (uint32_t *)(shift + u->d->channels);
    for (int64_t sample = 0; sample < u->d->samples; sample++, x += sample_size, y += sample_size) {
        unit_bits(u, bits, sample, 0, u->d->channels);
        if (u->d->channels_last)
            channel_rows(u, backward, add, y, x, bits, factor, shift);
        else
            channel_planes(u, backward, add, y, x, bits);
    }
}

/* --- Gaussian noise --- */

/* y (+)= x * (1 + std * normal) */
static void gaussian(const use *u, bool add, float *y, const float *x, float *noise)
{
    int64_t n = units(u->d);
    for (int64_t sample = 0; sample < u->d->samples; sample++, x += n, y += n)
        for (int64_t first = 0; first < n; first += CHUNK) {
            int64_t count = n - first < CHUNK ? n - first : CHUNK;
            u->k->mask_normal(noise, first, count, u->first_sample + (uint64_t)sample, &u->key);
            for (int64_t i = 0; i < count; i++) noise[i] = 1 + u->affine.kept_scale * noise[i];
            u->k->multiply(y + first, x + first, noise, count, add);
        }
}

/* --- the passes --- */

static void run(const use *u, bool backward, bool add, float *y, const float *x, void *scratch)
{
    if (u->d->kind->gaussian)
        gaussian(u, add, y, x, scratch);
    else if (by_channel(u->d))
        channel_masks(u, backward, add, y, x, scratch);
    else if (u->saved && u->d->channels_last && u->d->spatial > 1)
        element_masks_transposed(u, backward, add, y, x);
    else if (u->saved)
        element_masks_torch(u, backward, add, y, x, scratch);
    else
        element_masks(u, backward, add, y, x);
}

/* What evaluation multiplies by: 1, or under the paper's scaling the probability of keeping. */
static float evaluation_scale(const tn__dropout *d)
{
    if (!d->paper_scaling || d->kind->gaussian || d->kind->affine(1 - d->p, d->alpha).dropped != 0) return 1.0f;
    return (float)(1 - d->p);
}

/* No draw: p == 0, or the dropout is off, is the identity; p == 1 is x * 0, with PyTorch's NaN for what is not finite. */
static void without_mask(const tn__dropout *d, const tn__kernels *k, bool training, float *y, const float *x, bool add)
{
    float factor = !training ? evaluation_scale(d) : d->p == 0 ? 1.0f : 0.0f;
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
    use u = use_of(d, k, source, saved);
    if (u.saved) draw_torch_bits(d, source, saved);
    run(&u, false, false, y, x, scratch);
}

void tn__dropout_backward(const tn__dropout *d, const tn__kernels *k, const tn__mask_source *source, bool training, float *dx,
                          const float *dy, bool add, const void *saved, void *scratch)
{
    if (!training || !draws(d)) {
        without_mask(d, k, training, dx, dy, add);
        return;
    }
    use u = use_of(d, k, source, saved);
    run(&u, true, add, dx, dy, scratch);
}
