/* PyTorch 2.13's default single-tensor updates, operation by operation in its order of rounding
 * (torch/optim/sgd.py _single_tensor_sgd, adam.py _single_tensor_adam, rmsprop.py _single_tensor_rmsprop,
 * adadelta.py _single_tensor_adadelta). Constants are doubles until the last, as in Python. Where PyTorch's vector loops
 * multiply and add in one rounding (add with alpha, lerp, addcmul, addcdiv; aten/src/ATen/native/cpu/BinaryOpsKernel.cpp,
 * Lerp.h, PointwiseOpsKernel.cpp), so does `madd`. All results are its bits but for
 * square roots, which it takes from MKL, not always rounded rightly. */

/* torch.lerp: from the nearer end, so that a weight of 1 gives `end`. */
static inline float lerp(float start, float end, float weight)
{
    bool near_start = weight < 0.5f;
    return madd(near_start ? weight : weight - 1.0f, end - start, near_start ? start : end);
}

static void sgd(float *w, const float *dw, float *momentum, int64_t n, const tn__sgd_step *s)
{
    const float rate = (float)-s->lr, inertia = (float)s->momentum, kept = (float)(1 - s->dampening);
    const float decay = (float)s->weight_decay, grad_scale = s->grad_scale;
    for (int64_t i = 0; i < n; i++) {
        float g = grad_scale != 1.0f ? dw[i] * grad_scale : dw[i];
        if (decay != 0) g = madd(decay, w[i], g);
        if (momentum) {
            float m = s->first ? g : madd(kept, g, momentum[i] * inertia);
            momentum[i] = m;
            g = s->nesterov ? madd(inertia, m, g) : m;
        }
        w[i] = madd(rate, g, w[i]);
    }
}

static void adam(float *w, const float *dw, float *m, float *v, int64_t n, const tn__adam_step *s)
{
    const double correction1 = 1 - pow(s->beta1, (double)s->step), correction2 = 1 - pow(s->beta2, (double)s->step);
    const float rise1 = (float)(1 - s->beta1), beta2 = (float)s->beta2, rise2 = (float)(1 - s->beta2);
    const float step = (float)(-(s->lr / correction1)), root2 = (float)sqrt(correction2), epsilon = (float)s->epsilon;
    const float decay = (float)s->weight_decay, shrink = (float)(1 - s->lr * s->weight_decay), grad_scale = s->grad_scale;
    bool decoupled = s->decoupled && s->weight_decay != 0, coupled = !s->decoupled && s->weight_decay != 0;
    for (int64_t i = 0; i < n; i++) {
        float g = grad_scale != 1.0f ? dw[i] * grad_scale : dw[i], weight = w[i];
        if (decoupled) weight = weight * shrink;
        if (coupled) g = madd(decay, weight, g);
        m[i] = lerp(m[i], g, rise1);
        v[i] = madd(rise2 * g, g, v[i] * beta2);
        float denominator = sqrtf(v[i]) / root2 + epsilon;
        w[i] = weight + step * m[i] / denominator;
    }
}

static void rmsprop(float *w, const float *dw, float *square, float *mean, float *momentum, int64_t n, const tn__rmsprop_step *s)
{
    const float rate = (float)-s->lr, alpha = (float)s->alpha, rise = (float)(1 - s->alpha), epsilon = (float)s->epsilon;
    const float decay = (float)s->weight_decay, inertia = (float)s->momentum, grad_scale = s->grad_scale;
    for (int64_t i = 0; i < n; i++) {
        float g = grad_scale != 1.0f ? dw[i] * grad_scale : dw[i];
        if (decay != 0) g = madd(decay, w[i], g);
        square[i] = madd(rise * g, g, square[i] * alpha);
        float average = square[i];
        if (s->centered) {
            mean[i] = lerp(mean[i], g, rise);
            average = madd(-mean[i], mean[i], average);
        }
        float denominator = sqrtf(average) + epsilon;
        if (inertia != 0) {
            momentum[i] = momentum[i] * inertia + g / denominator;
            w[i] = madd(rate, momentum[i], w[i]);
        } else {
            w[i] = w[i] + rate * g / denominator;
        }
    }
}

static void adadelta(float *w, const float *dw, float *square, float *delta, int64_t n, const tn__adadelta_step *s)
{
    const float rate = (float)-s->lr, rho = (float)s->rho, rise = (float)(1 - s->rho), epsilon = (float)s->epsilon;
    const float decay = (float)s->weight_decay, grad_scale = s->grad_scale;
    for (int64_t i = 0; i < n; i++) {
        float g = grad_scale != 1.0f ? dw[i] * grad_scale : dw[i];
        if (decay != 0) g = madd(decay, w[i], g);
        square[i] = madd(rise * g, g, square[i] * rho);
        float step = sqrtf(delta[i] + epsilon) / sqrtf(square[i] + epsilon) * g;
        delta[i] = madd(rise * step, step, delta[i] * rho);
        w[i] = madd(rate, step, w[i]);
    }
}
