#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/comparison.h"
#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/out_file.h"
#include "cli/text_table.h"
#include "cli/training.h"
#include "cli/words.h"
#include "thinnet/version.h"

static const char *const arm_names[CLI_ARMS] = {"with dropout", "without"};
static const char *const arm_files[CLI_ARMS] = {"with", "without"};

/* One run of the command. */
typedef struct session {
    const cli_values *values;
    tn_data *data;
    tn_net *nets[CLI_ARMS];
    char what[400]; /* the dropout that is judged */
    char data_name[100];
    cli_comparison results;
    int done;    /* trainings */
    cli_arm arm; /* of the running training */
    int seed;
} session;

/* --- preparation --- */

static bool has_dropout(const tn_net *net)
{
    for (int i = 0; i < tn_net_layers(net); i++) {
        tn_layer_info layer;
        tn_net_layer(net, i, &layer);
        if (layer.dropout_site >= 0 && layer.p > 0) {
            return true;
        }
    }
    return false;
}

static cli_exit read_nets(session *s)
{
    tn_error err;
    cli_exit code = CLI_FINE;
    for (int arm = 0; arm < CLI_ARMS && code == CLI_FINE; arm++) {
        code = cli_read_net(&s->nets[arm], s->values->arguments[0], s->data, s->values);
    }
    if (code != CLI_FINE) {
        return code;
    }
    if (!has_dropout(s->nets[CLI_WITH])) {
        return cli_bad_input("put a dropout layer where you would try one, with p above 0",
                             "%s: the model has no dropout, so there is nothing to compare", s->values->arguments[0]);
    }
    cli_describe_dropout(s->nets[CLI_WITH], s->what, sizeof s->what);
    return tn_net_set_dropout(s->nets[CLI_WITHOUT], -1, 0, &err) == TN_OK ? CLI_FINE : cli_report(&err);
}

static cli_exit prepare(session *s)
{
    cli_exit code = cli_check_training(s->values);
    if (code == CLI_FINE) {
        code = cli_open_data(&s->data, s->values);
    }
    if (code == CLI_FINE && tn_data_count(s->data, TN_TEST) == 0) {
        code = cli_bad_input("--test-fraction 0.2 keeps a share of the samples for it", "%s has no test part",
                             tn_data_name(s->data));
    }
    if (code == CLI_FINE) {
        code = read_nets(s);
    }
    if (code == CLI_FINE) {
        cli_short_data_name(s->data, s->data_name, sizeof s->data_name);
        s->results.regression = cli_is_regression(s->data);
        s->results.seeds = (int)s->values->seeds;
        s->results.step = s->results.regression ? 0 : 100.0 / (double)tn_data_count(s->data, TN_TEST);
        code = cli_make_folder(s->values->save_dir, "--save-dir names another folder");
    }
    return code;
}

/* --- trainings --- */

static bool on_progress(const tn_epoch *epoch, void *user)
{
    session *s = user;
    char text[160];
    double within = epoch->steps ? (double)epoch->step / (double)epoch->steps : 1;
    double share = ((double)(epoch->epoch - 1) + within) / (double)epoch->epochs;
    snprintf(text, sizeof text, "%s, seed %d of %d, epoch %lld/%lld: loss %.4f", arm_names[s->arm], s->seed + 1, s->results.seeds,
             (long long)epoch->epoch, (long long)epoch->epochs, epoch->train_loss);
    cli_progress_draw((s->done + share) / (CLI_ARMS * s->results.seeds), text);
    return !cli_stopped();
}

static double score_of(const session *s, const tn_score *score)
{
    return s->results.regression ? score->rmse : 100 * score->accuracy;
}

static void tell_run(const session *s, const tn_train_result *result, const char *weights)
{
    double train = s->results.train[s->arm][s->seed], test = s->results.test[s->arm][s->seed];
    char text[200];
    if (s->values->json) {
        cli_json json = cli_json_begin(stdout);
        cli_json_text(&json, "event", "run");
        cli_json_text(&json, "arm", arm_files[s->arm]);
        cli_json_int(&json, "seed", (int64_t)s->values->seed + s->seed);
        cli_json_number(&json, s->results.regression ? "train_rmse" : "train_accuracy",
                        s->results.regression ? train : train / 100);
        cli_json_number(&json, s->results.regression ? "test_rmse" : "test_accuracy", s->results.regression ? test : test / 100);
        cli_json_number(&json, "seconds", result->seconds);
        cli_json_text(&json, "weights", weights);
        cli_json_end(&json);
    }
    if (!cli_progress_is_live()) {
        snprintf(text, sizeof text,
                 s->results.regression ? "%s, seed %d of %d: train RMSE %.4g, test RMSE %.4g, %.1f s"
                                       : "%s, seed %d of %d: train %.2f %%, test %.2f %%, %.1f s",
                 arm_names[s->arm], s->seed + 1, s->results.seeds, train, test, result->seconds);
        cli_progress_line(text);
    }
}

