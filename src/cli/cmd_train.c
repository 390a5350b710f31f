#include <errno.h>
#include <math.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/out_file.h"
#include "cli/ranks.h"
#include "cli/term.h"
#include "cli/training.h"
#include "thinnet/version.h"

/* One run of the command. */
typedef struct session {
    const cli_values *values;
    tn_data *data;
    tn_net *net;
    tn_team *team; /* NULL without mpirun */
    FILE *log;     /* --log, NULL when not wanted, and on ranks but the first */
    bool log_failed;
} session;

static void write_epoch(FILE *stream, const tn_epoch *epoch)
{
    cli_json json = cli_json_begin(stream);
    cli_json_text(&json, "event", "epoch");
    cli_json_int(&json, "epoch", epoch->epoch);
    cli_json_int(&json, "epochs", epoch->epochs);
    cli_json_int(&json, "steps", epoch->steps);
    cli_json_number(&json, "lr", epoch->lr);
    cli_json_number(&json, "train_loss", epoch->train_loss);
    cli_json_number_if_known(&json, "train_accuracy", epoch->train_accuracy);
    cli_json_score(&json, "validation", &epoch->validation);
    if (epoch->validation.n) {
        cli_json_bool(&json, "best", epoch->best);
    }
    cli_json_number(&json, "seconds", epoch->seconds);
    cli_json_end(&json);
}

static void describe_epoch(const tn_epoch *epoch, char *text, size_t size)
{
    char score[40], validation[80] = "", accuracy[40] = "";
    if (epoch->validation.n) {
        cli_print_score(&epoch->validation, score, sizeof score);
        snprintf(validation, sizeof validation, ", validation %s%s", score, epoch->best ? " (best)" : "");
    }
    if (isfinite(epoch->train_accuracy)) {
        snprintf(accuracy, sizeof accuracy, ", accuracy %.2f %%", 100 * epoch->train_accuracy);
    }
    snprintf(text, size, "epoch %lld/%lld: loss %.4f%s%s, %.1f s", (long long)epoch->epoch, (long long)epoch->epochs,
             epoch->train_loss, accuracy, validation, epoch->seconds);
}

static void show_progress(const tn_epoch *epoch)
{
    char text[200];
    describe_epoch(epoch, text, sizeof text);
    double within = epoch->steps ? (double)epoch->step / (double)epoch->steps : 1;
    if (cli_progress_is_live()) {
        cli_progress_draw(((double)(epoch->epoch - 1) + within) / (double)epoch->epochs, text);
    } else if (epoch->epoch_done) {
        cli_progress_line(text);
    }
}

static bool on_progress(const tn_epoch *epoch, void *user)
{
    session *s = user;
    if (cli_rank() > 0) {
        return !cli_stopped();
    }
    show_progress(epoch);
    if (epoch->epoch_done && s->values->json) {
        write_epoch(stdout, epoch);
    }
    if (epoch->epoch_done && s->log) {
        write_epoch(s->log, epoch);
        s->log_failed = ferror(s->log) != 0;
    }
    return !cli_stopped() && !s->log_failed;
}

/* --- results --- */

static void print_result(const session *s, const tn_train_result *result, const tn_score *test)
{
    char data[100], score[60];
    cli_short_data_name(s->data, data, sizeof data);
    printf("%s on %s: ", *tn_net_name(s->net) ? tn_net_name(s->net) : "net", data);
    if (test->n) {
        cli_print_score(test, score, sizeof score);
        printf("test %s%s%s (loss %.4f, %lld samples), ", cli_style_on(CLI_STDOUT, CLI_BOLD), score, cli_style_off(CLI_STDOUT),
               test->loss, (long long)test->n);
    }
    printf("after %lld epoch%s%s in %.1f s\n", (long long)result->epochs_run, result->epochs_run == 1 ? "" : "s",
           result->stopped_early ? " (stopped early; the best weights are kept)"
           : result->interrupted ? " (stopped by Ctrl-C)"
                                 : "",
           result->seconds);
    if (s->values->save) {
        printf("weights saved in %s\n", s->values->save);
    }
    if (s->values->checkpoint && result->interrupted && result->epochs_run > 0) {
        printf("go on with --resume %s\n", s->values->checkpoint);
    }
}

