#include "source/read.h"

#include <stdio.h>
#include <string.h>
#include "base/file.h"
#include "base/mem.h"
#include "source/doubts.h"
#include "source/model_text.h"
#include "source/run.h"
#include "source/said_size.h"
#include "source/script.h"
#include "source/start.h"
#include "source/torch.h"
#include "source/tried_inputs.h"
#include "source/variables.h"

/* --- the text --- */
/* *binary: there are NULs in it, which Python refuses; it gets one diagnostic instead of hundreds. */
static tn_status load_text(tn__reading *out, const tn_read_options *options, bool *binary, tn_error *err)
{
    tn_status status = TN_OK;
    tn__file_view view = {0};
    int line, column;
    const char *bytes = options ? options->text : NULL;
    size_t n = bytes ? options->text_length : 0;
    if (!bytes) {
        TN_TRY(tn__file_open(&view, out->file, TN_SOURCE_MAX_BYTES + 1, err));
        bytes = (const char *)view.data;
        n = out->n_bytes = view.size;
    }
    if (n > TN_SOURCE_MAX_BYTES) {
        TN_TRY(tn__fail(err, TN_BAD_SOURCE, "the file has %zu bytes; a source of at most %zu is read", n, TN_SOURCE_MAX_BYTES));
    }
    TN_TRY(tn__source_text(&out->text, &out->length, bytes, n, &line, &column, err));
    *binary = n > 0 && memchr(bytes, '\0', n);
    if (line > 0) {
        tn__place place = {line, column, line, column + 1};
        tn__diagnose(&out->diagnostics, TN_DIAG_SYNTAX, place, "SyntaxError: %s", tn__encoding_fault(bytes, n));
    }
done:
    tn__file_close(&view);
    if (status != TN_OK) {
        tn__at_file(err, out->file);
    }
    return status;
}

/* --- one class --- */
static tn_shape given_shape(const tn_read_options *options)
{
    tn_shape none = {.batch = -1};
    return options && options->input_rank > 0 ? tn__shape_batched(options->input_rank, options->input) : none;
}

static bool has_error(const tn__diagnostics *list)
{
    return tn__diagnostics_first(list, TN_DIAGNOSTIC_ERROR) != NULL;
}

static tn__model_reading *add_model(tn__reading *out, const tn__class_entry *entry)
{
    if (!tn__grow((void **)&out->models, &out->models_capacity, out->n_models, sizeof(*out->models))) {
        return NULL;
    }
    char *name = tn__strdup(entry->name);
    if (!name) {
        return NULL;
    }
    out->models[out->n_models] = (tn__model_reading){.name = name, .place = entry->place};
    return &out->models[out->n_models++];
}

/* What does not depend on sizes and rates: how values flow, and what is at fault as it is written. */
static bool holds_for_all_arguments(const tn__diagnostic *one)
{
    bool is_written = one->kind == TN_DIAG_UNKNOWN_KEYWORD || one->kind == TN_DIAG_EXTENSION || one->kind == TN_DIAG_BAD_VALUE ||
                      one->kind == TN_DIAG_MISSING_SUPER_INIT || one->kind == TN_DIAG_UNKNOWN_NAME;
    return is_written || one->is_written || one->kind == TN_DIAG_ALWAYS_ON_DROPOUT || one->kind == TN_DIAG_LAYER_IN_FORWARD ||
           one->kind == TN_DIAG_UNREGISTERED || one->kind == TN_DIAG_UNKNOWN || one->kind == TN_DIAG_UNDECIDED;
}

#define MOST_GUESSING 100000 /* steps, after which no other input is tried; most classes take some thousand */

/* One try of a class with guessed arguments. */
typedef struct attempt {
    tn_net *net;
    bool is_part;
    tn__diagnostics found;
} attempt;

static void release_attempt(attempt *a)
{
    tn_net_free(a->net);
    tn__diagnostics_release(&a->found);
    *a = (attempt){.found = TN_DIAGNOSTICS_INIT};
}

