/* Rows of the layer table on given numbers: the peer of live_layers.py.
 *
 *   layers --list    rows, parameters and defaults, a line each
 *   layers           cases from stdin, answers to stdout
 *
 * A case is words on lines, then "go COUNT", then COUNT floats: inputs, states, the output's
 * gradient, all in PyTorch's order.
 *
 *   row NAME      arg [NAME=]VALUE      in RANK SIZE...
 *   train 0|1     last 0|1              rng philox|torch SEED
 *
 * VALUE: none, i:3, f:0.5, b:1, p:2,3, s:same. last: layers that take any layout get channels last.
 * An answer is "error TEXT", or "ok COUNT RANK SIZE..." and COUNT floats: states as initialised
 * with SEED, output, gradients of inputs and of parameters, buffers after the forward pass. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "layer/layer.h"
#include "random/generator.h"

typedef struct request {
    const tn__layer_kind *kind;
    tn_arg args[TN_LAYER_MAX_PARAMS + 4];
    char names[TN_LAYER_MAX_PARAMS + 4][40];
    int n_args, n_in;
    tn_shape in[TN_LAYER_MAX_INPUTS];
    bool train, torch, last;
    unsigned long long seed;
    int64_t count, at;
    float *numbers;
} request;

typedef struct answer {
    float *numbers;
    size_t n, capacity;
} answer;

static void die(const char *what)
{
    fprintf(stderr, "layers: %s\n", what);
    exit(1);
}

static void *floats(int64_t n)
{
    void *block = tn__alloc_aligned((size_t)n + 64, sizeof(float));
    if (!block) die("out of memory");
    return block;
}

/* --- values as text --- */

static tn_value parse_value(const char *text)
{
    int64_t ints[TN_MAX_DIMS];
    int n = 0;
    switch (text[0]) {
    case 'i': return tn_int(atoll(text + 2));
    case 'f': return tn_float(strtod(text + 2, NULL));
    case 'b': return tn_bool(text[2] == '1');
    case 's': return tn_text(text + 2);
    case 'p':
        for (char *p = (char *)text + 1; *p && n < TN_MAX_DIMS;) ints[n++] = strtoll(p + 1, &p, 10);
        return tn_ints(n, ints);
    default: return tn_none();
    }
}

static void print_value(const tn_value *v)
{
    switch (v->type) {
    case TN_VALUE_INT: printf("i:%lld", (long long)v->ints[0]); break;
    case TN_VALUE_FLOAT: printf("f:%.17g", v->number); break;
    case TN_VALUE_BOOL: printf("b:%d", v->ints[0] != 0); break;
    case TN_VALUE_TEXT: printf("s:%s", v->text); break;
    case TN_VALUE_INTS:
        for (int i = 0; i < v->n_ints; i++) printf("%s%lld", i ? "," : "p:", (long long)v->ints[i]);
        break;
    default: printf("none");
    }
}

static void list(void)
{
    for (int k = 0; k < tn__layer_kinds_count; k++) {
        const tn__layer_kind *kind = tn__layer_kinds[k];
        printf("row %s %s %s %s\n", kind->name, kind->torch_class ? kind->torch_class : "-",
               kind->torch_function ? kind->torch_function : "-", kind->function_params ? kind->function_params : "");
        for (int i = 0; i < tn__layer_params_count(kind); i++) {
            const tn__param *p = &kind->params[i];
            printf("param %s %d %d %d ", p->name, p->required, p->extension, p->type == TN_PARAM_IGNORED);
            print_value(&p->fallback);
            putchar('\n');
        }
    }
}

/* --- reading a case --- */

static void read_arg(request *r)
{
    char word[80];
    if (scanf("%79s", word) != 1 || r->n_args == TN_LAYER_MAX_PARAMS + 4) die("bad arg");
    char *equals = strchr(word, '=');
    tn_arg *arg = &r->args[r->n_args];
    arg->name = NULL;
    if (equals) {
        *equals = '\0';
        arg->name = memcpy(r->names[r->n_args], word, strlen(word) + 1 < 40 ? strlen(word) + 1 : 39);
    }
    arg->value = parse_value(equals ? equals + 1 : word);
    r->n_args++;
}

static void read_input(request *r)
{
    if (r->n_in == TN_LAYER_MAX_INPUTS) die("too many inputs");
    tn_shape *s = &r->in[r->n_in++];
    *s = (tn_shape){.batch = -1};
    if (scanf("%d", &s->rank) != 1 || s->rank < 0 || s->rank > TN_MAX_DIMS) die("bad in");
    for (int d = 0; d < s->rank; d++) {
        long long size;
        if (scanf("%lld", &size) != 1) die("bad in");
        s->dim[d] = size;
    }
}

static int read_number(void)
{
    int n;
    if (scanf("%d", &n) != 1) die("a number is missing");
    return n;
}

