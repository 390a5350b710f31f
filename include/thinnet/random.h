/* PyTorch's CPU random numbers, bit for bit (PyTorch 2.13, x86-64 with AVX2 or AVX-512).
 *
 * One generator is one mt19937, drawn from serially and in memory order, as PyTorch's default CPU generator is.
 * All functions overwrite `out`; n may be 0. Nothing here allocates unless it says so. */
#ifndef THINNET_RANDOM_H
#define THINNET_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include "thinnet/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In the caller's storage; the fields are nobody else's business. */
typedef struct tn_generator {
    uint64_t seed; /* as given; only its low 32 bits decide the stream */
    uint32_t mt[624];
    int32_t next;    /* index of the next word; 624 and more: regenerate first */
    bool has_normal; /* the second half of a Box-Muller pair waits in `normal` */
    double normal;
} tn_generator;

#define TN_GENERATOR_STATE_BYTES 5056

/* torch.manual_seed(seed). Negative seeds of PyTorch are their two's complement. */
TN_API void tn_generator_seed(tn_generator *generator, uint64_t seed);
/* The text of a seed as torch.manual_seed takes it: an integer in [-2^63, 2^64). */
TN_API TN_NODISCARD tn_status tn_seed_parse(const char *text, uint64_t *out, tn_error *err);

/* The state as torch.get_rng_state() gives it and torch.set_rng_state() takes it. A state of another size or with
 * impossible content is refused and leaves the generator as it was. */
TN_API void tn_generator_get_state(const tn_generator *generator, uint8_t out[TN_GENERATOR_STATE_BYTES]);
TN_API TN_NODISCARD tn_status tn_generator_set_state(tn_generator *generator, const uint8_t *state, size_t size, tn_error *err);

/* Raw words; a 64-bit one takes its high half first. */
TN_API uint32_t tn_random_u32(tn_generator *generator);
TN_API uint64_t tn_random_u64(tn_generator *generator);

/* tensor.uniform_(low, high), .normal_(mean, std), .exponential_(rate), .bernoulli_(p) of contiguous tensors. */
TN_API void tn_random_uniform(tn_generator *generator, float *out, int64_t n, double low, double high);
TN_API void tn_random_uniform_f64(tn_generator *generator, double *out, int64_t n, double low, double high);
TN_API void tn_random_normal(tn_generator *generator, float *out, int64_t n, double mean, double std);
TN_API void tn_random_normal_f64(tn_generator *generator, double *out, int64_t n, double mean, double std);
TN_API void tn_random_exponential(tn_generator *generator, float *out, int64_t n, double rate);
TN_API void tn_random_bernoulli(tn_generator *generator, float *out, int64_t n, double p);
/* torch.randint(low, high, (n,)) with low < high, torch.empty(n, dtype=int64).random_(), torch.randperm(n). */
TN_API void tn_random_integers(tn_generator *generator, int64_t *out, int64_t n, int64_t low, int64_t high);
TN_API int64_t tn_random_i64(tn_generator *generator);
TN_API void tn_random_permutation(tn_generator *generator, int64_t *out, int64_t n);

#ifdef __cplusplus
}
#endif
#endif