/* The one that came to its output, else the one that came farthest. */
static bool is_better(const attempt *a, const attempt *b)
{
    if (!a->net || !b->net) {
        return a->net != NULL;
    }
    return a->is_part != b->is_part ? b->is_part : a->net->n_nodes > b->net->n_nodes;
}

static bool keep_flow(tn__diagnostics *to, const tn__diagnostics *from)
{
    for (size_t i = 0; i < from->n; i++) {
        const tn__diagnostic *one = &from->items[i];
        tn__diagnostic *copy = holds_for_all_arguments(one) ? tn__diagnose(to, one->kind, one->place, "%s", one->message) : NULL;
        if (copy) {
            *copy = *one;
        }
    }
    return !to->no_memory;
}

/* Without defaults: with guessed arguments, on the input that the first layer names, or a row, a sequence or an image. Errors
 * then mean nothing; what was followed before one is still how the values flow. */
static tn_status read_guessed(tn__reading *out, const tn__syntax_tree *tree, const tn__class_entry *entry,
                              tn__model_reading *model, bool whole_only, tn_error *err)
{
    static const struct {
        int rank;
        int64_t sample[3];
    } inputs[] = {{0, {0}}, {2, {TN_DIM_UNKNOWN, 64}}, {3, {64, TN_DIM_UNKNOWN, TN_DIM_UNKNOWN}}, {1, {64}}};
    tn_status status = TN_OK;
    tn__diagnostics quiet = TN_DIAGNOSTICS_INIT;
    attempt best = {.found = TN_DIAGNOSTICS_INIT}, next = {.found = TN_DIAGNOSTICS_INIT};
    tn__syntax_tree call = {0};
    TN_TRY(tn__syntax_parse(&call, entry->guess, strlen(entry->guess), &quiet, err));
    uint64_t steps = 0; // where one try is long, the others would be too
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]) && (!best.net || best.is_part) && steps < MOST_GUESSING; i++) {
        tn__run_request request = {.starts = out->starts,
                                   .tree = tree,
                                   .sources = &out->sources,
                                   .file = out->file,
                                   .class_name = entry->name,
                                   .call = &call,
                                   .want_part = true,
                                   .forgives = true};
        request.input = inputs[i].rank ? tn__shape_batched(inputs[i].rank, inputs[i].sample) : given_shape(NULL);
        TN_TRY(tn__run_inputs(&next.found, &request, NULL, &next.net, err));
        next.is_part = request.is_part;
        steps += request.steps;
        if (is_better(&next, &best)) {
            attempt kept = best;
            best = next;
            next = kept;
        }
        release_attempt(&next);
    }
    if (best.net && (!best.is_part || (best.net->n_nodes > 1 && !whole_only))) {
        tn_net_free(model->net);
        model->net = best.net;
        best.net = NULL;
        model->is_guess = true;
        model->is_part = best.is_part;
        model->left_out = NULL;
        tn__doubt(out->sources.main, out->text, &best.found, entry);
        if (!keep_flow(&out->diagnostics, &best.found)) {
            TN_TRY(tn__no_memory(err, sizeof(tn__diagnostic)));
        }
    }
done:
    release_attempt(&best);
    release_attempt(&next);
    tn__syntax_release(&call);
    tn__diagnostics_release(&quiet);
    return status;
}

static void drop_kind(tn__diagnostics *found, tn__diagnostic_kind kind)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->n; i++) {
        if (found->items[i].kind != kind) {
            found->items[kept++] = found->items[i];
        }
    }
    found->n = kept;
}

/* Defaults may be no more than placeholders: a class that does not come to its output with them may do so where errors of
 * values are forgiven. */
static tn_status try_again(tn__reading *out, const tn__syntax_tree *tree, const tn__class_entry *entry, tn__model_reading *model,
                           tn__diagnostics *found, tn_error *err)
{
    bool stuck = (!model->net || model->is_part) && !has_error(found);
    if (!stuck || !entry->guess || !entry->has_forward || entry->is_base) {
        return TN_OK;
    }
    tn_status status = read_guessed(out, tree, entry, model, true, err);
    if (status == TN_OK && model->is_guess) {
        tn_net_free(model->stopped);
        model->stopped = NULL;
        drop_kind(found, TN_DIAG_UNKNOWN);
    }
    return status;
}