static void read_payload(request *r)
{
    long long count;
    if (scanf("%lld", &count) != 1 || getchar() != '\n') die("bad go");
    r->count = count;
    r->numbers = floats(count);
    if (fread(r->numbers, sizeof(float), (size_t)count, stdin) != (size_t)count) die("too few numbers");
}

static bool read_request(request *r)
{
    char word[40];
    memset(r, 0, sizeof *r);
    while (scanf("%39s", word) == 1) {
        if (strcmp(word, "row") == 0) {
            if (scanf("%39s", word) != 1 || !(r->kind = tn__layer_find(word))) die("no such row");
        } else if (strcmp(word, "arg") == 0) {
            read_arg(r);
        } else if (strcmp(word, "in") == 0) {
            read_input(r);
        } else if (strcmp(word, "train") == 0) {
            r->train = read_number();
        } else if (strcmp(word, "last") == 0) {
            r->last = read_number();
        } else if (strcmp(word, "rng") == 0) {
            if (scanf("%39s %llu", word, &r->seed) != 2) die("bad rng");
            r->torch = strcmp(word, "torch") == 0;
        } else if (strcmp(word, "go") == 0) {
            read_payload(r);
            return true;
        } else {
            die(word);
        }
    }
    return false;
}

/* --- running it --- */

static void take(request *r, float *to, int64_t n)
{
    if (r->at + n > r->count) die("the case has too few numbers");
    memcpy(to, r->numbers + r->at, (size_t)n * sizeof *to);
    r->at += n;
}

static void give(answer *a, const float *from, int64_t n)
{
    while (a->n + (size_t)n > a->capacity)
        if (!tn__grow((void **)&a->numbers, &a->capacity, a->capacity, sizeof *a->numbers)) die("out of memory");
    memcpy(a->numbers + a->n, from, (size_t)n * sizeof *from);
    a->n += (size_t)n;
}

/* Between PyTorch's order and the run's. */
static void reorder(const tn__run *run, const tn_shape *s, float *x, bool to_run)
{
    int64_t n = tn__shape_count(s), positions = s->dim[2] * s->dim[3];
    if (!run->channels_last || s->rank != 4) return;
    float *copy = floats(n);
    memcpy(copy, x, (size_t)n * sizeof *x);
    run->compute->kernels->transpose(x, copy, s->dim[0], to_run ? s->dim[1] : positions, to_run ? positions : s->dim[1], false);
    tn__free(copy);
}

static void give_state(answer *a, const tn__state_spec *spec, const void *state, int64_t n)
{
    if (spec->dtype != TN_I64) give(a, state, n);
    for (int64_t i = 0; spec->dtype == TN_I64 && i < n; i++) give(a, &(float){(float)((const int64_t *)state)[i]}, 1);
}

/* States as PyTorch makes them with the seed; they go into the answer. */
static void make_states(const request *r, tn__run *run, answer *a)
{
    const tn__layer_kind *kind = r->kind;
    tn_generator g;
    tn_shape s;
    for (int i = 0; i < tn__layer_states_count(kind); i++) {
        if (!kind->state_shape(run->layer, i, &s)) continue;
        run->state[i] = floats(2 * tn__shape_count(&s));
        if (!kind->state[i].buffer) run->dstate[i] = floats(tn__shape_count(&s));
        for (int64_t k = 0; kind->state[i].dtype != TN_I64 && k < tn__shape_count(&s); k++)
            ((float *)run->state[i])[k] = (float)kind->state[i].fill;
    }
    tn_generator_seed(&g, r->seed);
    if (kind->init) kind->init(run->layer, run->state, &g);
    for (int i = 0; i < tn__layer_states_count(kind); i++) {
        if (!run->state[i]) continue;
        kind->state_shape(run->layer, i, &s);
        give_state(a, &kind->state[i], run->state[i], tn__shape_count(&s));
    }
}

/* The case's own numbers for them; counters stay at 0. */
static void take_states(request *r, tn__run *run)
{
    const tn__layer_kind *kind = r->kind;
    tn_shape s;
    for (int i = 0; i < tn__layer_states_count(kind); i++) {
        if (!run->state[i]) continue;
        kind->state_shape(run->layer, i, &s);
        if (kind->state[i].dtype != TN_I64)
            take(r, run->state[i], tn__shape_count(&s));
        else
            r->at += tn__shape_count(&s);
    }
}

static void set_up_values(request *r, tn__run *run)
{
    for (int k = 0; k < r->n_in; k++) {
        float *x = floats(tn__shape_count(&r->in[k]));
        run->in_shape[k] = r->in[k];
        run->want_din[k] = true;
        take(r, x, tn__shape_count(&r->in[k]));
        reorder(run, &r->in[k], x, true);
        run->in[k] = x;
        run->din[k] = floats(tn__shape_count(&r->in[k]));
    }
    run->out = floats(tn__shape_count(&run->out_shape));
}

