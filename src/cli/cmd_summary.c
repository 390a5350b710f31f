#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fault.h"
#include "cli/json_line.h"
#include "cli/model_input.h"
#include "cli/out_file.h"
#include "cli/text_table.h"
#include "thinnet/check.h"

/* "N, 16, 32, 32"; a size that folds other dimensions in is "4*N". */
static void print_shape(const tn_shape *shape, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < shape->rank && used < size; i++) {
        const char *comma = i ? ", " : "";
        if (i == shape->batch && shape->dim[i] == 1) {
            used += (size_t)snprintf(out + used, size - used, "%sN", comma);
        } else if (shape->dim[i] == TN_DIM_UNKNOWN) {
            used += (size_t)snprintf(out + used, size - used, "%s?", comma);
        } else {
            used += (size_t)snprintf(out + used, size - used, "%s%lld%s", comma, (long long)shape->dim[i],
                                     i == shape->batch ? "*N" : "");
        }
    }
}

static void add_row(cli_table *table, const tn_layer_info *layer)
{
    char shape[160], parameters[32], macs[32];
    print_shape(&layer->output, shape, sizeof shape);
    cli_table_cell(table, "%s", *layer->name ? layer->name : "-");
    cli_table_cell(table, *layer->kind ? "%s(%s)" : "%s%s", layer->kind, layer->arguments);
    cli_table_cell(table, "(%s)", shape);
    cli_table_cell(table, "%s", layer->parameters ? cli_thousands(layer->parameters, parameters, sizeof parameters) : "");
    cli_table_cell(table, "%s", layer->macs ? cli_thousands(layer->macs, macs, sizeof macs) : "");
    if (layer->dropout_site >= 0) {
        cli_table_cell(table, "site %d, p=%g", layer->dropout_site, layer->p);
    } else {
        cli_table_cell(table, "%s", "");
    }
}

static void begin_table(cli_table *table)
{
    static const char *const heads[] = {"layer", "kind", "output", "parameters", "MACs", "dropout"};
    cli_table_init(table, "<<<>><");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        cli_table_cell(table, "%s", heads[i]);
    }
    cli_table_line(table);
}

static int64_t fill_table(cli_table *table, const tn_net *net)
{
    int64_t macs = 0;
    for (int i = 0; i < tn_net_layers(net); i++) {
        tn_layer_info layer;
        tn_net_layer(net, i, &layer);
        add_row(table, &layer);
        macs += layer.macs;
    }
    return macs;
}

/* Memory that passes take, -1 where the net cannot be planned. */
static int64_t memory_of(tn_net *net, int64_t batch, bool training, int64_t segments)
{
    int64_t bytes;
    return tn_net_memory(net, batch, training, (int)segments, &bytes, NULL) == TN_OK ? bytes : -1;
}

static void print_memory(tn_net *net, int64_t batch, int64_t segments)
{
    int64_t training = memory_of(net, batch, true, segments), prediction = memory_of(net, batch, false, 0);
    if (training < 0 || prediction < 0) {
        return;
    }
    printf("batch %lld: values and gradients take %.2f MB in training, values %.2f MB in prediction\n", (long long)batch,
           (double)training / 1e6, (double)prediction / 1e6);
}

static cli_exit print_text(tn_net *net, int64_t batch, int64_t segments)
{
    char shape[160], number[32];
    tn_shape input = tn_net_input(net), output = tn_net_output(net);
    cli_table table;
    begin_table(&table);
    int64_t macs = fill_table(&table, net);
    print_shape(&input, shape, sizeof shape);
    printf("%s: input (%s)", tn_net_name(net), shape);
    print_shape(&output, shape, sizeof shape);
    printf(", output (%s); N is the batch\n\n", shape);
    bool printed = cli_table_print(&table);
    cli_table_release(&table);
    if (!printed) {
        return cli_no_memory();
    }
    printf("\n%s parameters", cli_thousands(tn_net_parameters(net), number, sizeof number));
    printf(", %s multiply-adds a sample", cli_thousands(macs, number, sizeof number));
    printf(", %d dropout site%s\n", tn_net_dropout_sites(net), tn_net_dropout_sites(net) == 1 ? "" : "s");
    print_memory(net, batch, segments);
    return CLI_FINE;
}