/* An error was said: pictures, and rules about places, see the net up to there. */
static void stop(tn__model_reading *model)
{
    model->stopped = model->net;
    model->net = NULL;
    if (model->stopped) {
        model->stopped->output = -1;
    }
}

static tn_status read_class(tn__reading *out, const tn__syntax_tree *tree, const tn__class_entry *entry,
                            const tn__syntax_tree *call, const tn_read_options *options, bool ignore_shape, tn_error *err)
{
    tn_status status = TN_OK;
    tn__diagnostics found = TN_DIAGNOSTICS_INIT;
    tn__model_reading *model = add_model(out, entry);
    if (!model) {
        return tn__no_memory(err, sizeof(*model));
    }
    tn__run_request request = {.starts = out->starts,
                               .tree = tree,
                               .sources = &out->sources,
                               .file = out->file,
                               .class_name = entry->name,
                               .call = call};
    request.input = ignore_shape ? given_shape(NULL) : given_shape(options);
    request.want_part = request.keeps_stopped = out->want_parts;
    bool is_given = call || request.input.rank > 0;
    TN_TRY(tn__run_inputs(&found, &request, options, &model->net, err));
    bool came_through = model->net && !has_error(&found);
    if (!is_given && out->want_parts && !entry->is_used && came_through) {
        TN_TRY(tn__run_said(&model->net, &request, out->text, entry->place.line, &found, err));
    }
    model->is_part = request.is_part;
    if (has_error(&found)) {
        stop(model);
    }
    if (!is_given && out->want_parts) {
        tn__doubt(out->sources.main, out->text, &found, entry);
        TN_TRY(try_again(out, tree, entry, model, &found, err));
    }
    if (!tn__diagnostics_append(&out->diagnostics, &found)) {
        TN_TRY(tn__no_memory(err, sizeof(tn__diagnostic)));
    }
done:
    tn__diagnostics_release(&found);
    return status;
}

/* --- one variable --- */
/* What nobody calls ends in no output of its own where it is a part of something else. */
static void open_end(tn__model_reading *model)
{
    if (model->net && !model->is_part) {
        model->net->output = -1;
        model->is_block = true;
    }
}

static tn_status read_variable(tn__reading *out, const tn__class_entry *entry, const tn_read_options *options, bool is_asked,
                               tn_error *err)
{
    tn_status status = TN_OK;
    tn__diagnostics found = TN_DIAGNOSTICS_INIT;
    tn__model_reading *model = add_model(out, entry);
    if (!model) {
        return tn__no_memory(err, sizeof(*model));
    }
    tn__run_request request = {.starts = out->starts,
                               .tree = &out->tree,
                               .sources = &out->sources,
                               .file = out->file,
                               .class_name = entry->name,
                               .variable = entry->variable,
                               .without_script = !is_asked,
                               .input = given_shape(options),
                               .want_part = out->want_parts,
                               .keeps_stopped = out->want_parts};
    TN_TRY(tn__run_inputs(&found, &request, options, &model->net, err));
    model->is_part = request.is_part;
    if (has_error(&found)) {
        stop(model);
    }
    if (!is_asked) {
        tn__doubt(out->sources.main, out->text, &found, &(tn__class_entry){.name = ""});
    }
    if (!is_asked && !entry->is_whole) {
        open_end(model);
    }
    if (!tn__diagnostics_append(&out->diagnostics, &found)) {
        TN_TRY(tn__no_memory(err, sizeof(tn__diagnostic)));
    }
done:
    tn__diagnostics_release(&found);
    return status;
}

static tn_status read_variables(tn__reading *out, const tn__class_list *variables, const tn_read_options *options, tn_error *err)
{
    tn_status status = TN_OK;
    for (size_t i = 0; i < variables->n && status == TN_OK; i++) {
        const tn__class_entry *entry = &variables->items[i];
        if (!entry->is_used) { // else it is read with the one that it is a part of
            status = read_variable(out, entry, entry->is_whole ? options : NULL, false, err);
        }
    }
    return status;
}

