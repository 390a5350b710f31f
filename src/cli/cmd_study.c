#include <stdio.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/study_shared.h"
#include "cli/study_view.h"
#include "cli/term.h"
#include "cli/training.h"
#include "thinnet/study_folder.h"

#define MAX_FOLDERS 1000

/* One run of the command. */
typedef struct session {
    const cli_values *values;
    tn_study_options options;
    tn_study *study;
    char folder[4096]; /* the default one, made from names */
} session;

/* --validation is a share or data of its own, as for the other commands; a study always has some. */
static cli_exit set_data(session *s)
{
    cli_exit code = cli_data_options(&s->options.data, s->values);
    if (code == CLI_FINE && s->options.data.validation_fraction > 0) {
        s->options.validation_fraction = s->options.data.validation_fraction;
    }
    return code;
}

static cli_exit set_options(session *s)
{
    const cli_values *v = s->values;
    tn_study_options *o = &s->options;
    *o = tn_study_options_default();
    o->design = v->design;
    o->sites = v->sites;
    o->kinds = v->kinds;
    o->rates = v->rates;
    o->arm = v->arm;
    o->seeds = v->seeds;
    o->more_seeds = v->more_seeds;
    o->trials = v->trials;
    o->confidence = v->confidence;
    o->margin = v->margin;
    o->include_wrong = v->include_wrong;
    o->train = cli_training_options(v);
    o->choose_loss = v->loss == 0;
    if (v->loss > 0) {
        o->train.loss = (tn_loss)(v->loss - 1);
    }
    cli_exit code = cli_study_running(o, v);
    return code == CLI_FINE ? set_data(s) : code;
}

/* --- the folder --- */

/* "net.py:SimpleFCN(64)" is SimpleFCN; "dir/net.py" is net. */
static void short_name(const char *model, char *out, size_t size)
{
    const char *start = strrchr(model, '/') ? strrchr(model, '/') + 1 : model;
    const char *call = strstr(start, ".py:");
    start = call ? call + 4 : start;
    snprintf(out, size, "%.*s", (int)strcspn(start, "(."), start);
}

/* --resume begins no new study where a word of the command was mistyped. */
static bool may_open(const session *s, const char *folder)
{
    return !s->values->goes_on || s->values->sites_only || tn_study_folder_is(folder);
}

static tn_status open_at(session *s, const char *folder, tn_error *err)
{
    s->options.folder = folder;
    return tn_study_open(&s->study, s->values->arguments[0], s->values->data, &s->options, err);
}

/* Without --out a study has a folder named after what it studies; another study of these has the next number. */
static tn_status open_numbered(session *s, tn_error *err)
{
    char model[100], data[100], number[16] = "";
    tn_status status = TN_MISMATCH;
    short_name(s->values->arguments[0], model, sizeof model);
    short_name(s->values->data, data, sizeof data);
    for (int i = 1; status == TN_MISMATCH && i <= MAX_FOLDERS; i++) {
        if (i > 1) {
            snprintf(number, sizeof number, "-%d", i);
        }
        snprintf(s->folder, sizeof s->folder, "thinnet-out/study-%s-%s-%s%s", model, data, s->values->design, number);
        if (!may_open(s, s->folder)) {
            break;
        }
        status = open_at(s, s->folder, err);
    }
    return status;
}

static cli_exit open_study(session *s)
{
    tn_error err;
    bool chosen = s->values->out || s->values->sites_only;
    const char *folder = s->values->sites_only ? NULL : s->values->out;
    if (chosen && !may_open(s, folder)) {
        return cli_bad_input("without --resume it begins there", "%s holds no study to go on with", folder);
    }
    tn_status status = chosen ? open_at(s, folder, &err) : open_numbered(s, &err);
    if (status != TN_OK && !chosen && !may_open(s, s->folder)) {
        return cli_bad_input("'thinnet study ls' lists the studies that are there; without --resume this one begins",
                             "there is no such study to go on with, up to %s", s->folder);
    }
    return status == TN_OK ? CLI_FINE : cli_report(&err);
}

/* --- the run --- */

static void print_head(const session *s)
{
    const tn_answer *answer = tn_study_answer(s->study);
    int sites = 0;
    for (int i = 0; i < answer->n_sites; i++) {
        sites += answer->sites[i].equal_to < 0 && *answer->sites[i].kinds;
    }
    char text[400];
    snprintf(text, sizeof text, "%s on %s: %d arms, %d sites, %lld trials there already in %s", answer->call, answer->data,
             answer->n_arms, sites, (long long)tn_study_trials(s->study), s->options.folder);
    cli_progress_line(text);
}

static cli_exit run_study(session *s)
{
    if (cli_study_speaks()) {
        print_head(s);
    }
    cli_exit code = cli_study_run(s->study, s->values->json, NULL);
    const tn_answer *answer = tn_study_answer(s->study);
    if (code != CLI_FINE || !cli_study_speaks()) {
        return code;
    }
    if (s->values->json) {
        cli_study_json(answer);
    } else {
        code = cli_study_print(answer, s->values->all);
        cli_study_places(answer, s->options.folder);
    }
    return code == CLI_FINE && cli_stopped() ? CLI_STOPPED : code;
}

/* The folder is there now. */
static cli_exit tell_prepared(const session *s)
{
    print_head(s);
    if (!s->values->json) {
        printf("%s is ready: thinnet study worker %s\n", s->options.folder, s->options.folder);
    }
    return CLI_FINE;
}

static cli_exit show_sites(const session *s)
{
    if (!s->values->json) {
        return cli_study_print_sites(tn_study_answer(s->study));
    }
    cli_study_json_sites(tn_study_answer(s->study));
    return CLI_FINE;
}