/* Sizes in order; the batch is null. */
static void json_shape(cli_json *json, const char *key, const tn_shape *shape)
{
    cli_json_open_list(json, key);
    for (int i = 0; i < shape->rank; i++) {
        if (i == shape->batch || shape->dim[i] == TN_DIM_UNKNOWN) {
            cli_json_text(json, NULL, i == shape->batch ? "N" : "?");
        } else {
            cli_json_int(json, NULL, shape->dim[i]);
        }
    }
    cli_json_close(json);
}

static void json_layer(const tn_layer_info *layer, int index)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "layer");
    cli_json_int(&json, "index", index);
    cli_json_text(&json, "name", layer->name);
    cli_json_text(&json, "kind", layer->kind);
    cli_json_text(&json, "arguments", layer->arguments);
    json_shape(&json, "output", &layer->output);
    cli_json_int(&json, "parameters", layer->parameters);
    cli_json_int(&json, "macs", layer->macs);
    cli_json_int(&json, "line", layer->line);
    if (layer->dropout_site >= 0) {
        cli_json_int(&json, "dropout_site", layer->dropout_site);
        cli_json_number(&json, "p", layer->p);
    }
    cli_json_end(&json);
}

static cli_exit print_json(tn_net *net, int64_t batch, int64_t segments)
{
    int64_t macs = 0;
    for (int i = 0; i < tn_net_layers(net); i++) {
        tn_layer_info layer;
        tn_net_layer(net, i, &layer);
        json_layer(&layer, i);
        macs += layer.macs;
    }
    tn_shape input = tn_net_input(net), output = tn_net_output(net);
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "model");
    cli_json_text(&json, "name", tn_net_name(net));
    json_shape(&json, "input", &input);
    json_shape(&json, "output", &output);
    cli_json_int(&json, "parameters", tn_net_parameters(net));
    cli_json_int(&json, "macs", macs);
    cli_json_int(&json, "dropout_sites", tn_net_dropout_sites(net));
    cli_json_int(&json, "batch_size", batch);
    cli_json_int(&json, "training_bytes", memory_of(net, batch, true, segments));
    cli_json_int(&json, "prediction_bytes", memory_of(net, batch, false, 0));
    cli_json_end(&json);
    return CLI_FINE;
}

/* --- what the checker follows: --svg, and models that cannot be run --- */

/* The one class that could be looked at; -1 where there are none or several. */
static int followed_model(const tn_report *report)
{
    int found = -1, n = 0;
    for (int i = 0; i < tn_report_models(report); i++) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        found = model.left_out ? found : i;
        n += !model.left_out;
    }
    return n == 1 ? found : -1;
}

/* Draws also what cannot be built: where it stops, and why. */
static cli_exit save_picture(const tn_report *report, const char *path)
{
    cli_out_file file;
    tn_error err;
    char *text;
    int model = followed_model(report);
    if (model < 0) {
        return cli_bad_input("say which one, with its arguments: FILE.py:Net(...)", "%s has not one model that can be drawn",
                             tn_report_file(report));
    }
    if (tn_report_draw(report, model, &text, &err) != TN_OK) {
        return cli_report(&err);
    }
    cli_exit code = cli_out_file_open(&file, path);
    if (code == CLI_FINE) {
        fputs(text, file.stream);
        code = cli_out_file_close(&file, code);
    }
    tn_text_free(text);
    return code;
}

static void print_followed_json(const tn_report *report, const tn_checked_model *model)
{
    for (int i = 0; i < tn_report_layers(report); i++) {
        tn_checked_layer layer;
        tn_report_layer(report, i, &layer);
        json_layer(&layer.info, i);
    }
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "followed");
    cli_json_text(&json, "name", model->name);
    cli_json_bool(&json, "understood", model->understood);
    cli_json_int(&json, "dropout_sites", model->dropout_sites);
    cli_json_end(&json);
}

static void print_followed_text(const tn_report *report, const tn_checked_model *model)
{
    int64_t parameters = 0, macs = 0;
    char number[32];
    cli_table table;
    begin_table(&table);
    for (int i = 0; i < tn_report_layers(report); i++) {
        tn_checked_layer layer;
        tn_report_layer(report, i, &layer);
        add_row(&table, &layer.info);
        parameters += layer.info.parameters;
        macs += layer.info.macs;
    }
    printf("%s: %s; thinnet cannot run it, for the reason below\n\n", model->name,
           model->understood ? "followed from its input to its output" : "followed as far as it is understood");
    cli_table_print(&table);
    cli_table_release(&table);
    printf("\n%s parameters in these layers", cli_thousands(parameters, number, sizeof number));
    printf(", %s multiply-adds a sample where sizes are known", cli_thousands(macs, number, sizeof number));
    printf(", %d dropout site%s\n", model->dropout_sites, model->dropout_sites == 1 ? "" : "s");
    fflush(stdout);
}

