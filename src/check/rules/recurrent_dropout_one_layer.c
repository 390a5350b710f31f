/* nn.LSTM, nn.GRU and nn.RNN drop between layers: with one layer there is no such place (torch/nn/modules/rnn.py 2.13). */
#include <string.h>

#include "check/code.h"

static bool is_recurrent(const char *name)
{
    return strcmp(name, "LSTM") == 0 || strcmp(name, "GRU") == 0 || strcmp(name, "RNN") == 0;
}

/* A rate that may be zero on purpose: written as 0, or chosen by a condition on the number of layers. */
static bool asks(const tn__code *code, const tn__syntax *rate)
{
    double p;
    rate = tn__code_bare(rate);
    return rate && (tn__code_number(code, rate, &p) ? p > 0 : rate->kind == SYN_IDENTIFIER || rate->kind == SYN_ATTRIBUTE);
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    char name[TN_DOTTED];
    double layers = 1;
    if (!is_recurrent(tn__code_nn_class(code, spot->node, name)) || tn__code_has_splat(spot->node)) {
        return true;
    }
    const tn__syntax *number = tn__code_argument(code, spot->node, "num_layers", 2);
    const tn__syntax *rate = tn__code_argument(code, spot->node, "dropout", 5);
    if (!rate || (number && !tn__code_number(code, number, &layers)) || layers != 1 || !asks(code, rate)) {
        return true;
    }
    tn_finding *one = tn__find(context, tn__syntax_place(rate),
                               "dropout of nn.%s with one layer does nothing: it drops between layers", name);
    tn__finding_help(one, "put an nn.Dropout behind it, or use num_layers=2");
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_recurrent_dropout_one_layer = {.on_code = check};
