/* A constructor's arguments: bound to parameters as Python binds them, typed and bounded as PyTorch
 * does. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "layer/layer.h"

static const char *kind_name(const tn__layer_kind *kind)
{
    return kind->torch_class ? kind->torch_class : kind->torch_function;
}

/* --- did you mean --- */

static int smallest(int a, int b, int c)
{
    int least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein's distance of two short names. */
static int distance(const char *a, const char *b)
{
    int row[48];
    int n = (int)strlen(b);
    if (n >= 48) return 99;
    for (int j = 0; j <= n; j++) row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smallest(row[j] + 1, row[j - 1] + 1, change);
        }
    }
    return row[n];
}

static const char *closest_param(const tn__layer_kind *kind, const char *name)
{
    const char *best = NULL;
    int least = 3;
    for (int i = 0; i < tn__layer_params_count(kind); i++) {
        int d = distance(name, kind->params[i].name);
        if (d < least) least = d, best = kind->params[i].name;
    }
    return best;
}

/* --- binding --- */

static tn_status too_many(const tn__layer_kind *kind, int given, tn_error *err)
{
    int least = 1, most = 1; /* with self, as Python counts */
    for (int i = 0; i < tn__layer_params_count(kind); i++) {
        if (kind->params[i].extension) continue;
        most++;
        least += kind->params[i].required;
    }
    char takes[80];
    if (least == most)
        snprintf(takes, sizeof takes, "%d positional argument%s", most, most == 1 ? "" : "s");
    else
        snprintf(takes, sizeof takes, "from %d to %d positional arguments", least, most);
    return tn__fail(err, TN_BAD_ARGUMENT, "%s.__init__() takes %s but %d were given", kind_name(kind), takes, given + 1);
}

static tn_status unknown_keyword(const tn__layer_kind *kind, const char *name, tn_error *err)
{
    const char *close = closest_param(kind, name);
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "%s.__init__() got an unexpected keyword argument '%s'", kind_name(kind),
                                name);
    if (close) tn__help(err, "did you mean '%s'?", close);
    return status;
}

/* The parameter that argument i of the call is for. */
static tn_status find_param(const tn__layer *layer, const tn_arg *args, int i, int *out, tn_error *err)
{
    const tn__layer_kind *kind = layer->kind;
    if (!args[i].name) {
        *out = i;
        if (i >= tn__layer_params_count(kind)) return too_many(kind, i + 1, err);
        return TN_OK;
    }
    *out = tn__layer_param_index(kind, args[i].name);
    if (*out < 0) return unknown_keyword(kind, args[i].name, err);
    if (layer->given[*out])
        return tn__fail(err, TN_BAD_ARGUMENT, "%s.__init__() got multiple values for argument '%s'", kind_name(kind),
                        args[i].name);
    return TN_OK;
}

/* --- types --- */

static const char *type_name(tn_value_type type)
{
    switch (type) {
    case TN_VALUE_NONE: return "None";
    case TN_VALUE_BOOL: return "a bool";
    case TN_VALUE_INT: return "an int";
    case TN_VALUE_FLOAT: return "a float";
    case TN_VALUE_INTS: return "a tuple of ints";
    default: return "a str";
    }
}

static const char *wanted_type(tn__param_type type)
{
    switch (type) {
    case TN_PARAM_INT: return "an int";
    case TN_PARAM_FLOAT: return "a float";
    case TN_PARAM_BOOL: return "a bool";
    case TN_PARAM_PAIR: return "an int or a pair of ints";
    case TN_PARAM_INTS: return "an int or a tuple of ints";
    default: return "a str";
    }
}

static bool is_whole(const tn_value *v)
{
    return v->type == TN_VALUE_INT || v->type == TN_VALUE_BOOL;
}

