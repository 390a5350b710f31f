/* flows [NAME]: whole uses of the library, each run again and again with another allocation failing.
 *
 * Unlike unit tests these give up at the first failed call and free what they hold, as programs should. So whatever the
 * failure, a flow must end with TN_OK or TN_NO_MEMORY and with not one block more than before; under sanitizers,
 * leaks inside other libraries show as well. Every allocation up to the 400th fails once, then every one of
 * points that grow by a twentieth. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "thinnet/thinnet.h"

#define CLASSES 3
#define FEATURES 6
#define SAMPLES 40

static char folder[] = "/tmp/thinnet-flows-XXXXXX";
static char weights_path[64], checkpoint_path[64], table_path[64];

static const char fcn[] = TN_SOURCE_DIR "/examples/models/simple_fcn.py:SimpleFCN(6, 8, 3)";
static const char cnn[] = TN_SOURCE_DIR "/examples/models/simple_cnn.py:SimpleCNN()";
static const char faulty[] = TN_SOURCE_DIR "/examples/models/simple_cnn_as_published.py:SimpleCNN()";

/* --- pieces --- */

static tn_status make_data(tn_data **out, tn_error *err)
{
    static float x[SAMPLES * FEATURES];
    static int64_t labels[SAMPLES];
    const tn_shape sample = {.rank = 1, .batch = -1, .dim = {FEATURES}};
    tn_data_options options = tn_data_options_default();
    for (int i = 0; i < SAMPLES; i++) {
        labels[i] = i % CLASSES;
        for (int j = 0; j < FEATURES; j++) x[i * FEATURES + j] = (float)((i * 7 + j * 3) % 11) + (j == i % CLASSES ? 9.0f : 0.0f);
    }
    options.validation_fraction = 0.25;
    return tn_data_from_memory(out, x, labels, NULL, SAMPLES - 8, 8, &sample, 1, &options, err);
}

static tn_status read_net(tn_net **out, const char *model, tn_error *err)
{
    tn_net *net = NULL;
    tn_status status = tn_net_read(&net, model, NULL, err);
    if (status == TN_OK) status = tn_net_init(net, 3, err);
    if (status == TN_OK) {
        *out = net;
        return TN_OK;
    }
    tn_net_free(net);
    return status;
}

static tn_train_options training(void)
{
    tn_train_options options = tn_train_options_default();
    options.epochs = 2;
    options.batch_size = 8;
    options.optimiser = "adam";
    options.max_norm = 2;
    options.patience = 2;
    options.save = weights_path;
    options.checkpoint = checkpoint_path;
    options.model_text = fcn;
    return options;
}

/* --- flows --- */

static tn_status flow_calls(tn_error *err)
{
    static const int64_t input[] = {2, 6, 6};
    static const tn_arg conv[] = {{NULL, {.type = TN_VALUE_INT, .ints = {2}}},
                                  {NULL, {.type = TN_VALUE_INT, .ints = {4}}},
                                  {"kernel_size", {.type = TN_VALUE_INT, .ints = {3}}}};
    static const tn_arg linear[] = {{NULL, {.type = TN_VALUE_INT, .ints = {64}}}, {NULL, {.type = TN_VALUE_INT, .ints = {3}}}};
    static const float x[2 * 2 * 6 * 6] = {1, 2, 3};
    float y[2 * 3];
    tn_net *net = NULL;
    tn_status status;
    TN_TRY(tn_net_new(&net, input, 3, err));
    TN_TRY(tn_net_add(net, NULL, "Conv2d", "conv1", conv, 3, NULL, 0, err));
    TN_TRY(tn_net_add(net, NULL, "ReLU", "relu1", NULL, 0, NULL, 0, err));
    TN_TRY(tn_net_add(net, NULL, "Dropout2d", "dropout1", NULL, 0, NULL, 0, err));
    TN_TRY(tn_net_add(net, NULL, "Flatten", "flatten", NULL, 0, NULL, 0, err));
    TN_TRY(tn_net_add(net, NULL, "Linear", "fc1", linear, 2, NULL, 0, err));
    TN_TRY(tn_net_init(net, 1, err));
    TN_TRY(tn_forward(net, x, 2, y, err));
done:
    tn_net_free(net);
    return status;
}

static tn_status flow_source(tn_error *err)
{
    tn_net *net = NULL;
    tn_status status;
    TN_TRY(read_net(&net, cnn, err));
done:
    tn_net_free(net);
    return status;
}

static tn_status flow_check(tn_error *err)
{
    static const char *const renderers[] = {"text", "concise", "json"};
    const tn_read_options options = {.input_rank = 3, .input = {3, 32, 32}};
    tn_report *report = NULL;
    char *text = NULL;
    tn_status status;
    TN_TRY(tn_check(&report, faulty, &options, err));
    for (int i = 0; i < 3; i++) {
        TN_TRY(tn_report_render(report, renderers[i], NULL, &text, err));
        tn_text_free(text);
        text = NULL;
    }
done:
    tn_report_free(report);
    return status;
}

static tn_status flow_data(tn_error *err)
{
    tn_data_options options = tn_data_options_default();
    tn_data *digits = NULL, *table = NULL;
    tn_status status;
    options.limit = 100;
    options.validation_fraction = 0.1;
    TN_TRY(tn_data_open(&digits, "digits", &options, err));
    TN_TRY(tn_data_open(&table, table_path, &options, err));
done:
    tn_data_free(digits);
    tn_data_free(table);
    return status;
}

