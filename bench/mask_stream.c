/* Mask bits as an endless stream for batteries of tests of random numbers; docs/internals/masks.md says what they found.
 *
 *   bench_mask_stream P [SEED] | dieharder -g 200 -a
 *
 * Masks of 8192 units of 64 samples, 4 sites and ever new steps follow each other. At p = .5 the bits leave as they are; at
 * other rates pairs of units that agree are left out, and of the others the first unit's bit leaves (von Neumann 1951),
 * which is fair iff units are independent and alike. */
#include <stdio.h>
#include <stdlib.h>

#include "kernel/kernel.h"

#define UNITS 8192

typedef struct sink {
    uint32_t words[1024];
    int n_words, n_bits;
    uint32_t word;
} sink;

static bool put_word(sink *s, uint32_t word)
{
    s->words[s->n_words++] = word;
    if (s->n_words < 1024) return true;
    s->n_words = 0;
    return fwrite(s->words, sizeof s->words, 1, stdout) == 1;
}

static bool put_fair_bits(sink *s, const uint32_t *bits)
{
    for (int i = 0; i < UNITS; i += 2) {
        uint32_t pair = bits[i / 32] >> (i % 32) & 3;
        if (pair == 0 || pair == 3) continue;
        s->word |= (pair & 1) << s->n_bits++;
        if (s->n_bits < 32) continue;
        if (!put_word(s, s->word)) return false;
        s->word = 0, s->n_bits = 0;
    }
    return true;
}

static bool put_mask(sink *s, const uint32_t *bits, double p)
{
    if (p != 0.5) return put_fair_bits(s, bits);
    for (int i = 0; i < UNITS / 32; i++)
        if (!put_word(s, bits[i])) return false;
    return true;
}

int main(int argc, char **argv)
{
    static sink s;
    double p = argc > 1 ? atof(argv[1]) : 0.5;
    tn__rate rate = tn__rate_of(p);
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint32_t bits[UNITS / 32];
    if (!(p > 0 && p < 1)) return fprintf(stderr, "bench_mask_stream P [SEED]: a probability between 0 and 1\n"), 2;
    for (uint32_t step = 0;; step++)
        for (uint32_t site = 0; site < 4; site++)
            for (uint64_t sample = 0; sample < 64; sample++) {
                const tn__mask_key key = {.seed = seed, .step = step, .site = site};
                tn__kernels_best()->mask_bits(bits, 0, UNITS, sample, &key, &rate);
                if (!put_mask(&s, bits, p)) return 0; /* the reader has enough */
            }
}