/* --- which model --- */
typedef struct models_of_file {
    tn__class_list classes, variables;
} models_of_file;

/* The last one of that name: what it is at the file's end. */
static const tn__class_entry *find_entry(const tn__class_list *list, const char *name)
{
    size_t i = list->n;
    while (i > 0 && strcmp(list->items[i - 1].name, name)) {
        i--;
    }
    return i ? &list->items[i - 1] : NULL;
}

static void add_names(char *names, size_t size, const tn__class_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        bool is_new = find_entry(list, list->items[i].name) == &list->items[i];
        if (list->items[i].is_module && is_new && strlen(names) + strlen(list->items[i].name) + 3 < size) {
            strcat(strcat(names, *names ? ", " : ""), list->items[i].name);
        }
    }
}

static void say_no_class(tn__reading *out, const models_of_file *models, const char *name)
{
    const tn__class_list *classes = &models->classes;
    tn__diagnostic *one = tn__diagnose(&out->diagnostics, TN_DIAG_MODEL, (tn__place){0}, "%s has no class '%s'", out->file, name);
    const char *near = NULL;
    for (size_t i = 0; one && i < classes->n; i++) {
        if (tn__name_distance(classes->items[i].name, name) <= 1 + (int)strlen(name) / 4) {
            near = classes->items[i].name;
        }
    }
    if (near) {
        tn__diagnostic_help(one, "did you mean '%s'?", near);
        return;
    }
    char names[200] = "";
    add_names(names, sizeof(names), classes);
    add_names(names, sizeof(names), &models->variables);
    tn__diagnostic_help(one, *names ? "its models are: %s" : "it has no nn.Module class%s", names);
}

/* What is said of MODEL itself has no place in the file. */
static void take_places(tn__syntax *node)
{
    for (; node; node = node->next) {
        node->line = node->column = node->end_line = node->end_column = 0;
        take_places(node->first);
    }
}

static tn_status read_named(tn__reading *out, const models_of_file *models, const char *call_text, const tn_read_options *options,
                            tn_error *err)
{
    tn_status status = TN_OK;
    tn__diagnostics quiet = TN_DIAGNOSTICS_INIT;
    tn__syntax_tree call = {0};
    const tn__syntax *function = NULL;
    char name[200];
    TN_TRY(tn__syntax_parse(&call, call_text, strlen(call_text), &quiet, err));
    take_places(call.root);
    const char *fault = quiet.n ? "it is not Python" : tn__check_call(&call, &function);
    if (quiet.no_memory) {
        TN_TRY(tn__no_memory(err, sizeof(tn__diagnostic)));
    }
    if (fault) {
        tn__diagnostic *one = tn__diagnose(&out->diagnostics, TN_DIAG_MODEL, (tn__place){0}, "cannot use '%.120s' as a model: %s",
                                           call_text, fault);
        tn__diagnostic_help(one, "MODEL is FILE.py:CALL, quoted for the shell: 'net.py:SimpleFCN(784, 50, 10)'");
        goto done;
    }
    snprintf(name, sizeof(name), "%.*s", (int)(function->end - function->start), call_text + function->start);
    const tn__class_entry *entry = find_entry(&models->classes, name);
    const tn__class_entry *variable = function == call.root->first->first ? find_entry(&models->variables, name) : NULL;
    const tn__syntax *maker = tn__script_function(&out->tree, name, strlen(name));
    if (!entry && variable) {
        TN_TRY(read_variable(out, variable, options, true, err));
    } else if (!entry && maker) {
        const tn__class_entry made = {
            .name = name, .place = tn__syntax_place(tn__syntax_child(maker, FIELD_NAME)), .is_module = true, .has_forward = true};
        TN_TRY(read_class(out, &out->tree, &made, &call, options, false, err));
    } else if (!entry) {
        say_no_class(out, models, name);
    } else if (!entry->is_module) {
        tn__diagnose(&out->diagnostics, TN_DIAG_MODEL, entry->place, "class '%s' is not an nn.Module", name);
    } else {
        TN_TRY(read_class(out, &out->tree, entry, &call, options, false, err));
    }
done:
    tn__syntax_release(&call);
    tn__diagnostics_release(&quiet);
    return status;
}

