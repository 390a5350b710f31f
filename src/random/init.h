/* torch.nn.init on the CPU, PyTorch 2.13's draws and roundings (torch/nn/init.py).
 *
 * A weight is [dim[0]][dim[1]]...: fan_in = dim[1] * receptive field, fan_out = dim[0] * receptive field. Bounds are computed
 * in double as written there, and cast to float by uniform_. */
#ifndef TN_RANDOM_INIT_H
#define TN_RANDOM_INIT_H

#include "base/error.h"
#include "thinnet/random.h"

typedef struct tn__fans {
    int64_t in, out;
} tn__fans;
/* rank >= 2. */
tn__fans tn__fans_of(int rank, const int64_t *dim);

/* calculate_gain; a is leaky_relu's negative slope. False for a nonlinearity that PyTorch does not know. */
bool tn__gain(const char *nonlinearity, double a, double *out);

void tn__init_kaiming_uniform(tn_generator *generator, float *w, int64_t n, int64_t fan, double gain);
void tn__init_kaiming_normal(tn_generator *generator, float *w, int64_t n, int64_t fan, double gain);
void tn__init_xavier_uniform(tn_generator *generator, float *w, int64_t n, tn__fans fans, double gain);
void tn__init_xavier_normal(tn_generator *generator, float *w, int64_t n, tn__fans fans, double gain);
/* Normal numbers within [low, high]; allocates scratch of n numbers. */
TN_NODISCARD tn_status tn__init_trunc_normal(tn_generator *generator, float *w, int64_t n, double mean, double std, double low,
                                             double high, tn_error *err);
/* rows x columns, orthonormal rows or columns times gain: the draws are PyTorch's, the QR our own, so agreement is numerical
 * (1e-5), not bitwise. */
TN_NODISCARD tn_status tn__init_orthogonal(tn_generator *generator, float *w, int64_t rows, int64_t columns, double gain,
                                           tn_error *err);
void tn__init_eye(float *w, int64_t rows, int64_t columns);

/* reset_parameters of Linear and convolutions: weight [rows][fan_in], bias [rows] or NULL. */
void tn__init_linear(tn_generator *generator, float *weight, float *bias, int64_t rows, int64_t fan_in);

#endif
