/* GELU: x times the normal distribution function of x; Hendrycks & Gimpel 2016. */
#include <string.h>

#include "layer/pointwise.h"

static bool by_tanh(const tn__layer *layer)
{
    return strcmp(tn__arg(layer, "approximate")->text, "tanh") == 0;
}

static tn__activation activation(const tn__layer *layer)
{
    return by_tanh(layer) ? TN_ACT_gelu_tanh : TN_ACT_gelu;
}

static tn_status check(const tn__layer *layer, tn_error *err)
{
    const char *text = tn__arg(layer, "approximate")->text;
    if (by_tanh(layer) || strcmp(text, "none") == 0) return TN_OK;
    return tn__fail(err, TN_BAD_ARGUMENT, "approximate argument must be either none or tanh, but got %s", text);
}

static const tn__param params[] = {
    {.name = "approximate", .type = TN_PARAM_TEXT, .fallback = {.type = TN_VALUE_TEXT, .text = "none"}}, {0}};

const tn__layer_kind tn__layer_gelu = {
    TN_ACTIVATION_ROW,
    .name = "gelu",
    .torch_class = "GELU",
    .torch_function = "gelu",
    .summary = "x * Phi(x)",
    .params = params,
    .traits = TN_TRAIT_ACTIVATION | TN_TRAIT_POINTWISE | TN_TRAIT_ZERO_AT_ZERO | TN_TRAIT_KEEPS_INPUT,
    .check = check,
};
