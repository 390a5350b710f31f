/* Channel dropouts on inputs of other dimensions than their name says (torch/nn/functional.py 2.13, dropout1d, dropout2d,
 * dropout3d). */
#include "check/flow.h"

/* What PyTorch does with such an input; NULL where all is well. */
static const char *meaning(const tn_net *net, int value)
{
    int rank = tn__flow_input_rank(net, value);
    if (tn__flow_is(net, value, "dropout2d")) {
        return rank == 2   ? "each number is dropped by itself, as nn.Dropout does"
               : rank == 3 ? "dimension 1 is taken for channels, as nn.Dropout1d does"
                           : NULL;
    }
    if (tn__flow_is(net, value, "dropout1d")) {
        return rank == 2 ? "it is taken for one sample without a batch: dimension 0, the batch, is what is dropped" : NULL;
    }
    if (tn__flow_is(net, value, "dropout3d")) {
        return rank >= 0 && rank != 5 ? "it is taken for one sample without a batch: dimension 0, the batch, is what is dropped"
                                      : NULL;
    }
    return NULL;
}

/* Three dimensions may be an image whose batch the assumed input lacks, but not behind layers of sequences. */
static bool may_be_image(const tn_net *net, int value)
{
    static const char *const of_sequences[] = {"conv1d",       "embedding",  "linear",    "layer_norm",
                                               "batch_norm1d", "max_pool1d", "avg_pool1d"};
    int from = value;
    if (tn__flow_input_rank(net, value) != 3) {
        return false;
    }
    while ((from = tn__node_source(net, from)) > 0) {
        for (size_t i = 0; i < sizeof of_sequences / sizeof *of_sequences; i++) {
            if (tn__flow_is(net, from, of_sequences[i])) {
                return false;
            }
        }
    }
    return true;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    const char *text = run->is_guess || may_be_image(net, value) ? NULL : meaning(net, value);
    if (!text) {
        return;
    }
    int rank = tn__flow_input_rank(net, value);
    tn_finding *one = tn__find(run, net->nodes[value].place, "%s on an input of %d dimensions: %s",
                               tn__layer_of(net, value)->kind->torch_class, rank, text);
    tn__finding_label(one, "%s", tn__node_title(net, value));
    const char *other = rank == 2 ? "Dropout" : rank == 3 ? "Dropout1d" : "Dropout2d";
    tn__finding_help(one, "use nn.%s for inputs of %d dimensions", other, rank);
    if (tn__layer_of(net, value)->name) { // what it is meant to drop is for the author to say
        tn__finding_fix(one, false, "use nn.%s", other);
        tn__fix_rename_callee(run, one, tn__node_made(net, value), other);
    }
}

const tn__rule_body tn__rule_dropout_rank = {.on_node = look};