static const char *reason_left_out(const tn__class_entry *entry)
{
    return !entry->has_defaults ? "its arguments have no defaults" : !entry->has_forward ? "it has no forward" : NULL;
}

static tn_status read_all(tn__reading *out, const models_of_file *models, const tn_read_options *options, tn_error *err)
{
    tn_status status = TN_OK;
    const tn__syntax_tree *tree = &out->tree;
    const tn__class_list *classes = &models->classes;
    for (size_t i = 0; i < classes->n; i++) {
        const tn__class_entry *entry = &classes->items[i];
        if (!entry->is_module) {
            continue;
        }
        if (!reason_left_out(entry)) {
            /* The given input is the whole model's; a part inside another class gets something
             * else. */
            TN_TRY(read_class(out, tree, entry, NULL, options, entry->is_used, err));
            continue;
        }
        tn__model_reading *model = add_model(out, entry);
        if (!model) {
            TN_TRY(tn__no_memory(err, sizeof(*model)));
        }
        model->left_out = reason_left_out(entry);
        if (entry->guess && entry->has_forward) {
            TN_TRY(read_guessed(out, tree, entry, model, false, err));
        }
    }
    TN_TRY(read_variables(out, &models->variables, options, err));
done:
    return status;
}

/* FILE.py alone without a class: its one variable that no other model holds. NULL: none, or several. */
static const tn__class_entry *only_variable(const tn__class_list *variables, int *n)
{
    const tn__class_entry *only = NULL;
    for (size_t i = 0; i < variables->n; i++) {
        const tn__class_entry *entry = &variables->items[i];
        bool is_last = find_entry(variables, entry->name) == entry && !entry->is_used;
        only = is_last ? entry : only;
        *n += is_last;
    }
    return only;
}

/* FILE.py alone: its one class that no other class uses. */
static tn_status read_only_one(tn__reading *out, const models_of_file *models, const tn_read_options *options, tn_error *err)
{
    const tn__class_list *classes = &models->classes;
    const tn__class_entry *only = NULL, *unready = NULL;
    int n = 0;
    for (size_t i = 0; i < classes->n; i++) {
        const tn__class_entry *entry = &classes->items[i];
        bool candidate = entry->is_module && !entry->is_used;
        only = candidate && entry->has_defaults ? entry : only;
        unready = candidate && !entry->has_defaults ? entry : unready;
        n += candidate;
    }
    if (n == 1 && only) {
        return read_class(out, &out->tree, only, NULL, options, false, err);
    }
    const tn__class_entry *variable = n == 0 ? only_variable(&models->variables, &n) : NULL;
    if (n == 1 && variable) {
        return read_variable(out, variable, options, true, err);
    }
    if (n == 0 && out->diagnostics.n > 0) {
        return TN_OK; /* a syntax error said why */
    }
    tn__diagnostic *one = tn__diagnose(&out->diagnostics, TN_DIAG_MODEL, n == 1 ? unready->place : (tn__place){0},
                                       n == 0   ? "%s has no nn.Module class"
                                       : n == 1 ? "%s: its model has arguments without defaults"
                                                : "%s has several models",
                                       out->file);
    if (variable) {
        tn__diagnostic_help(one, "say which one: %s:%s", out->file, variable->name);
    } else if (n > 0) {
        tn__diagnostic_help(one, "say which one, with its arguments: %s:%s(...)", out->file, (only ? only : unready)->name);
    }
    return TN_OK;
}

/* Where others may import the file too, it is parsed once for all. */
static tn_status parse_text(tn__reading *out, tn_error *err)
{
    const tn__source_file *shared = out->n_bytes ? tn__sources_main(&out->sources, out->text, out->length, out->n_bytes) : NULL;
    return shared ? tn__syntax_copy(&out->tree, &shared->tree, out->text, err)
                  : tn__syntax_parse(&out->tree, out->text, out->length, &out->diagnostics, err);
}

