#include "train/constraint.h"

#include <math.h>

#include "tensor/shape.h"

float tn__clip_factor(const tn_net *net, const tn__kernels *kernels, float *const *gradients, double max_norm)
{
    double total = 0;
    for (size_t i = 0; i < net->n_states; i++) {
        double sum = 0;
        if (!gradients[i]) continue;
        kernels->sum_squares(&sum, gradients[i], tn__shape_count(&net->states[i].shape));
        total += sum;
    }
    double factor = max_norm / (sqrt(total) + 1e-6);
    return factor < 1 ? (float)factor : 1.0f;
}

static bool is_incoming_weight(const tn_net *net, const tn__state *state)
{
    const tn__layer *layer = &net->modules[state->module].layer;
    return (layer->kind->traits & TN_TRAIT_LINEAR_MAP) && !state->spec->buffer && state->shape.rank >= 2;
}

void tn__max_norm(tn_net *net, const tn__kernels *kernels, double c)
{
    for (size_t i = 0; i < net->n_states; i++) {
        tn__state *state = &net->states[i];
        if (!is_incoming_weight(net, state)) continue;
        int64_t columns = tn__shape_product(&state->shape, 1, state->shape.rank);
        for (int64_t row = 0; row < state->shape.dim[0]; row++) {
            float *w = (float *)state->data + row * columns;
            double squares = 0;
            kernels->sum_squares(&squares, w, columns);
            if (squares > c * c) kernels->scale(w, w, (float)(c / sqrt(squares)), columns, false);
        }
    }
}