static void set_up_gradient(request *r, tn__run *run)
{
    float *dout = floats(tn__shape_count(&run->out_shape));
    take(r, dout, tn__shape_count(&run->out_shape));
    if (r->at != r->count) die("the case has too many numbers");
    reorder(run, &run->out_shape, dout, true);
    run->dout = dout;
}

static void give_results(const request *r, tn__run *run, answer *a)
{
    const tn__layer_kind *kind = r->kind;
    tn_shape s;
    reorder(run, &run->out_shape, run->out, false);
    give(a, run->out, tn__shape_count(&run->out_shape));
    for (int k = 0; k < r->n_in; k++) {
        reorder(run, &r->in[k], run->din[k], false);
        give(a, run->din[k], tn__shape_count(&r->in[k]));
    }
    for (int buffers = 0; buffers < 2; buffers++)
        for (int i = 0; i < tn__layer_states_count(kind); i++) {
            if (!run->state[i] || kind->state[i].buffer != buffers) continue;
            kind->state_shape(run->layer, i, &s);
            if (!buffers)
                give(a, run->dstate[i], tn__shape_count(&s));
            else
                give_state(a, &kind->state[i], run->state[i], tn__shape_count(&s));
        }
}

static void run_passes(tn__run *run, const tn__layer_kind *kind)
{
    if (kind->traits & TN_TRAIT_VIEW) {
        memcpy(run->out, run->in[0], (size_t)tn__shape_count(&run->out_shape) * sizeof *run->out);
        memcpy(run->din[0], run->dout, (size_t)tn__shape_count(&run->out_shape) * sizeof *run->out);
        return;
    }
    kind->forward(run);
    kind->backward(run);
}

static void release(tn__run *run)
{
    for (int k = 0; k < run->n_in; k++) tn__free((void *)run->in[k]), tn__free(run->din[k]);
    for (int i = 0; i < TN_LAYER_MAX_STATE; i++) tn__free(run->state[i]), tn__free(run->dstate[i]);
    tn__free(run->out);
    tn__free((void *)run->dout);
    tn__free(run->saved);
    tn__free(run->scratch);
}

static tn_status answer_case(request *r, tn__compute *compute, answer *a, tn_shape *shape, tn_error *err)
{
    const tn__layer_kind *kind = r->kind;
    tn__layer layer;
    tn_generator g;
    tn__mask_source masks = {.origin = r->torch ? TN_MASKS_TORCH : TN_MASKS_PHILOX, .generator = r->torch ? &g : NULL};
    tn__run run = {
        .compute = compute, .layer = &layer, .n_in = r->n_in, .training = r->train, .for_training = true, .masks = &masks};
    tn_status status;
    tn_generator_seed(&g, r->seed);
    TN_TRY(tn__layer_init(&layer, kind, "layer", r->args, r->n_args, NULL, err));
    TN_TRY(kind->shape(&layer, r->in, r->n_in, &run.out_shape, err));
    run.channels_last = kind->layout == TN_LAYOUT_CHANNELS_LAST || (kind->layout == TN_LAYOUT_ANY && r->last);
    for (int k = 0; k < r->n_in; k++) /* as the plan does */
        if (r->in[k].rank != 4 || (k > 0 && !tn__shape_equal(&r->in[k], &r->in[0]))) run.channels_last = false;
    set_up_values(r, &run);
    make_states(r, &run, a);
    if (kind->prepare) TN_TRY(kind->prepare(&run, err));
    take_states(r, &run);
    set_up_gradient(r, &run);
    run.saved = floats((int64_t)(kind->saved_bytes ? kind->saved_bytes(&run) : 0) / 4 + 16);
    run.scratch = floats((int64_t)(kind->scratch_bytes ? kind->scratch_bytes(&run) : 0) / 4 + 16);
    run_passes(&run, kind);
    give_results(r, &run, a);
    *shape = run.out_shape;
    if (kind->unprepare) kind->unprepare(&run);
done:
    release(&run);
    return status;
}

int main(int argc, char **argv)
{
    request *r = malloc(sizeof *r);
    tn__compute compute;
    tn_error err = {0};
    if (argc > 1 && strcmp(argv[1], "--list") == 0) {
        list();
        free(r);
        return 0;
    }
    if (!r || tn__compute_init(&compute, NULL, NULL, &err)) die(err.text);
    while (read_request(r)) {
        answer a = {0};
        tn_shape shape = {0};
        if (answer_case(r, &compute, &a, &shape, &err)) {
            printf("error %s\n", err.text);
        } else {
            printf("ok %zu %d", a.n, shape.rank);
            for (int d = 0; d < shape.rank; d++) printf(" %lld", (long long)shape.dim[d]);
            putchar('\n');
            fwrite(a.numbers, sizeof *a.numbers, a.n, stdout);
        }
        fflush(stdout);
        tn__free(a.numbers);
        tn__free(r->numbers);
    }
    tn__compute_release(&compute);
    free(r);
    return 0;
}