/* What the file's own level is at fault for, where no class has said it; NULL: they have. Its objects are the program's business.
 * What it does not know is for its models to say, if they need it. */
static tn_status say_script(tn__reading *out, tn__diagnostics *found, tn_error *err)
{
    if (found) {
        tn__doubt(out->sources.main, out->text, found, &(tn__class_entry){.name = ""});
    }
    if (found && out->n_models > 0) {
        drop_kind(found, TN_DIAG_UNKNOWN);
        drop_kind(found, TN_DIAG_UNDECIDED);
    }
    return !found || tn__diagnostics_append(&out->diagnostics, found) ? TN_OK : tn__no_memory(err, sizeof(tn__diagnostic));
}

tn_status tn__read_model(tn__reading *out, const char *model, const tn_read_options *options, bool all, tn_error *err)
{
    tn_status status = TN_OK;
    tn__model_text text = {0};
    models_of_file models = {0};
    tn__diagnostics unsaid = TN_DIAGNOSTICS_INIT, scripts = TN_DIAGNOSTICS_INIT;
    tn__start starts[TN_STARTS] = {{0}};
    bool binary = false;
    *out = (tn__reading)TN_READING_INIT;
    out->starts = starts;
    out->want_parts = all;
    TN_TRY(tn__model_text_init(&text, model, err));
    out->file = text.file;
    text.file = NULL;
    if (options && (options->input_rank < 0 || options->input_rank >= TN_MAX_DIMS)) {
        TN_TRY(tn__fail(err, TN_BAD_ARGUMENT, "an input has 1 to %d dimensions, %d are given", TN_MAX_DIMS - 1,
                        options->input_rank));
    }
    TN_TRY(load_text(out, options, &binary, err));
    tn__sources_init(&out->sources, out->file);
    out->sources.cache = options ? options->cache : NULL;
    if (binary) {
        status = out->diagnostics.no_memory ? tn__no_memory(err, sizeof(tn__diagnostic)) : TN_OK;
        goto done;
    }
    TN_TRY(parse_text(out, err));
    /* Each class is run on its own and says what the file's own level is at fault for. */
    TN_TRY(tn__list_classes(&models.classes, &out->tree, &out->sources, &unsaid, err));
    TN_TRY(tn__list_variables(&models.variables, &out->tree, &out->sources, &scripts, err));
    if (text.call) {
        TN_TRY(read_named(out, &models, text.call, options, err));
    } else if (all) {
        TN_TRY(read_all(out, &models, options, err));
    } else {
        TN_TRY(read_only_one(out, &models, options, err));
    }
    TN_TRY(say_script(out, models.variables.n > 0 && all ? &scripts : out->n_models == 0 ? &unsaid : NULL, err));
    tn__doubt_names(&out->diagnostics, &out->tree);
    if (out->diagnostics.no_memory) {
        TN_TRY(tn__no_memory(err, sizeof(tn__diagnostic)));
    }
done:
    out->starts = NULL;
    for (int i = 0; i < TN_STARTS; i++) {
        tn__start_release(&starts[i]);
    }
    tn__diagnostics_release(&unsaid);
    tn__diagnostics_release(&scripts);
    tn__class_list_release(&models.classes);
    tn__class_list_release(&models.variables);
    tn__model_text_release(&text);
    return status;
}

void tn__reading_release(tn__reading *reading)
{
    for (size_t i = 0; i < reading->n_models; i++) {
        tn__free(reading->models[i].name);
        tn_net_free(reading->models[i].net);
        tn_net_free(reading->models[i].stopped);
    }
    tn__syntax_release(&reading->tree);
    tn__sources_release(&reading->sources);
    tn__free(reading->models);
    tn__free(reading->file);
    tn__free(reading->text);
    tn__diagnostics_release(&reading->diagnostics);
    *reading = (tn__reading)TN_READING_INIT;
}
