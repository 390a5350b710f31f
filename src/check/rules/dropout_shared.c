/* One dropout module called at several places, or registered under several names: fine for the masks, which are drawn at each
 * call, but these share a rate. */
#include "check/flow.h"

static bool is_same_place(tn__place a, tn__place b)
{
    return a.line == b.line && a.column == b.column;
}

/* How many places before `value` call its module; *first is the first of their values. A loop is one place. */
static int places_before(const tn_net *net, int value, int *first)
{
    int n = 0;
    for (int i = value - 1; i > 0; i--) {
        bool same = net->nodes[i].module == net->nodes[value].module && net->nodes[i].place.line > 0;
        for (int k = i + 1; same && k <= value; k++) {
            same = net->nodes[k].module != net->nodes[i].module || !is_same_place(net->nodes[k].place, net->nodes[i].place);
        }
        n += same;
        *first = same ? i : *first;
    }
    return n;
}

static bool is_last_use(const tn_net *net, int value)
{
    for (size_t i = (size_t)value + 1; i < net->n_nodes; i++) {
        if (net->nodes[i].module == net->nodes[value].module) {
            return false;
        }
    }
    return true;
}

/* One object in several Sequentials, or several times in one: they print as modules of their own. */
static void say_names(tn__rule_run *run, const tn_net *net, int value)
{
    int n = tn__layer_of(net, value)->n_names;
    if (n < 2) {
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "one dropout under %d names: they share its rate", n);
    tn__finding_label(one, "%s is the first of them", tn__node_title(net, value));
    tn__finding_help(one, "each call draws its own mask, so nothing is wrong; a module a name lets each have its rate");
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int first = 0;
    bool named = tn__layer_of(net, value)->name && net->nodes[value].place.line > 0;
    if (!named || !tn__flow_drops(net, value) || !is_last_use(net, value)) {
        return;
    }
    int others = places_before(net, value, &first);
    if (!others) {
        say_names(run, net, value);
        return;
    }
    tn_finding *one = tn__find(run, net->nodes[value].place, "one dropout for %d places: they share its rate", others + 1);
    tn__finding_label(one, "%s", tn__node_title(net, value));
    tn__finding_note(one, net->nodes[first].place, "the first call of it");
    tn__finding_help(one, "each call draws its own mask, so nothing is wrong; a module a place lets each have its rate");
}

const tn__rule_body tn__rule_dropout_shared = {.on_node = look};
