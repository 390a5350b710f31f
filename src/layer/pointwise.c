#include "layer/pointwise.h"

#define PIECE (1 << 16) /* numbers a task: enough to be worth handing out */

tn_status tn__shape_same(const tn__layer *layer, const tn_shape *in, int n_in, tn_shape *out, tn_error *err)
{
    (void)layer, (void)n_in, (void)err;
    *out = in[0];
    return TN_OK;
}

typedef struct range {
    const tn__run *run;
    int64_t n;
    void (*piece)(const tn__run *, int64_t, int64_t, int);
    int detail;
} range;

static void run_piece(int64_t i, void *argument)
{
    const range *r = argument;
    int64_t first = i * PIECE;
    r->piece(r->run, first, r->n - first < PIECE ? r->n - first : PIECE, r->detail);
}

void tn__for_range(const tn__run *run, int64_t n, void (*piece)(const tn__run *, int64_t, int64_t, int), int detail)
{
    range r = {run, n, piece, detail};
    tn__threads_run(run->compute->threads, (n + PIECE - 1) / PIECE, run_piece, &r);
}

void tn__activation_parameters(const tn__layer *layer, float out[2])
{
    int n = 0;
    out[0] = out[1] = 0;
    for (int i = 0; i < tn__layer_params_count(layer->kind) && n < 2; i++)
        if (layer->kind->params[i].type == TN_PARAM_FLOAT) out[n++] = (float)layer->args[i].number;
}

static void forward_piece(const tn__run *run, int64_t first, int64_t n, int activation)
{
    float p[2];
    tn__activation_parameters(run->layer, p);
    if (activation == TN_ACT_relu)
        run->compute->kernels->relu(run->out + first, run->in[0] + first, n);
    else
        run->compute->kernels->activation(activation, run->out + first, run->in[0] + first, n, p);
}

static void backward_piece(const tn__run *run, int64_t first, int64_t n, int activation)
{
    const tn__kernels *k = run->compute->kernels;
    float p[2];
    tn__activation_parameters(run->layer, p);
    if (activation == TN_ACT_relu)
        k->relu_grad(run->din[0] + first, run->dout + first, run->out + first, n, run->din_add[0]);
    else
        k->activation_grad(activation, run->din[0] + first, run->dout + first, run->in[0] + first, run->out + first, n, p,
                           run->din_add[0]);
}

void tn__activation_forward(const tn__run *run)
{
    tn__for_range(run, tn__shape_count(&run->out_shape), forward_piece, (int)run->layer->kind->activation(run->layer));
}

void tn__activation_backward(const tn__run *run)
{
    if (run->din[0])
        tn__for_range(run, tn__shape_count(&run->out_shape), backward_piece, (int)run->layer->kind->activation(run->layer));
}