/* Brings *v into the form that the parameter's type stores; false when it cannot be. */
static bool convert(const tn__param *param, tn_value *v)
{
    if (v->type == TN_VALUE_NONE) return param->nullable || param->type == TN_PARAM_IGNORED;
    if (v->type == TN_VALUE_TEXT && param->or_text) return true;
    switch (param->type) {
    case TN_PARAM_INT:
        if (is_whole(v)) *v = tn_int(v->ints[0]);
        return v->type == TN_VALUE_INT;
    case TN_PARAM_FLOAT:
        if (is_whole(v)) *v = tn_float((double)v->ints[0]);
        return v->type == TN_VALUE_FLOAT;
    case TN_PARAM_BOOL:
        if (v->type == TN_VALUE_INT) *v = tn_bool(v->ints[0] != 0);
        return v->type == TN_VALUE_BOOL;
    case TN_PARAM_PAIR:
        if (is_whole(v)) *v = tn_ints(2, (int64_t[]){v->ints[0], v->ints[0]});
        if (v->type == TN_VALUE_INTS && v->n_ints == 1) *v = tn_ints(2, (int64_t[]){v->ints[0], v->ints[0]});
        return v->type == TN_VALUE_INTS && v->n_ints == 2;
    case TN_PARAM_INTS:
        if (is_whole(v)) *v = tn_ints(1, v->ints);
        return v->type == TN_VALUE_INTS;
    case TN_PARAM_TEXT: return v->type == TN_VALUE_TEXT;
    default: return true;
    }
}

static bool out_of_range(const tn__param *param, double x)
{
    return param->min != param->max && !(x >= param->min && x <= param->max);
}

/* The first number of v that is out of the parameter's range. */
static bool find_out_of_range(const tn__param *param, const tn_value *v, double *bad)
{
    if (v->type == TN_VALUE_FLOAT && out_of_range(param, v->number)) return *bad = v->number, true;
    int n = v->type == TN_VALUE_INT ? 1 : v->type == TN_VALUE_INTS ? v->n_ints : 0;
    for (int i = 0; i < n; i++)
        if (out_of_range(param, (double)v->ints[i])) return *bad = (double)v->ints[i], true;
    return false;
}

static tn_status store(tn__layer *layer, int index, const tn_value *given, tn_error *err)
{
    const tn__param *param = &layer->kind->params[index];
    tn_value v = *given;
    double bad;
    if (!convert(param, &v))
        return tn__fail(err, TN_BAD_ARGUMENT, "%s: argument '%s' must be %s, not %s", kind_name(layer->kind), param->name,
                        wanted_type(param->type), type_name(given->type));
    if (find_out_of_range(param, &v, &bad)) {
        if (param->out_of_range) return tn__fail(err, TN_BAD_ARGUMENT, "%s, but got %.10g", param->out_of_range, bad);
        if (isinf(param->max))
            return tn__fail(err, TN_BAD_ARGUMENT, "%s: argument '%s' must be at least %.10g, but got %.10g",
                            kind_name(layer->kind), param->name, param->min, bad);
        return tn__fail(err, TN_BAD_ARGUMENT, "%s: argument '%s' must be from %.10g to %.10g, but got %.10g",
                        kind_name(layer->kind), param->name, param->min, param->max, bad);
    }
    layer->args[index] = v;
    layer->given[index] = true;
    return TN_OK;
}

/* --- defaults --- */

static tn_status missing(const tn__layer *layer, tn_error *err)
{
    char names[200] = "";
    int n = 0;
    for (int i = 0; i < tn__layer_params_count(layer->kind); i++) {
        if (layer->given[i] || !layer->kind->params[i].required) continue;
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s'%s'", n++ ? " and " : "", layer->kind->params[i].name);
    }
    return tn__fail(err, TN_BAD_ARGUMENT, "%s.__init__() missing %d required positional argument%s: %s", kind_name(layer->kind),
                    n, n == 1 ? "" : "s", names);
}

static tn_status fill_defaults(tn__layer *layer, tn_error *err)
{
    for (int i = 0; i < tn__layer_params_count(layer->kind); i++) {
        const tn__param *param = &layer->kind->params[i];
        if (layer->given[i]) continue;
        if (param->required) return missing(layer, err);
        layer->args[i] = param->fallback;
    }
    return TN_OK;
}

tn_status tn__layer_init(tn__layer *out, const tn__layer_kind *kind, const char *name, const tn_arg *args, int n_args,
                         int *at_argument, tn_error *err)
{
    tn__layer layer = {.kind = kind, .name = name};
    for (int i = 0; i < n_args && !kind->takes_anything; i++) {
        int index;
        tn_status status = find_param(&layer, args, i, &index, err);
        if (status == TN_OK) status = store(&layer, index, &args[i].value, err);
        if (status == TN_OK) continue;
        if (at_argument) *at_argument = i;
        return status;
    }
    if (at_argument) *at_argument = -1;
    tn_status status = fill_defaults(&layer, err);
    if (status == TN_OK && kind->check) status = kind->check(&layer, err);
    if (status == TN_OK) *out = layer;
    return status;
}
