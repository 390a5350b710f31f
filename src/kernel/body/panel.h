/* Copies of parts of B that matrix products read many times, in the order in which they read them. */
#define KC 256 /* rows of B, and terms of a sum, at a time */

/* Of k terms: equal pieces rather than a last one of a few terms, for which C is read and written once more. */
static int64_t terms_at_once(int64_t k)
{
    int64_t pieces = (k + KC - 1) / KC;
    return pieces > 1 ? ((k + pieces - 1) / pieces + 15) / 16 * 16 : KC;
}

/* kc rows of n <= width columns of op(B), `width` numbers apart, with zeros for the columns that a last vector lacks. */
static void copy_b(float *to, int64_t width, const tn__gemm *g, int64_t k0, int64_t kc, int64_t n0, int64_t n)
{
    int64_t whole = n / VEC * VEC;
    if (g->transpose_b) {
        turn(to, width, g->b + n0 * g->ldb + k0, g->ldb, n, kc, (n + VEC - 1) / VEC * VEC);
        return;
    }
    const float *b = g->b + k0 * g->ldb + n0;
    vec_mask rest = vec_first(n - whole);
    for (int64_t k = 0; k < kc; k++, b += g->ldb, to += width) {
        for (int64_t j = 0; j < whole; j += VEC) {
            vec_store(to + j, vec_load(b + j));
            __builtin_prefetch(b + j + width); /* the next panel: rows may lie pages apart, where no prefetcher follows */
        }
        if (whole < n) vec_store(to + whole, vec_load_some(b + whole, rest));
    }
}
