/* Lists of the numbers that are not 0, and sums of rows that they name: what products that skip zeros are made of. */

typedef struct listed {
    float x;
    uint32_t at; /* of what x multiplies */
} listed;

#define LISTED_WIDTH (8 * VEC) /* columns in registers */

static int64_t nonzero_in(const float *x, int64_t n)
{
    int64_t count = 0, i = 0;
    for (; i + VEC <= n; i += VEC) count += __builtin_popcount(vec_nonzero(vec_load(x + i)));
    return i < n ? count + __builtin_popcount(vec_nonzero(vec_load_some(x + i, vec_first(n - i)))) : count;
}

static void count_nonzero(int64_t *count, const float *x, int64_t n)
{
    *count = nonzero_in(x, n);
}

/* Lists the numbers whose bits are set, which may write VEC entries. */
#if VEC == 16
static inline void list_bits(listed *to, vec x, uint32_t bits, int64_t at, int64_t step)
{
    const __m512i first = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), eight = _mm512_set1_epi32(8);
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i places = _mm512_add_epi32(_mm512_set1_epi32((int)at), _mm512_mullo_epi32(lanes, _mm512_set1_epi32((int)step)));
    __m512i numbers = _mm512_castps_si512(_mm512_maskz_compress_ps((__mmask16)bits, x));
    places = _mm512_maskz_compress_epi32((__mmask16)bits, places);
    _mm512_storeu_si512(to, _mm512_permutex2var_epi32(numbers, first, places));
    _mm512_storeu_si512(to + 8, _mm512_permutex2var_epi32(numbers, _mm512_add_epi32(first, eight), places));
}
#else
static inline void list_bits(listed *to, vec x, uint32_t bits, int64_t at, int64_t step)
{
    float number[VEC];
    vec_store(number, x);
    for (; bits; bits &= bits - 1) {
        int lane = __builtin_ctz(bits);
        *to++ = (listed){number[lane], (uint32_t)(at + lane * step)};
    }
}
#endif

/* Lists x[i] != 0 with at = first + i * step; returns how many. Room for n in whole vectors is needed. */
static int32_t list_numbers(listed *to, const float *x, int64_t n, int64_t first, int64_t step)
{
    int32_t count = 0;
    for (int64_t i = 0; i < n; i += VEC) {
        vec numbers = vec_load_some(x + i, vec_first(n - i));
        uint32_t bits = vec_nonzero(numbers);
        list_bits(to + count, numbers, bits, first + i * step, step);
        count += __builtin_popcount(bits);
    }
    return count;
}

/* One row of sums of e->x rows + e->at for the entries up to `end`; they begin at 0, or go on from whole vectors at `begun`, and
 * become c, or c += add times them. */
typedef struct listed_row {
    const listed *e, *end;
    const float *rows, *begun;
    float *c, add;
} listed_row;

/* As many vectors of columns, whose last may be cut. The first three arguments are constants where this is inlined; unrolled
 * early, since compilers leave the sums in memory otherwise. */
__attribute__((always_inline)) static inline void listed_columns(int vectors, bool whole, bool goes_on, listed_row r,
                                                                 vec_mask last)
{
    vec sum[8], factor = vec_all(r.add);
    float *c_last = r.c + (vectors - 1) * VEC;
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) sum[v] = goes_on ? vec_load(r.begun + v * VEC) : vec_all(0);
    for (; r.e < r.end; r.e++) {
        vec x = vec_all(r.e->x);
        const float *b = r.rows + r.e->at, *b_last = b + (vectors - 1) * VEC;
#pragma GCC unroll 8
        for (int v = 0; v < vectors - 1; v++) sum[v] = vec_madd(x, vec_load(b + v * VEC), sum[v]);
        sum[vectors - 1] = vec_madd(x, whole ? vec_load(b_last) : vec_load_some(b_last, last), sum[vectors - 1]);
    }
    if (r.add != 0) {
#pragma GCC unroll 8
        for (int v = 0; v < vectors - 1; v++) sum[v] = vec_madd(factor, sum[v], vec_load(r.c + v * VEC));
        sum[vectors - 1] = vec_madd(factor, sum[vectors - 1], whole ? vec_load(c_last) : vec_load_some(c_last, last));
    }
#pragma GCC unroll 8
    for (int v = 0; v < vectors - 1; v++) vec_store(r.c + v * VEC, sum[v]);
    if (whole)
        vec_store(c_last, sum[vectors - 1]);
    else
        vec_store_some(c_last, sum[vectors - 1], last);
}

/* n <= LISTED_WIDTH columns. */
static inline void listed_sum(int64_t n, listed_row r)
{
    vec_mask last = vec_first(n - (n - 1) / VEC * VEC);
#define COLUMNS(v)                                                                                                               \
    case v:                                                                                                                      \
        if (n == v * VEC)                                                                                                        \
            listed_columns(v, true, false, r, last);                                                                             \
        else                                                                                                                     \
            listed_columns(v, false, false, r, last);                                                                            \
        break;
    switch ((n + VEC - 1) / VEC) {
        COLUMNS(1) COLUMNS(2) COLUMNS(3) COLUMNS(4) COLUMNS(5) COLUMNS(6) COLUMNS(7) COLUMNS(8) default : break;
    }
#undef COLUMNS
}