static void write_result(FILE *stream, const session *s, const tn_train_result *result, const tn_score *test)
{
    char fingerprint[20];
    snprintf(fingerprint, sizeof fingerprint, "%016llx", (unsigned long long)tn_data_fingerprint(s->data));
    cli_json json = cli_json_begin(stream);
    cli_json_text(&json, "event", "result");
    cli_json_text(&json, "model", s->values->arguments[0]);
    cli_json_text(&json, "data", tn_data_name(s->data));
    cli_json_text(&json, "data_fingerprint", fingerprint);
    cli_json_text(&json, "version", tn_version());
    cli_json_int(&json, "epochs", result->epochs_run);
    cli_json_int(&json, "steps", result->steps);
    cli_json_number_if_known(&json, "train_loss", result->train_loss);
    cli_json_score(&json, "validation", &result->validation);
    cli_json_score(&json, "test", test);
    cli_json_bool(&json, "stopped_early", result->stopped_early);
    cli_json_bool(&json, "interrupted", result->interrupted);
    cli_json_number(&json, "seconds", result->seconds);
    if (s->values->save) {
        cli_json_text(&json, "weights", s->values->save);
    }
    cli_json_end(&json);
}

static cli_exit tell(const session *s, const tn_train_result *result, const tn_score *test)
{
    cli_progress_clear();
    if (s->values->json) {
        write_result(stdout, s, result, test);
    } else {
        print_result(s, result, test);
    }
    if (s->log) {
        write_result(s->log, s, result, test);
    }
    return result->interrupted ? CLI_STOPPED : CLI_FINE;
}

/* --- the run --- */

static cli_exit open_log(session *s)
{
    if (!s->values->log || cli_rank() > 0) {
        return CLI_FINE;
    }
    s->log = fopen(s->values->log, s->values->resume ? "a" : "w");
    return s->log ? CLI_FINE : cli_bad_input(NULL, "cannot write %s: %s", s->values->log, strerror(errno));
}

static cli_exit close_log(session *s, cli_exit code)
{
    if (!s->log) {
        return code;
    }
    bool failed = ferror(s->log) != 0;
    errno = 0;
    failed = fclose(s->log) != 0 || failed;
    s->log = NULL;
    return failed ? cli_bad_input("is the disk full?", "cannot write %s", s->values->log) : code;
}

static cli_exit prepare(session *s)
{
    tn_error err;
    cli_exit code = cli_check_training(s->values);
    if (code == CLI_FINE && cli_rank() == 0) {
        code = cli_check_place(s->values->save);
    }
    if (code == CLI_FINE && cli_rank() == 0) {
        code = cli_check_place(s->values->checkpoint);
    }
    if (code == CLI_FINE) {
        code = cli_open_data(&s->data, s->values);
    }
    if (code == CLI_FINE) {
        code = cli_read_net(&s->net, s->values->arguments[0], s->data, s->values);
    }
    if (code == CLI_FINE && !isnan(s->values->dropout) && tn_net_set_dropout(s->net, -1, s->values->dropout, &err) != TN_OK) {
        code = cli_report(&err);
    }
    if (code == CLI_FINE && tn_net_init(s->net, s->values->seed, &err) != TN_OK) {
        code = cli_report(&err);
    }
    return code == CLI_FINE ? open_log(s) : code;
}

static cli_exit test_and_tell(const session *s, const tn_train_options *options, const tn_train_result *result)
{
    tn_error err;
    tn_score test = {0};
    tn_predict_options predict = cli_predict_options_for(options);
    if (tn_data_count(s->data, TN_TEST) > 0 && tn_evaluate(s->net, s->data, TN_TEST, &predict, &test, &err) != TN_OK) {
        return cli_report(&err);
    }
    return tell(s, result, &test);
}