static bool has_error(const tn_report *report)
{
    for (int i = 0; i < tn_report_count(report); i++) {
        if (tn_report_finding(report, i)->severity == TN_ERROR) {
            return true;
        }
    }
    return false;
}

static cli_exit draw(const cli_values *values, const tn_data *data)
{
    tn_report *report = NULL;
    tn_read_options options;
    tn_error err;
    if (!cli_input_of(&options, data, values)) {
        return CLI_USAGE;
    }
    if (tn_check(&report, values->arguments[0], &options, &err) != TN_OK) {
        return cli_report(&err);
    }
    cli_exit code = save_picture(report, values->svg);
    tn_report_free(report);
    return code;
}

/* For a model that is right as far as the checker sees, though it cannot be run here: it is checked for this alone. */
static void print_followed(const char *name, const tn_read_options *options, bool json)
{
    tn_report *report = NULL;
    int i = tn_check(&report, name, options, NULL) == TN_OK ? followed_model(report) : -1;
    if (i >= 0 && tn_report_layers(report) > 0 && !has_error(report)) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        (json ? print_followed_json : print_followed_text)(report, &model);
    }
    tn_report_free(report);
}

/* --- the command --- */
static cli_exit summarise(const cli_values *values, const tn_data *data)
{
    tn_net *net = NULL;
    tn_error err;
    tn_read_options options;
    if (!cli_input_of(&options, data, values)) {
        return CLI_USAGE;
    }
    if (tn_net_read(&net, values->arguments[0], &options, &err) != TN_OK) {
        print_followed(values->arguments[0], &options, values->json);
        return cli_report(&err);
    }
    cli_exit code = values->json ? print_json(net, values->batch_size, values->segments)
                                 : print_text(net, values->batch_size, values->segments);
    tn_net_free(net);
    return code;
}

static cli_exit run(const cli_values *values)
{
    tn_data *data = NULL;
    if (values->data && values->input) {
        return cli_usage(NULL, "--data and --input both say the shape of a sample; give one");
    }
    cli_exit code = values->data ? cli_open_data(&data, values) : CLI_FINE;
    if (code == CLI_FINE && values->svg) {
        code = draw(values, data);
    }
    bool only_picture = values->svg && strcmp(values->svg, "-") == 0; // standard output is the picture
    if (code == CLI_FINE && !only_picture) {
        code = summarise(values, data);
    }
    tn_data_free(data);
    return code;
}

static const cli_option options[] = {
    {"input", .kind = CLI_TEXT, CLI_AT(input), .value = "CxHxW",
     .text = "shape of one sample, as 3x32x32 or 784; if not given, what the first layer takes "
             "where that is enough"},
    {"data", .kind = CLI_TEXT, CLI_AT(data), .value = "DATA", .text = "take the shape from this data set"},
    {"target", .kind = CLI_TEXT, CLI_AT(target), .value = "COLUMN",
     .text = "CSV: the column that is no input; the last one if not given"},
    {"regression", .kind = CLI_FLAG, CLI_AT(regression), .text = "CSV: the target is a number, not a class"},
    {"batch-size", .kind = CLI_INT, CLI_AT(batch_size), .value = "N", .fallback = "64", .min = 1, .max = 1 << 20,
     .text = "samples for which memory is told"},
    {"checkpoint-segments", .kind = CLI_INT, CLI_AT(segments), .value = "N", .fallback = "0", .min = 0, .max = 1e6,
     .text = "memory of training with values kept between N parts of the net only"},
    {"svg", .kind = CLI_TEXT, CLI_AT(svg), .value = "FILE",
     .text = "draw the data flow too, with dropout sites and findings at their places; - is standard output, with nothing else "
             "on it"},
    {0},
};
static const cli_group group = {"Options", options};

const cli_command cli_command_summary = {
    .name = "summary",
    .summary = "a model's layers, shapes, parameters, multiply-adds and dropout sites",
    .usage = "MODEL [--input CxHxW | --data DATA] [options]",
    .min_arguments = 1,
    .max_arguments = 1,
    .groups = {&group, &cli_common_group},
    .run = run,
};
