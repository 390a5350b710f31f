#include <math.h>
#include <stdio.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/term.h"
#include "cli/training.h"
#include "cli/using_weights.h"

static void print_json(const cli_trained *t, const tn_score *score)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "score");
    cli_json_text(&json, "data", tn_data_name(t->data));
    cli_json_text(&json, "part", t->part_name);
    cli_json_int(&json, "samples", score->n);
    cli_json_int(&json, "mc", t->options.mc);
    cli_json_number(&json, "loss", score->loss);
    if (cli_is_regression(t->data)) {
        cli_json_number(&json, "rmse", score->rmse);
    } else {
        cli_json_number(&json, "accuracy", score->accuracy);
    }
    cli_json_end(&json);
}

static void print_text(const cli_trained *t, const tn_score *score)
{
    char text[60], data[100], mc[60] = "";
    cli_print_score(score, text, sizeof text);
    cli_short_data_name(t->data, data, sizeof data);
    if (t->options.mc > 0) {
        snprintf(mc, sizeof mc, ", mean of %lld passes with dropout on", (long long)t->options.mc);
    }
    printf("%s on %s: %s %s%s%s (loss %.4f, %lld samples%s)\n", *tn_net_name(t->net) ? tn_net_name(t->net) : "net", data,
           t->part_name, cli_style_on(CLI_STDOUT, CLI_BOLD), text, cli_style_off(CLI_STDOUT), score->loss, (long long)score->n,
           mc);
}

static cli_exit run(const cli_values *values)
{
    cli_trained trained;
    tn_score score;
    tn_error err;
    cli_exit code = cli_trained_open(&trained, values);
    if (code == CLI_FINE && tn_evaluate(trained.net, trained.data, trained.part, &trained.options, &score, &err) != TN_OK) {
        code = cli_report(&err);
    }
    if (code == CLI_FINE) {
        (values->json ? print_json : print_text)(&trained, &score);
    }
    cli_trained_release(&trained);
    return code;
}

const cli_command cli_command_eval = {
    .name = "eval",
    .summary = "loss and accuracy (or RMSE) of a model with its weights",
    .usage = "MODEL --weights FILE [--data DATA] [--part test] [--mc N] [options]",
    .description = "Data is normalised as it was in training where the weights file says how; "
                   "weights from PyTorch say nothing,\n"
                   "and the training part's own mean and deviation are used (--raw: none).",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&cli_weights_group, &cli_data_group, &cli_common_group},
    .run = run,
};