static cli_exit train(session *s)
{
    tn_error err;
    tn_train_result result;
    tn_train_options options = cli_train_options(s->values, s->net, s->data);
    options.save = s->values->save;
    options.checkpoint = s->values->checkpoint;
    options.resume = s->values->resume;
    options.shards = s->values->shards;
    options.team = s->team;
    cli_catch_stop();
    tn_status status = tn_train(s->net, s->data, &options, on_progress, s, &result, &err);
    cli_exit code = cli_agree(s->team, status == TN_OK ? CLI_FINE : cli_report(&err));
    if (code != CLI_FINE) {
        return code;
    }
    if (s->log_failed) {
        return CLI_BAD_INPUT; /* close_log says it */
    }
    if (cli_rank() > 0) {
        return result.interrupted ? CLI_STOPPED : CLI_FINE;
    }
    return test_and_tell(s, &options, &result);
}

static cli_exit run(const cli_values *values)
{
    session s = {.values = values};
    cli_exit code = cli_open_team(&s.team);
    if (code == CLI_FINE) {
        code = cli_agree(s.team, prepare(&s));
    }
    if (code == CLI_FINE) {
        code = train(&s);
    }
    code = close_log(&s, code);
    tn_team_close(s.team);
    tn_net_free(s.net);
    tn_data_free(s.data);
    return code;
}

static const cli_option options[] = {
    {"epochs", .kind = CLI_INT, CLI_AT(epochs), .value = "N", .fallback = "10", .min = 1, .max = 1e9,
     .text = "passes over the training part"},
    {"seed", .kind = CLI_SEED, CLI_AT(seed), .value = "SEED", .fallback = "0",
     .text = "of weights, shuffles and masks, as torch.manual_seed takes it"},
    {"dropout", .kind = CLI_NUMBER, CLI_AT(dropout), .value = "P", .min = 0, .max = 1,
     .text = "use this rate at all dropout sites instead of the model's own"},
    {"patience", .kind = CLI_INT, CLI_AT(patience), .value = "N", .fallback = "0", .min = 0, .max = 1e9,
     .text = "stop after N epochs without a better validation loss, and keep the best weights; 0: off"},
    {"save", .kind = CLI_TEXT, CLI_AT(save), .value = "FILE", .text = "write the weights as safetensors, which PyTorch loads"},
    {"checkpoint", .kind = CLI_TEXT, CLI_AT(checkpoint), .value = "FILE",
     .text = "write the whole state of training after each epoch"},
    {"resume", .kind = CLI_TEXT, CLI_AT(resume), .value = "FILE",
     .text = "go on from a checkpoint; the result has the same bytes as an unbroken run's"},
    {"shards", .kind = CLI_INT, CLI_AT(shards), .value = "N", .fallback = "0", .min = 0, .max = 1e6,
     .text = "cut each batch into N parts, whose gradients are added in a fixed order, so that any number of ranks ends "
             "with the same bytes; 0: 8 under mpirun, else 1"},
    {"log", .kind = CLI_TEXT, CLI_AT(log), .value = "FILE.jsonl",
     .text = "write a line of JSON for each epoch and for the result"},
    {0},
};
static const cli_group group = {"Run", options};

const cli_command cli_command_train = {
    .name = "train",
    .summary = "trains a model and tests it",
    .usage = "MODEL [--data DATA] [--epochs N] [--save FILE] [options]",
    .description = "Ctrl-C ends training after the running step: the weights so far are tested and "
                   "saved, exit code 130.\n"
                   "mpirun -n K thinnet train ... trains one net in K processes, which share every batch.\n"
                   "  thinnet train 'net.py:SimpleFCN(784, 50, 10)' --data mnist/ --epochs 5 "
                   "--save fcn.safetensors",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &cli_data_group, &cli_training_group, &cli_common_group},
    .run = run,
};