static cli_exit train_one(session *s)
{
    tn_error err;
    tn_train_result result;
    tn_score train, test;
    char weights[4096];
    tn_net *net = s->nets[s->arm];
    uint64_t seed = s->values->seed + (uint64_t)s->seed;
    tn_train_options options = cli_train_options(s->values, net, s->data);
    snprintf(weights, sizeof weights, "%s/%s-seed%llu.safetensors", s->values->save_dir, arm_files[s->arm],
             (unsigned long long)seed);
    options.seed = seed;
    options.save = weights;
    if (tn_net_init(net, seed, &err) != TN_OK || tn_train(net, s->data, &options, on_progress, s, &result, &err) != TN_OK) {
        return cli_report(&err);
    }
    if (result.interrupted) {
        return CLI_STOPPED;
    }
    tn_predict_options predict = cli_predict_options_for(&options);
    if (tn_evaluate(net, s->data, TN_TRAIN, &predict, &train, &err) != TN_OK ||
        tn_evaluate(net, s->data, TN_TEST, &predict, &test, &err) != TN_OK) {
        return cli_report(&err);
    }
    s->results.train[s->arm][s->seed] = score_of(s, &train);
    s->results.test[s->arm][s->seed] = score_of(s, &test);
    tell_run(s, &result, weights);
    s->done++;
    return CLI_FINE;
}

/* Both arms of a seed before the next one, so that what is known when somebody stops is a fair
 * comparison. */
static cli_exit train_all(session *s)
{
    cli_exit code = CLI_FINE;
    cli_catch_stop();
    for (s->seed = 0; s->seed < s->results.seeds && code == CLI_FINE; s->seed++) {
        for (int arm = 0; arm < CLI_ARMS && code == CLI_FINE; arm++) {
            s->arm = (cli_arm)arm;
            code = train_one(s);
        }
    }
    if (code == CLI_STOPPED) {
        s->results.seeds = s->done / CLI_ARMS;
    }
    return code;
}

/* --- the answer --- */

static void estimate_cell(cli_table *table, const session *s, const cli_estimate *e)
{
    cli_table_cell(table, s->results.regression ? "%.4g \xC2\xB1 %.2g" : "%.2f \xC2\xB1 %.2f", e->mean, e->half_width);
}

static bool print_table(const session *s)
{
    cli_table table;
    cli_table_init(&table, "<>>>");
    cli_table_cell(&table, "%s", "");
    cli_table_cell(&table, s->results.regression ? "train RMSE" : "train accuracy, %%");
    cli_table_cell(&table, s->results.regression ? "test RMSE" : "test accuracy, %%");
    cli_table_cell(&table, "%s", s->results.regression ? "gap (test - train)" : "gap (train - test)");
    cli_table_line(&table);
    for (int arm = 0; arm < CLI_ARMS; arm++) {
        cli_arm_summary row = cli_summarise_arm(&s->results, (cli_arm)arm);
        cli_table_cell(&table, "%s", arm_names[arm]);
        estimate_cell(&table, s, &row.train);
        estimate_cell(&table, s, &row.test);
        estimate_cell(&table, s, &row.gap);
    }
    bool printed = cli_table_print(&table);
    cli_table_release(&table);
    return printed;
}

static void print_answer(const session *s)
{
    static const cli_style styles[] = {CLI_GREEN, CLI_RED, CLI_YELLOW};
    char answer[800];
    cli_answer(&s->results, s->what, s->data_name, answer, sizeof answer);
    printf("\n%s", cli_style_on(CLI_STDOUT, styles[cli_judge(&s->results)]));
    cli_print_message(CLI_STDOUT, answer, 0, 0);
    printf("%s\n", cli_style_off(CLI_STDOUT));
}

static cli_exit print_text(const session *s)
{
    printf("%s on %s: %d seeds, %lld epochs each; mean \xC2\xB1 half width of the 95 %% interval "
           "over seeds\n\n",
           tn_net_name(s->nets[CLI_WITH]), s->data_name, s->results.seeds, (long long)s->values->epochs);
    if (!print_table(s)) {
        return cli_no_memory();
    }
    print_answer(s);
    printf("weights of all runs are in %s\n", s->values->save_dir);
    return CLI_FINE;
}

