/* What both instruction sets make of kept_of_32: all words of a chunk. Units of 2 and 4 bits have no comparison of their own. */
#ifndef TN_KERNEL_KEPT_WORDS_H
#define TN_KERNEL_KEPT_WORDS_H

static inline uint32_t kept_narrow(const uint32_t *words, int64_t at, int bits, int64_t n, uint64_t threshold)
{
    uint32_t kept = 0, all = (1u << bits) - 1;
    for (int i = 0; i < n; i++, at += bits) kept |= (uint32_t)(((words[at / 32] >> (at % 32)) & all) < threshold) << i;
    return kept;
}

static void kept_words(uint32_t *out, const uint32_t *words, int64_t n, int bits, uint64_t threshold)
{
    for (int64_t u = 0; u < n; u += 32) {
        int64_t here = n - u < 32 ? n - u : 32;
        uint32_t kept;
        if (bits == 1) kept = ~words[u / 32]; /* kept iff the bit is below 1 */
        else if (bits < 8) kept = kept_narrow(words, u * bits, bits, here, threshold);
        else kept = kept_of_32(words, u, n, bits, threshold);
        out[u / 32] = here < 32 ? kept & ((1u << here) - 1) : kept;
    }
}

#endif
