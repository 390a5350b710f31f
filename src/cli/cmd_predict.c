#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/out_file.h"
#include "cli/using_weights.h"

#define CHUNK 256

/* The true targets of all samples of the part, in the data's own unit. */
typedef struct targets {
    int64_t *labels; /* [n]; NULL for regression */
    float *values;   /* [n][outputs]; NULL for classes */
    bool unknown;    /* they are no targets, but stand in for them */
} targets;

static void release_targets(targets *t)
{
    free(t->labels);
    free(t->values);
}

/* Undoes the standardisation that gathering applies. */
static void restore_unit(const tn_data *data, float *values, int64_t n)
{
    const tn_normalisation *norm = tn_data_normalisation(data);
    for (int64_t i = 0; i < n; i++) {
        values[i] = values[i] * norm->target_std + norm->target_mean;
    }
}

static bool gather_targets(const cli_trained *t, int64_t n, targets *out)
{
    tn_shape shape = tn_data_shape(t->data);
    int64_t features = 1, outputs = tn_data_outputs(t->data), index[CHUNK];
    for (int i = 0; i < shape.rank; i++) {
        features *= shape.dim[i];
    }
    float *x = calloc((size_t)(CHUNK * features), sizeof *x);
    *out = (targets){0};
    if (cli_is_regression(t->data)) {
        out->values = calloc((size_t)(n * outputs), sizeof *out->values);
    } else {
        out->labels = calloc((size_t)n, sizeof *out->labels);
    }
    bool good = x && (out->values || out->labels);
    for (int64_t first = 0; good && first < n; first += CHUNK) {
        int64_t count = n - first < CHUNK ? n - first : CHUNK;
        for (int64_t i = 0; i < count; i++) {
            index[i] = first + i;
        }
        tn_data_gather(t->data, t->part, index, count, x, out->labels ? out->labels + first : NULL,
                       out->values ? out->values + first * outputs : NULL);
    }
    if (good && out->values) {
        restore_unit(t->data, out->values, n * outputs);
    }
    free(x);
    return good;
}

/* --- classes --- */

static void write_class_head(FILE *stream, int64_t outputs)
{
    fprintf(stream, "index,label,target");
    for (int64_t c = 0; c < outputs; c++) {
        fprintf(stream, ",p_%lld", (long long)c);
    }
    fprintf(stream, ",entropy,mutual_information\n");
}

static void write_class_row(FILE *stream, const tn_predictions *p, const targets *truth, int64_t i)
{
    fprintf(stream, "%lld,%lld,", (long long)i, (long long)p->label[i]);
    if (!truth->unknown) {
        fprintf(stream, "%lld", (long long)truth->labels[i]);
    }
    for (int64_t c = 0; c < p->outputs; c++) {
        fprintf(stream, ",%.9g", p->mean[i * p->outputs + c]);
    }
    fprintf(stream, ",%.9g,%.9g\n", p->entropy[i], p->mutual_information[i]);
}

static void json_class_row(const tn_predictions *p, const targets *truth, int64_t i)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "prediction");
    cli_json_int(&json, "index", i);
    cli_json_int(&json, "label", p->label[i]);
    if (!truth->unknown) {
        cli_json_int(&json, "target", truth->labels[i]);
    }
    cli_json_open_list(&json, "p");
    for (int64_t c = 0; c < p->outputs; c++) {
        cli_json_number(&json, NULL, (double)p->mean[i * p->outputs + c]);
    }
    cli_json_close(&json);
    cli_json_number(&json, "entropy", p->entropy[i]);
    cli_json_number(&json, "mutual_information", p->mutual_information[i]);
    cli_json_end(&json);
}

/* --- numbers --- */

static void write_value_head(FILE *stream, int64_t outputs)
{
    fprintf(stream, "index");
    for (int64_t c = 0; c < outputs; c++) {
        fprintf(stream, outputs == 1 ? ",prediction,target,std" : ",prediction_%lld,target_%lld,std_%lld", (long long)c,
                (long long)c, (long long)c);
    }
    fputc('\n', stream);
}

static void write_value_row(FILE *stream, const tn_predictions *p, const targets *truth, int64_t i)
{
    fprintf(stream, "%lld", (long long)i);
    for (int64_t c = i * p->outputs; c < (i + 1) * p->outputs; c++) {
        fprintf(stream, ",%.9g,", p->mean[c]);
        if (!truth->unknown) {
            fprintf(stream, "%.9g", truth->values[c]);
        }
        fprintf(stream, ",%.9g", p->std[c]);
    }
    fputc('\n', stream);
}