static void json_estimate(cli_json *json, const char *key, const cli_estimate *e, double unit)
{
    cli_json_open(json, key);
    cli_json_number(json, "mean", e->mean / unit);
    cli_json_number(json, "low", (e->mean - e->half_width) / unit);
    cli_json_number(json, "high", (e->mean + e->half_width) / unit);
    cli_json_close(json);
}

static cli_exit print_json(const session *s)
{
    static const char *const verdicts[] = {"helped", "hurt", "no difference"};
    double unit = s->results.regression ? 1 : 100;
    char answer[800];
    cli_estimate difference = cli_paired_difference(&s->results);
    cli_answer(&s->results, s->what, s->data_name, answer, sizeof answer);
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "comparison");
    cli_json_text(&json, "model", s->values->arguments[0]);
    cli_json_text(&json, "data", tn_data_name(s->data));
    cli_json_text(&json, "version", tn_version());
    cli_json_text(&json, "score", s->results.regression ? "rmse" : "accuracy");
    cli_json_int(&json, "seeds", s->results.seeds);
    cli_json_int(&json, "epochs", s->values->epochs);
    for (int arm = 0; arm < CLI_ARMS; arm++) {
        cli_arm_summary row = cli_summarise_arm(&s->results, (cli_arm)arm);
        cli_json_open(&json, arm_files[arm]);
        json_estimate(&json, "train", &row.train, unit);
        json_estimate(&json, "test", &row.test, unit);
        json_estimate(&json, "gap", &row.gap, unit);
        cli_json_close(&json);
    }
    json_estimate(&json, "test_difference", &difference, unit);
    cli_json_text(&json, "verdict", verdicts[cli_judge(&s->results)]);
    cli_json_text(&json, "answer", answer);
    cli_json_end(&json);
    return CLI_FINE;
}

static cli_exit tell(const session *s, cli_exit code)
{
    cli_progress_clear();
    if (code == CLI_STOPPED && s->results.seeds < 2) {
        cli_warning("stopped before two seeds were done: there is nothing to compare yet");
        return code;
    }
    if (code != CLI_FINE && code != CLI_STOPPED) {
        return code;
    }
    cli_exit printed = s->values->json ? print_json(s) : print_text(s);
    return printed == CLI_FINE ? code : printed;
}

static cli_exit run(const cli_values *values)
{
    static session s;
    s = (session){.values = values};
    cli_exit code = prepare(&s);
    if (code == CLI_FINE) {
        code = tell(&s, train_all(&s));
    }
    for (int arm = 0; arm < CLI_ARMS; arm++) {
        tn_net_free(s.nets[arm]);
    }
    tn_data_free(s.data);
    return code;
}

static const cli_option options[] = {
    {"seeds", .kind = CLI_INT, CLI_AT(seeds), .value = "N", .fallback = "5", .min = 2, .max = CLI_MAX_SEEDS,
     .text = "how many seeds each arm is trained with"},
    {"seed", .kind = CLI_SEED, CLI_AT(seed), .value = "SEED", .fallback = "0", .text = "the first seed; the others follow it"},
    {"epochs", .kind = CLI_INT, CLI_AT(epochs), .value = "N", .fallback = "100", .min = 1, .max = 1e9,
     .text = "passes over the training part"},
    {"patience", .kind = CLI_INT, CLI_AT(patience), .value = "N", .fallback = "0", .min = 0, .max = 1e9,
     .text = "stop a training after N epochs without a better validation loss; 0: off"},
    {"save-dir", .kind = CLI_TEXT, CLI_AT(save_dir), .value = "DIR", .fallback = "thinnet-out",
     .text = "folder for the weights of all runs"},
    {0},
};
static const cli_group group = {"Comparison", options};

const cli_command cli_command_compare = {
    .name = "compare",
    .summary = "does this model's dropout help on this data? With and without, over several seeds",
    .usage = "MODEL [--data DATA] [--seeds 5] [--epochs N] [options]",
    .description = "Trains the model with its own dropout and with all dropout off, with the same "
                   "seeds: equal first\n"
                   "weights and (but for --rng torch) equal order of samples. The answer is the "
                   "difference of the test\n"
                   "scores seed by seed, with its 95 % interval (Student's t). Ctrl-C ends it with "
                   "the seeds that are\n"
                   "done (exit code 130).",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &cli_data_group, &cli_training_group, &cli_common_group},
    .run = run,
};