static bool stop_after_one(const tn_epoch *epoch, void *user)
{
    (void)user;
    return !epoch->epoch_done;
}

static tn_status flow_train(tn_error *err)
{
    tn_train_options options = training();
    tn_net *net = NULL;
    tn_data *data = NULL;
    tn_status status;
    unlink(checkpoint_path);
    TN_TRY(make_data(&data, err));
    TN_TRY(read_net(&net, fcn, err));
    TN_TRY(tn_train(net, data, &options, stop_after_one, NULL, NULL, err));
    tn_net_free(net);
    net = NULL;
    TN_TRY(read_net(&net, fcn, err));
    options.resume = checkpoint_path;
    TN_TRY(tn_train(net, data, &options, NULL, NULL, NULL, err));
done:
    tn_net_free(net);
    tn_data_free(data);
    return status;
}

static tn_status flow_predict(tn_error *err)
{
    tn_predict_options options = tn_predict_options_default();
    tn_predictions predictions = {0};
    tn_score score;
    tn_net *net = NULL;
    tn_data *data = NULL;
    tn_status status;
    TN_TRY(make_data(&data, err));
    TN_TRY(read_net(&net, fcn, err));
    TN_TRY(tn_evaluate(net, data, TN_TEST, &options, &score, err));
    options.mc = 3;
    TN_TRY(tn_predict(net, data, TN_TEST, &options, &predictions, err));
done:
    tn_predictions_release(&predictions);
    tn_net_free(net);
    tn_data_free(data);
    return status;
}

static tn_status flow_weights(tn_error *err)
{
    const tn_metadata metadata[] = {{"model", fcn}, {"note", "a \"quoted\" text"}};
    char note[64];
    tn_net *net = NULL;
    tn_status status;
    TN_TRY(read_net(&net, fcn, err));
    TN_TRY(tn_net_save(net, weights_path, metadata, 2, err));
    TN_TRY(tn_net_load(net, weights_path, false, err));
    TN_TRY(tn_weights_metadata(weights_path, "note", note, sizeof note, false, err));
done:
    tn_net_free(net);
    return status;
}

/* --- failures --- */

typedef struct flow {
    const char *name;
    tn_status (*run)(tn_error *err);
} flow;

static const flow flows[] = {
    {"calls", flow_calls}, {"source", flow_source},   {"check", flow_check},     {"data", flow_data},
    {"train", flow_train}, {"predict", flow_predict}, {"weights", flow_weights},
};

static bool fails_cleanly(const flow *f, uint64_t n)
{
    uint64_t live = tn__mem_live();
    tn_error err = {0};
    tn__mem_fail_at(n);
    tn_status status = f->run(&err);
    tn__mem_fail_at(0);
    if (status != TN_OK && status != TN_NO_MEMORY) {
        printf("%s: with allocation %llu failing: status %d, '%s'\n", f->name, (unsigned long long)n, status, err.text);
        return false;
    }
    if (tn__mem_live() != live) {
        printf("%s: with allocation %llu failing: %lld blocks leak\n", f->name, (unsigned long long)n,
               (long long)(tn__mem_live() - live));
        return false;
    }
    return true;
}

static int torture(const flow *f)
{
    int tried = 0, bad = 0;
    tn_error err = {0};
    uint64_t live = tn__mem_live(), before = tn__mem_count();
    tn_status status = f->run(&err);
    uint64_t total = tn__mem_count() - before;
    if (status != TN_OK || tn__mem_live() != live) {
        printf("%s: fails untouched: status %d, '%s', %lld blocks leak\n", f->name, status, err.text,
               (long long)(tn__mem_live() - live));
        return 1;
    }
    for (uint64_t n = 1; n <= total && bad < 5; n += n < 400 ? 1 : n / 20) {
        bad += !fails_cleanly(f, n);
        tried++;
    }
    printf("%s: %llu allocations, %d points of failure, %d bad\n", f->name, (unsigned long long)total, tried, bad);
    return bad;
}

static bool make_files(void)
{
    if (!mkdtemp(folder)) return false;
    snprintf(weights_path, sizeof weights_path, "%s/weights.safetensors", folder);
    snprintf(checkpoint_path, sizeof checkpoint_path, "%s/checkpoint", folder);
    snprintf(table_path, sizeof table_path, "%s/table.csv", folder);
    FILE *table = fopen(table_path, "w");
    if (!table) return false;
    fputs("length,width,kind\n", table);
    for (int i = 0; i < 20; i++) fprintf(table, "%d.5,%d,%s\n", i, i * i % 7, i % 2 ? "odd" : "even");
    return fclose(table) == 0;
}

static void remove_files(void)
{
    unlink(weights_path);
    unlink(checkpoint_path);
    unlink(table_path);
    /* A failed save must leave no temporary file: then the folder is empty now. */
    if (rmdir(folder) != 0) {
        perror(folder);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int bad = 0, n = 0;
    if (!tn__mem_hooked()) return 77;
    if (!make_files()) {
        perror("flows");
        return 2;
    }
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        if (argc > 1 && strcmp(argv[1], flows[i].name) != 0) continue;
        bad += torture(&flows[i]);
        n++;
    }
    remove_files();
    return bad != 0 || n == 0;
}
