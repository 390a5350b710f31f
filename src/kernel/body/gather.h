/* Numbers whose bits are set, brought together and spread again. */

#ifdef VEC_COMPRESSES
static inline vec_mask bits_at(const uint32_t *bits, int64_t i, int64_t n)
{
    return (vec_mask)(bits[i / 32] >> (i % 32)) & vec_first(n - i);
}

static void gather(float *y, const float *x, const uint32_t *bits, int64_t n)
{
    for (int64_t i = 0; i < n; i += VEC) {
        vec_mask here = bits_at(bits, i, n);
        int count = __builtin_popcount(here);
        vec_store_some(y, vec_compress(vec_load_some(x + i, here), here), vec_first(count));
        y += count;
    }
}

static void scatter_add(float *y, const float *x, const uint32_t *bits, int64_t n, float factor)
{
    for (int64_t i = 0; i < n; i += VEC) {
        vec_mask here = bits_at(bits, i, n);
        int count = __builtin_popcount(here);
        vec more = vec_mul(vec_all(factor), vec_expand(vec_load_some(x, vec_first(count)), here));
        vec_store_some(y + i, vec_add(vec_load_some(y + i, here), more), here);
        x += count;
    }
}
#else
/* Bits of the word of number i. */
static inline uint32_t word_at(const uint32_t *bits, int64_t i, int64_t n)
{
    return n - i < 32 ? bits[i / 32] & ((1u << (n - i)) - 1) : bits[i / 32];
}

static void gather(float *y, const float *x, const uint32_t *bits, int64_t n)
{
    for (int64_t i = 0; i < n; i += 32)
        for (uint32_t left = word_at(bits, i, n); left; left &= left - 1) *y++ = x[i + __builtin_ctz(left)];
}

static void scatter_add(float *y, const float *x, const uint32_t *bits, int64_t n, float factor)
{
    for (int64_t i = 0; i < n; i += 32)
        for (uint32_t left = word_at(bits, i, n); left; left &= left - 1) y[i + __builtin_ctz(left)] += factor * *x++;
}
#endif
