/* tn_net_init: the initialisation steps in source order, all from one generator. */
#include "net/initialise.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "random/init.h"

/* One torch.nn.init call, ready to run: its state, and its arguments in the order of PyTorch's signature. */
typedef struct call {
    tn_generator *g;
    const tn__init_step *step;
    float *w;
    int64_t n;
    const tn_shape *shape;
    tn_error *err;
} call;

static tn_status need_matrix(const call *c)
{
    if (c->shape->rank >= 2) return TN_OK;
    return tn__fail(c->err, TN_BAD_SHAPE, "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
}

static int64_t fan(const call *c)
{
    tn__fans fans = tn__fans_of(c->shape->rank, c->shape->dim);
    return strcmp(c->step->mode, "fan_out") == 0 ? fans.out : fans.in;
}

/* kaiming_*(a=0, mode='fan_in', nonlinearity='leaky_relu') */
static tn_status kaiming_gain(const call *c, double *gain)
{
    tn_status status = need_matrix(c);
    if (status == TN_OK && !tn__gain(c->step->nonlinearity, c->step->arguments[0], gain))
        return tn__fail(c->err, TN_BAD_ARGUMENT, "Unsupported nonlinearity %s", c->step->nonlinearity);
    return status;
}

static tn_status kaiming_uniform(const call *c)
{
    double gain;
    tn_status status = kaiming_gain(c, &gain);
    if (status == TN_OK) tn__init_kaiming_uniform(c->g, c->w, c->n, fan(c), gain);
    return status;
}

static tn_status kaiming_normal(const call *c)
{
    double gain;
    tn_status status = kaiming_gain(c, &gain);
    if (status == TN_OK) tn__init_kaiming_normal(c->g, c->w, c->n, fan(c), gain);
    return status;
}

static tn_status xavier_uniform(const call *c)
{
    tn_status status = need_matrix(c);
    if (status == TN_OK)
        tn__init_xavier_uniform(c->g, c->w, c->n, tn__fans_of(c->shape->rank, c->shape->dim), c->step->arguments[0]);
    return status;
}

static tn_status xavier_normal(const call *c)
{
    tn_status status = need_matrix(c);
    if (status == TN_OK)
        tn__init_xavier_normal(c->g, c->w, c->n, tn__fans_of(c->shape->rank, c->shape->dim), c->step->arguments[0]);
    return status;
}

static tn_status uniform(const call *c)
{
    tn_random_uniform(c->g, c->w, c->n, c->step->arguments[0], c->step->arguments[1]);
    return TN_OK;
}

static tn_status normal(const call *c)
{
    tn_random_normal(c->g, c->w, c->n, c->step->arguments[0], c->step->arguments[1]);
    return TN_OK;
}

static tn_status trunc_normal(const call *c)
{
    const double *a = c->step->arguments;
    return tn__init_trunc_normal(c->g, c->w, c->n, a[0], a[1], a[2], a[3], c->err);
}

static tn_status orthogonal(const call *c)
{
    tn_status status = need_matrix(c);
    if (status != TN_OK) return status;
    return tn__init_orthogonal(c->g, c->w, c->shape->dim[0], c->n / c->shape->dim[0], c->step->arguments[0], c->err);
}

static tn_status eye(const call *c)
{
    if (c->shape->rank != 2) return tn__fail(c->err, TN_BAD_SHAPE, "Only tensors with 2 dimensions are supported");
    tn__init_eye(c->w, c->shape->dim[0], c->shape->dim[1]);
    return TN_OK;
}

static tn_status constant(const call *c)
{
    for (int64_t i = 0; i < c->n; i++) c->w[i] = (float)c->step->arguments[0];
    return TN_OK;
}

static tn_status zeros(const call *c)
{
    memset(c->w, 0, (size_t)c->n * sizeof *c->w);
    return TN_OK;
}

static tn_status ones(const call *c)
{
    for (int64_t i = 0; i < c->n; i++) c->w[i] = 1;
    return TN_OK;
}

/* By PyTorch's name; some older spellings without the underscore do the same. */
static const struct {
    const char *name;
    tn_status (*run)(const call *c);
} functions[] = {
    {"constant_", constant},
    {"eye_", eye},
    {"kaiming_normal_", kaiming_normal},
    {"kaiming_uniform_", kaiming_uniform},
    {"normal_", normal},
    {"ones_", ones},
    {"orthogonal_", orthogonal},
    {"trunc_normal_", trunc_normal},
    {"uniform_", uniform},
    {"xavier_normal_", xavier_normal},
    {"xavier_uniform_", xavier_uniform},
    {"zeros_", zeros},
};
#define N_FUNCTIONS (sizeof functions / sizeof *functions)

static size_t find(const char *function)
{
    size_t i = 0;
    while (i < N_FUNCTIONS && strcmp(functions[i].name, function) != 0) i++;
    return i;
}

bool tn__init_knows(const char *function)
{
    return find(function) < N_FUNCTIONS;
}

static void reset_module(tn_net *net, const tn__module *module, tn_generator *g)
{
    void *states[TN_LAYER_MAX_STATE] = {0};
    for (int i = 0; i < module->n_states; i++) {
        tn__state *state = &net->states[module->first_state + i];
        states[state->index] = state->data;
    }
    module->layer.kind->init(&module->layer, states, g);
}

static tn_status run_step(tn_net *net, const tn__init_step *step, tn_generator *g, tn_error *err)
{
    if (step->state < 0) {
        reset_module(net, &net->modules[step->module], g);
        return TN_OK;
    }
    tn__state *state = &net->states[step->state];
    call c = {g, step, state->data, tn__shape_count(&state->shape), &state->shape, err};
    size_t i = find(step->function);
    tn_status status = i < N_FUNCTIONS
                           ? functions[i].run(&c)
                           : tn__fail(err, TN_UNSUPPORTED, "thinnet does not have torch.nn.init.%s yet", step->function);
    if (status != TN_OK) {
        tn__at_file(err, net->file);
        tn__at_line(err, step->place.line, step->place.column);
    }
    return status;
}

tn_status tn__net_need_generator(tn_net *net, uint64_t seed, tn_error *err)
{
    if (net->generator) return TN_OK;
    net->generator = tn__alloc(1, sizeof *net->generator);
    if (!net->generator) return tn__no_memory(err, sizeof *net->generator);
    tn_generator_seed(net->generator, seed);
    return TN_OK;
}

tn_status tn_net_init(tn_net *net, uint64_t seed, tn_error *err)
{
    tn_status status = tn__net_need_generator(net, seed, err);
    if (status != TN_OK) return status;
    tn_generator_seed(net->generator, seed);
    for (size_t i = 0; i < net->n_states; i++) tn__state_fill(&net->states[i]);
    for (size_t i = 0; i < net->n_init_steps; i++) {
        status = run_step(net, &net->init_steps[i], net->generator, err);
        if (status != TN_OK) return status;
    }
    net->ready = true;
    return TN_OK;
}