static void json_list(cli_json *json, const char *key, const float *values, int64_t n)
{
    cli_json_open_list(json, key);
    for (int64_t c = 0; c < n; c++) {
        cli_json_number(json, NULL, values[c]);
    }
    cli_json_close(json);
}

static void json_value_row(const tn_predictions *p, const targets *truth, int64_t i)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "prediction");
    cli_json_int(&json, "index", i);
    json_list(&json, "prediction", p->mean + i * p->outputs, p->outputs);
    if (!truth->unknown) {
        json_list(&json, "target", truth->values + i * p->outputs, p->outputs);
    }
    json_list(&json, "std", p->std + i * p->outputs, p->outputs);
    cli_json_end(&json);
}

/* --- all --- */

static void write_json(const tn_predictions *p, const targets *truth)
{
    for (int64_t i = 0; i < p->n; i++) {
        (truth->labels ? json_class_row : json_value_row)(p, truth, i);
    }
}

static cli_exit write_csv(const tn_predictions *p, const targets *truth, const char *path)
{
    cli_out_file file;
    cli_exit code = cli_out_file_open(&file, path);
    if (code != CLI_FINE) {
        return code;
    }
    (truth->labels ? write_class_head : write_value_head)(file.stream, p->outputs);
    for (int64_t i = 0; i < p->n; i++) {
        (truth->labels ? write_class_row : write_value_row)(file.stream, p, truth, i);
    }
    return cli_out_file_close(&file, CLI_FINE);
}

static cli_exit predict(const cli_trained *t, const cli_values *values)
{
    tn_error err;
    tn_predictions p = {0};
    targets truth = {0};
    cli_exit code = CLI_FINE;
    if (tn_predict(t->net, t->data, t->part, &t->options, &p, &err) != TN_OK) {
        return cli_report(&err);
    }
    bool gathered = gather_targets(t, p.n, &truth);
    truth.unknown = values->unlabelled;
    if (!gathered) {
        code = cli_no_memory();
    } else if (values->json) {
        write_json(&p, &truth);
    } else {
        code = write_csv(&p, &truth, values->out);
    }
    if (code == CLI_FINE && !values->json && strcmp(values->out, "-") != 0) {
        printf("%lld predictions written to %s\n", (long long)p.n, values->out);
    }
    release_targets(&truth);
    tn_predictions_release(&p);
    return code;
}

static cli_exit run(const cli_values *given)
{
    cli_values all = *given;
    cli_trained trained = {0};
    const cli_values *values = &all;
    if (given->unlabelled) {
        all.part = CLI_PART_ALL;
    }
    cli_exit code = cli_check_place(strcmp(values->out, "-") == 0 || values->json ? NULL : values->out);
    if (code == CLI_FINE) {
        code = cli_trained_open(&trained, values);
    }
    if (code == CLI_FINE) {
        code = predict(&trained, values);
    }
    cli_trained_release(&trained);
    return code;
}

static const cli_option options[] = {
    {"out", .kind = CLI_TEXT, CLI_AT(out), .value = "FILE", .fallback = "-", .text = "where the CSV goes; - is stdout"},
    {"unlabelled", .alias = "unlabeled", .kind = CLI_FLAG, CLI_AT(unlabelled),
     .text = "DATA is a table without a target column: all its columns are features, and every line is predicted"},
    {0},
};
static const cli_group group = {"Output", options};

const cli_command cli_command_predict = {
    .name = "predict",
    .summary = "predictions for each sample, with their uncertainty, as CSV",
    .usage = "MODEL --weights FILE [--data DATA] [--mc N] [--out FILE.csv] [options]",
    .description = "Classes: index,label,target,p_0..p_k,entropy,mutual_information. label is the most "
                   "probable class,\n"
                   "p_i are mean probabilities; entropy is that of the mean, and mutual_information (nats) is "
                   "what of it\n"
                   "the passes disagree about (0 for one plain pass). Numbers: index,prediction,target,std.\n"
                   "target is empty with --unlabelled.",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &cli_weights_group, &cli_data_group, &cli_common_group},
    .run = run,
};
