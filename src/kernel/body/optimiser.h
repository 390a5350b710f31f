/* PyTorch 2.13's default single-tensor updates, operation by operation in its order of rounding
 * (torch/optim/sgd.py _single_tensor_sgd, adam.py _single_tensor_adam, rmsprop.py _single_tensor_rmsprop,
 * adadelta.py _single_tensor_adadelta). */

static void sgd(float *w, const float *dw, float *momentum, int64_t n, const tn__sgd_step *s)
{
    float kept = 1.0f - s->dampening;
    for (int64_t i = 0; i < n; i++) {
        float g = s->grad_scale != 1.0f ? dw[i] * s->grad_scale : dw[i];
        if (s->weight_decay != 0) g = g + s->weight_decay * w[i];
        if (momentum) {
            float m = s->first ? g : momentum[i] * s->momentum + g * kept;
            momentum[i] = m;
            g = s->nesterov ? g + s->momentum * m : m;
        }
        w[i] = w[i] + -s->lr * g;
    }
}

static void adam(float *w, const float *dw, float *m, float *v, int64_t n, const tn__adam_step *s)
{
    double correction1 = 1 - pow(s->beta1, (double)s->step), correction2 = 1 - pow(s->beta2, (double)s->step);
    float rise1 = (float)(1 - s->beta1), beta2 = (float)s->beta2, rise2 = (float)(1 - s->beta2);
    float step = (float)(-(s->lr / correction1)), root2 = (float)sqrt(correction2), epsilon = (float)s->epsilon;
    float decay = (float)s->weight_decay, shrink = (float)(1 - s->lr * s->weight_decay);
    bool decoupled = s->decoupled && s->weight_decay != 0, coupled = !s->decoupled && s->weight_decay != 0;
    for (int64_t i = 0; i < n; i++) {
        float g = s->grad_scale != 1.0f ? dw[i] * s->grad_scale : dw[i], weight = w[i];
        if (decoupled) weight = weight * shrink;
        if (coupled) g = g + decay * weight;
        m[i] = m[i] + rise1 * (g - m[i]);
        v[i] = v[i] * beta2 + rise2 * g * g;
        float denominator = sqrtf(v[i]) / root2 + epsilon;
        w[i] = weight + step * (m[i] / denominator);
    }
}

static void rmsprop(float *w, const float *dw, float *square, float *mean, float *momentum, int64_t n, const tn__rmsprop_step *s)
{
    float rise = 1.0f - s->alpha;
    for (int64_t i = 0; i < n; i++) {
        float g = s->grad_scale != 1.0f ? dw[i] * s->grad_scale : dw[i];
        if (s->weight_decay != 0) g = g + s->weight_decay * w[i];
        square[i] = square[i] * s->alpha + rise * g * g;
        float average = square[i];
        if (s->centered) {
            mean[i] = mean[i] + rise * (g - mean[i]);
            average = average - mean[i] * mean[i];
        }
        float denominator = sqrtf(average) + s->epsilon, step = g / denominator;
        if (s->momentum != 0) step = momentum[i] = momentum[i] * s->momentum + step;
        w[i] = w[i] + -s->lr * step;
    }
}

static void adadelta(float *w, const float *dw, float *square, float *delta, int64_t n, const tn__adadelta_step *s)
{
    float rise = 1.0f - s->rho;
    for (int64_t i = 0; i < n; i++) {
        float g = s->grad_scale != 1.0f ? dw[i] * s->grad_scale : dw[i];
        if (s->weight_decay != 0) g = g + s->weight_decay * w[i];
        square[i] = square[i] * s->rho + rise * g * g;
        float step = sqrtf(delta[i] + s->epsilon) / sqrtf(square[i] + s->epsilon) * g;
        delta[i] = delta[i] * s->rho + rise * step * step;
        w[i] = w[i] + -s->lr * step;
    }
}
