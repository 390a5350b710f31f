#include <stdio.h>

#include "check/rule.h"

/* Self-normalisation rests on SELU's fixed point (mean 0, variance 1); ReLU's output has neither. */
bool tn__rule_alpha_dropout_after_relu(const tn__site *site, tn_finding *f)
{
    bool alpha = site->layer->kind->dropout->takes_alpha;
    bool standard = alpha && tn__arg(site->layer, "alpha")->type == TN_VALUE_FLOAT && tn__arg_float(site->layer, "alpha") == 1;
    if (!alpha || standard || !site->before || site->before->kind != &tn__layer_relu) return false;
    snprintf(f->message, sizeof f->message, "%s after ReLU cannot keep mean 0 and variance 1", site->layer->kind->torch_class);
    snprintf(f->primary.text, sizeof f->primary.text, "its input is never negative");
    tn__finding_note(f, site->net->nodes[site->before_node].place, "the ReLU");
    tn__finding_help(f, "use nn.SELU() before it, with lecun_normal weights");
    tn__finding_help(f, "or use nn.Dropout after the ReLU");
    return true;
}
