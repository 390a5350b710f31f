/* The family for C programs: options checked, then the passes. */
#include <math.h>

#include "base/mem.h"
#include "dropout/kind.h"
#include "thinnet/dropout.h"

tn_dropout_options tn_dropout_options_default(void)
{
    return (tn_dropout_options){.kind = "Dropout", .p = 0.5, .alpha = NAN, .samples = 1, .channels = 1, .spatial = 1};
}

static tn_status check_sizes(const tn_dropout_options *o, int64_t *count, tn_error *err)
{
    if (o->samples < 0 || o->channels < 0 || o->spatial < 0)
        return tn__fail(err, TN_BAD_ARGUMENT, "sizes of [%lld][%lld][%lld] cannot be negative", (long long)o->samples,
                        (long long)o->channels, (long long)o->spatial);
    if (__builtin_mul_overflow(o->samples, o->channels, count) || __builtin_mul_overflow(*count, o->spatial, count) ||
        *count > INT64_MAX / 8)
        return tn__fail(err, TN_BAD_ARGUMENT, "an array of [%lld][%lld][%lld] is too large", (long long)o->samples,
                        (long long)o->channels, (long long)o->spatial);
    return TN_OK;
}

static tn_status check_arrays(const float *to, const float *from, int64_t count, tn_error *err)
{
    if (count == 0) return TN_OK;
    if (!to || !from) return tn__fail(err, TN_BAD_ARGUMENT, "an array of %lld numbers is NULL", (long long)count);
    if (to != from && to < from + count && from < to + count)
        return tn__fail(err, TN_BAD_ARGUMENT, "input and output overlap; they may be one array or two");
    return TN_OK;
}

static tn_status describe(const tn_dropout_options *o, tn__dropout *out, tn_error *err)
{
    const tn__dropout_kind *kind = o->kind ? tn__dropout_find(o->kind) : NULL;
    if (!kind) {
        tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "there is no dropout '%s'", o->kind ? o->kind : "(null)");
        tn__help(err,
                 "the kinds are Dropout, Dropout1d, Dropout2d, Dropout3d, AlphaDropout, FeatureAlphaDropout, GaussianDropout and "
                 "BatchwiseDropout");
        return status;
    }
    if (!(o->p >= 0 && o->p <= 1) || (kind->gaussian && o->p == 1))
        return tn__fail(err, TN_BAD_ARGUMENT, "dropout probability has to be between 0 and 1, but got %g", o->p);
    *out = (tn__dropout){.kind = kind,
                         .p = o->p,
                         .alpha = kind->takes_alpha ? o->alpha : NAN,
                         .paper_scaling = o->paper_scaling,
                         .site = o->site,
                         .samples = o->samples,
                         .channels = o->channels,
                         .spatial = o->spatial,
                         .channels_last = o->channels_last};
    tn__dropout_prepare(out);
    return TN_OK;
}

static tn_status run(const tn_dropout_options *o, bool training, bool backward, float *to, const float *from, tn_error *err)
{
    tn__dropout d;
    int64_t count = 0;
    tn_status status = describe(o, &d, err);
    if (status == TN_OK) status = check_sizes(o, &count, err);
    if (status == TN_OK) status = check_arrays(to, from, count, err);
    if (status != TN_OK || count == 0) return status;
    size_t bytes = tn__dropout_scratch_bytes(&d);
    void *scratch = tn__alloc_aligned(bytes + 1, 1);
    if (!scratch) return tn__no_memory(err, bytes);
    const tn__mask_source masks = {.key = {.seed = o->seed, .step = o->step}, .first_sample = o->first_sample};
    if (backward)
        tn__dropout_backward(&d, tn__kernels_best(), &masks, training, to, from, false, NULL, scratch);
    else
        tn__dropout_forward(&d, tn__kernels_best(), &masks, training, to, from, NULL, scratch);
    tn__free(scratch);
    return TN_OK;
}

tn_status tn_dropout_forward(const tn_dropout_options *options, bool training, float *y, const float *x, tn_error *err)
{
    return run(options, training, false, y, x, err);
}

tn_status tn_dropout_backward(const tn_dropout_options *options, bool training, float *dx, const float *dy, tn_error *err)
{
    return run(options, training, true, dx, dy, err);
}