static cli_exit run(const cli_values *values)
{
    static session s;
    s = (session){.values = values};
    cli_exit code = cli_check_training(values);
    if (code == CLI_FINE) {
        code = set_options(&s);
    }
    if (code == CLI_FINE) {
        code = open_study(&s);
    }
    if (code == CLI_FINE) {
        code = values->sites_only ? show_sites(&s) : values->prepare ? tell_prepared(&s) : run_study(&s);
    }
    tn_study_free(s.study);
    return code;
}

static const cli_option options[] = {
    {"design", .kind = CLI_TEXT, CLI_AT(design), .value = "NAME", .fallback = "single",
     .text = "single: one site at a time; joint: up to three sites at once; rates: the source's own dropouts with one rate; "
             "data-size: against no dropout for growing training sets; scaling: against Monte Carlo passes"},
    {"sites", .kind = CLI_TEXT, CLI_AT(sites), .value = "NAME,...", .text = "only these sites"},
    {"kinds", .kind = CLI_TEXT, CLI_AT(kinds), .value = "NAME,...",
     .text = "only these kinds: Dropout, Dropout2d, AlphaDropout, ..."},
    {"rates", .kind = CLI_TEXT, CLI_AT(rates), .value = "P,...",
     .text = "0.1,0.2,0.3,0.5,0.7 if not given; 0.1 to 0.9 for the design rates"},
    {"arm", .kind = CLI_TEXT, CLI_AT(arm), .value = "ARM", .text = "only this arm and the baseline, as the table writes it"},
    {"include-wrong", .kind = CLI_FLAG, CLI_AT(include_wrong),
     .text = "also what thinnet check calls wrong, to see what the mistake costs"},
    {"sites-only", .kind = CLI_FLAG, CLI_AT(sites_only), .text = "show the sites and what fits them, and train nothing"},
    {"all", .kind = CLI_FLAG, CLI_AT(all), .text = "show all arms in the table"},
    {0},
};
static const cli_option budget_options[] = {
    {"seeds", .kind = CLI_INT, CLI_AT(seeds), .value = "N", .fallback = "0", .min = 0, .max = 1000,
     .text = "how many seeds every arm is screened with; 0: 5, or 10 for data-size and scaling"},
    {"more-seeds", .kind = CLI_INT, CLI_AT(more_seeds), .value = "N", .fallback = "30", .min = 2, .max = 1000,
     .text = "at most so many fresh seeds for each of the best arms"},
    {"seed", .kind = CLI_SEED, CLI_AT(seed), .value = "SEED", .fallback = "0", .text = "the first seed; the others follow it"},
    {"epochs", .kind = CLI_INT, CLI_AT(epochs), .value = "N", .fallback = "30", .min = 1, .max = 1e9,
     .text = "passes over the training part, for every trial"},
    {"patience", .kind = CLI_INT, CLI_AT(patience), .value = "N", .fallback = "0", .min = 0, .max = 1e9,
     .text = "stop a trial after N epochs without a better validation loss; 0: off"},
    {"trials", .kind = CLI_INT, CLI_AT(trials), .value = "N", .fallback = "0", .min = 0, .max = 1e12,
     .text = "train at most N times; 0: no limit"},
    {"time", .kind = CLI_TEXT, CLI_AT(time), .value = "90s|10m|2h", .text = "answer after this time with what is known"},
    {"jobs", .kind = CLI_INT, CLI_AT(jobs), .value = "N", .fallback = "0", .min = 0, .max = 1024,
     .text = "trials side by side; 0: one a processor"},
    {"confidence", .kind = CLI_NUMBER, CLI_AT(confidence), .value = "C", .fallback = "0.95", .min = 0.5, .max = 0.9999,
     .text = "of intervals and claims"},
    {"margin", .kind = CLI_NUMBER, CLI_AT(margin), .value = "X", .fallback = "0.005", .min = 0, .max = 1,
     .text = "effects below this are of no interest: 0.005 is half a point of accuracy, or 0.5 % of the RMSE"},
    {"out", .kind = CLI_TEXT, CLI_AT(out), .value = "DIR",
     .text = "the study's folder; the same study goes on in it. thinnet-out/study-... if not given"},
    {"resume", .kind = CLI_FLAG, CLI_AT(goes_on), .text = "go on with a study that is there, and begin no new one"},
    {"prepare", .kind = CLI_FLAG, CLI_AT(prepare), .text = "make the folder for 'thinnet study worker', and train nothing"},
    {"log-dir", .kind = CLI_TEXT, CLI_AT(log_dir), .value = "DIR", .text = "write TensorBoard's event files of the trials there"},
    {0},
};
static const cli_group group = {"What is compared", options}, budget_group = {"Budget", budget_options};

static const cli_command *const subcommands[] = {
#define SUBCOMMAND(name) &cli_subcommand_##name,
#include "cli/study_commands.def"
#undef SUBCOMMAND
    NULL,
};

const cli_command cli_command_study = {
    .name = "study",
    .summary = "where and how should dropout be placed? Measures places, kinds and rates, with error bars",
    .usage = "MODEL [--data DATA] [--design single] [--epochs N] [options]",
    .description = "Trains the model with dropout at every place where it could stand, of every kind that fits\n"
                   "there and at several rates, side by side on all processors, and answers in one sentence,\n"
                   "a table, report.html and a patch of the model's source. All arms of a seed share weights,\n"
                   "order of samples and validation part; the best arms get fresh seeds, and only these count.\n"
                   "Every finished trial is kept in the folder: the same command goes on after Ctrl-C or a crash.",
    .subcommands = subcommands,
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &budget_group, &cli_data_group, &cli_training_group, &cli_common_group},
    .run = run,
};
