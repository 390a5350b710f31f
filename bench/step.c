/* Times training steps of a model on made-up data: the peer of torch_step.py.
 *
 *   bench_step MODEL CxHxW CLASSES BATCH THREADS SECONDS [KIND]
 *
 * KIND replaces the model's dropouts, by another class of dropout at the same rates.
 * Prints one line, microseconds a step: median, 10th and 90th percentile of blocks of steps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/placement.h"
#include "thinnet/source.h"
#include "thinnet/train.h"
#include "timing.h"

typedef struct training {
    tn_trainer *trainer;
    float *x;
    int64_t *labels, batch;
    tn_error err;
} training;

static int fail(const tn_error *err)
{
    fprintf(stderr, "bench_step: %s\n", err->text);
    return 1;
}

static tn_read_options parse_input(const char *text)
{
    tn_read_options options = {0};
    for (char *end; options.input_rank < TN_MAX_DIMS - 1; text = end + 1) {
        options.input[options.input_rank++] = strtoll(text, &end, 10);
        if (*end != 'x') break;
    }
    return options;
}

/* The same net with dropouts of another kind. */
static tn_status replace_dropouts(tn_net **net, const char *kind, tn_error *err)
{
    enum { MOST = 16 };
    tn__placement changes[MOST];
    int n = 0;
    for (int i = 1; i < (int)(*net)->n_nodes && n < MOST; i++) {
        const tn__layer *layer = &(*net)->modules[(*net)->nodes[i].module].layer;
        if (layer->kind->traits & TN_TRAIT_DROPOUT)
            changes[n++] = (tn__placement){.node = i, .kind = kind, .p = tn__arg_float(layer, "p")};
    }
    tn_net *other;
    tn_status status = tn__net_place_dropout(&other, *net, changes, n, err);
    if (status != TN_OK) return status;
    tn_net_free(*net);
    *net = other;
    return TN_OK;
}

static int step(void *net)
{
    training *t = net;
    double loss;
    return tn_trainer_step(t->trainer, t->x, t->labels, NULL, t->batch, &loss, &t->err) ? fail(&t->err) : 0;
}

int main(int argc, char **argv)
{
    if (argc != 7 && argc != 8) {
        fprintf(stderr, "usage: bench_step MODEL CxHxW CLASSES BATCH THREADS SECONDS [KIND]\n");
        return 2;
    }
    tn_net *net;
    training t = {0};
    tn_read_options read = parse_input(argv[2]);
    tn_train_options options = tn_train_options_default();
    int64_t classes = atoll(argv[3]), sample = 1;
    t.batch = options.batch_size = atoll(argv[4]);
    options.threads = atoi(argv[5]);
    options.lr = 0.01;
    for (int d = 0; d < read.input_rank; d++) sample *= read.input[d];
    if (tn_net_read(&net, argv[1], &read, &t.err) || (argc == 8 && replace_dropouts(&net, argv[7], &t.err)) ||
        tn_net_init(net, 0, &t.err) || tn_trainer_new(&t.trainer, net, &options, &t.err))
        return fail(&t.err);

    t.x = aligned_alloc(64, ((size_t)(t.batch * sample) * sizeof *t.x + 63) / 64 * 64); /* as PyTorch's tensors are */
    t.labels = malloc((size_t)t.batch * sizeof *t.labels);
    srand(1);
    for (int64_t i = 0; i < t.batch * sample; i++) t.x[i] = (float)rand() / (float)RAND_MAX - 0.5f;
    for (int64_t i = 0; i < t.batch; i++) t.labels[i] = rand() % classes;
    int status = time_steps(step, &t, atof(argv[6]));
    free(t.x);
    free(t.labels);
    tn_trainer_free(t.trainer);
    tn_net_free(net);
    return status;
}
