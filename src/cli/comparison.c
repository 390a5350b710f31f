#include "cli/comparison.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

cli_arm_summary cli_summarise_arm(const cli_comparison *c, cli_arm arm)
{
    double gap[CLI_MAX_SEEDS];
    for (int i = 0; i < c->seeds; i++) {
        gap[i] = c->regression ? c->test[arm][i] - c->train[arm][i] : c->train[arm][i] - c->test[arm][i];
    }
    return (cli_arm_summary){cli_estimate_mean(c->train[arm], c->seeds), cli_estimate_mean(c->test[arm], c->seeds),
                             cli_estimate_mean(gap, c->seeds)};
}

cli_estimate cli_paired_difference(const cli_comparison *c)
{
    double difference[CLI_MAX_SEEDS];
    for (int i = 0; i < c->seeds; i++) {
        difference[i] = c->test[CLI_WITH][i] - c->test[CLI_WITHOUT][i];
    }
    cli_estimate out = cli_estimate_mean(difference, c->seeds);
    double floor = c->step / sqrt(6); /* rounding to a step has variance step^2/12; there are two roundings */
    if (out.deviation < floor) {
        out.deviation = floor;
        out.half_width = cli_t_quantile(0.95, c->seeds - 1) * floor / sqrt(c->seeds);
    }
    return out;
}

cli_verdict cli_judge(const cli_comparison *c)
{
    cli_estimate d = cli_paired_difference(c);
    bool up = d.mean - d.half_width > 0, down = d.mean + d.half_width < 0;
    if (up || down) {
        return up != c->regression ? CLI_HELPED : CLI_HURT;
    }
    return CLI_NO_DIFFERENCE;
}

/* Layers that only give the values another shape. */
static bool is_view(const tn_layer_info *layer)
{
    static const char *const kinds[] = {"flatten", "Flatten", "reshape", "Unflatten", "Identity"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(layer->kind, kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the layer takes the net's input, as it is or in another shape. */
static bool takes_input(const tn_net *net, const tn_layer_info *layer)
{
    tn_layer_info before = *layer;
    while (before.from >= 0) {
        tn_net_layer(net, before.from, &before);
        if (!is_view(&before)) {
            return false;
        }
    }
    return true;
}

/* Where a dropout layer stands: "after relu1", "on the input". */
static void describe_place(const tn_net *net, const tn_layer_info *layer, char *out, size_t size)
{
    tn_layer_info before;
    if (takes_input(net, layer)) {
        snprintf(out, size, "on the input");
        return;
    }
    tn_net_layer(net, layer->from, &before);
    snprintf(out, size, "after %s", *before.name ? before.name : before.kind);
}

/* Classes keep their name; functions get a capital for the start of a sentence. */
static void describe_one(const tn_net *net, const tn_layer_info *layer, char *out, size_t size)
{
    char place[100];
    describe_place(net, layer, place, sizeof place);
    snprintf(out, size, "%s %s (p=%g)", layer->kind, place, layer->p);
    out[0] = (char)toupper((unsigned char)out[0]);
}

void cli_describe_dropout(const tn_net *net, char *out, size_t size)
{
    tn_layer_info layer;
    int n = 0;
    size_t used = 0;
    for (int i = 0; i < tn_net_layers(net) && used < size; i++) {
        char place[100];
        tn_net_layer(net, i, &layer);
        if (layer.dropout_site < 0) {
            continue;
        }
        if (tn_net_dropout_sites(net) == 1) {
            describe_one(net, &layer, out, size);
            return;
        }
        describe_place(net, &layer, place, sizeof place);
        used += n == 0 ? (size_t)snprintf(out, size, "Dropout at %d sites (%s p=%g", tn_net_dropout_sites(net), place, layer.p)
                       : (size_t)snprintf(out + used, size - used, ", %s p=%g", place, layer.p);
        n++;
        if (n == 4 && tn_net_dropout_sites(net) > 5) {
            used += used < size ? (size_t)snprintf(out + used, size - used, ", ...") : 0;
            break;
        }
    }
    if (used < size) {
        snprintf(out + used, size - used, ")");
    }
}

void cli_answer(const cli_comparison *c, const char *what, const char *data, char *out, size_t size)
{
    cli_estimate d = cli_paired_difference(c);
    char seeds[40], effect[120];
    snprintf(seeds, sizeof seeds, "%d seeds", c->seeds);
    if (c->regression) {
        snprintf(effect, sizeof effect, "test RMSE %+.4g [%.4g, %.4g]", d.mean, d.mean - d.half_width, d.mean + d.half_width);
    } else {
        snprintf(effect, sizeof effect, "test accuracy %+.1f points [%.1f, %.1f]", d.mean, d.mean - d.half_width,
                 d.mean + d.half_width);
    }
    switch (cli_judge(c)) {
    case CLI_HELPED: snprintf(out, size, "%s helped on %s: %s, %s.", what, data, effect, seeds); break;
    case CLI_HURT: snprintf(out, size, "%s hurt on %s: %s, %s.", what, data, effect, seeds); break;
    default: snprintf(out, size, "%s made no difference on %s that %s can show: %s.", what, data, seeds, effect); break;
    }
}
