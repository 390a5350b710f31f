/* Options of the command line: tables, and the one parser for all of them.
 *
 * A group is a table of rows; a command names the groups that it takes. All rows write into one
 * cli_values. The default is written once, as text in the row: it is parsed before the command
 * line, and --help prints it. */
#ifndef TN_CLI_COMMAND_LINE_H
#define TN_CLI_COMMAND_LINE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLI_ANY_NUMBER INT_MAX /* of arguments */

typedef enum cli_when { CLI_AUTO, CLI_ALWAYS, CLI_NEVER } cli_when;
enum { CLI_PART_ALL = 3 }; /* of --part: behind the tn_parts */

/* Where options go. Numbers that were not given and have no default are NAN, texts NULL. */
typedef struct cli_values {
    char **arguments; /* what is no option, in order: the beginning of argv */
    int n_arguments;
    bool help, json, quiet;
    int color; /* cli_when */
    /* data */
    const char *data, *target, *validation, *input;
    bool regression, unlabelled, raw;
    double test_fraction, validation_fraction;
    uint64_t split_seed;
    int64_t limit;
    /* training */
    int64_t epochs, batch_size, step_size, patience, threads, seeds, shards, segments;
    const char *optimiser;
    double lr, momentum, dampening, weight_decay, beta1, beta2, alpha, rho, epsilon, gamma, max_norm, clip_norm, label_smoothing,
        dropout;
    bool nesterov, centered, drop_last;
    int schedule, loss, rng, scaling;
    uint64_t seed;
    const char *save, *resume, *checkpoint, *log, *save_dir;
    /* using weights */
    const char *weights, *out;
    bool lenient;
    int part; /* a tn_part, or CLI_PART_ALL */
    int64_t mc;
    /* study */
    const char *design, *sites, *kinds, *rates, *arm, *time;
    int64_t more_seeds, trials, jobs;
    double confidence, margin;
    const char *log_dir;
    int64_t wait;
    bool include_wrong, sites_only, all, prepare, goes_on, with_seconds;
    /* check */
    int format;
    const char *explain, *select, *ignore, *config;
    bool fix, diff, unsafe_fixes, watch, force_exclude, explain_unknown;
    int64_t check_threads;
    /* summary */
    const char *svg;
    /* lsp */
    bool stdio;
} cli_values;

typedef enum cli_kind {
    CLI_FLAG,   /* bool, takes no value */
    CLI_TEXT,   /* const char *, borrowed from argv */
    CLI_INT,    /* int64_t in [min, max] */
    CLI_NUMBER, /* double in [min, max] */
    CLI_SEED,   /* uint64_t as torch.manual_seed takes it */
    CLI_CHOICE  /* int: index in the words of `value`, parted by "|" */
} cli_kind;

typedef struct cli_option {
    const char *name;  /* without the dashes; NULL ends a table */
    const char *alias; /* another spelling that is accepted, NULL for none */
    char letter;       /* short form, 0 for none */
    cli_kind kind;
    size_t offset;                     /* in cli_values */
    const char *value;                 /* "N", "FILE", "step|cosine"; NULL for flags */
    const char *fallback;              /* default as one would write it; NULL: none */
    double min, max;                   /* CLI_INT and CLI_NUMBER */
    const char *const *(*names)(void); /* CLI_TEXT: the words that are allowed, NULL: any */
    const char *text;                  /* for --help */
} cli_option;

typedef struct cli_group {
    const char *title;
    const cli_option *options;
} cli_group;

/* For rows: FIELD is a member of cli_values. */
#define CLI_AT(field) .offset = offsetof(cli_values, field)

extern const cli_group cli_common_group, cli_data_group, cli_training_group, cli_weights_group;

/* Fills *out from the defaults of `groups` (ended by NULL) and argv[0 .. argc), whose words change places: the arguments come
 * first. A fault is told on stderr; false then. */
bool cli_options_parse(cli_values *out, const cli_group *const *groups, int argc, char **argv);
/* The group's rows with their texts and defaults, on stdout. */
void cli_options_print(const cli_group *group);
/* Word i of "a|b|c" into out[size]; false when there is none. */
bool cli_choice_word(const char *choices, int i, char *out, size_t size);

#endif
