/* DropConnect in the source: PyTorch has no class for it, but F.linear takes a weight that F.dropout has dropped. */
#include <stdio.h>
#include <string.h>

#include "study/patch_parts.h"

typedef tn__patcher patcher;
typedef tn__syntax syntax;

enum { LAST = 1 << 30 }; /* rank behind all that wraps an argument */

static const syntax *first_argument(const syntax *call)
{
    const syntax *arguments = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_ARGUMENTS) : NULL;
    return arguments ? arguments->first : NULL;
}

static const syntax *function_of(const syntax *call)
{
    return call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
}

/* Whether a function is called by that name, bare or behind a point. */
static bool is_function(const patcher *p, const syntax *call, const char *name)
{
    const syntax *function = function_of(call);
    if (function && function->kind == SYN_ATTRIBUTE) function = tn__syntax_child(function, FIELD_ATTRIBUTE);
    return tn__syntax_is(&p->tree, function, name);
}

/* self.fc(x) becomes F.linear(x, F.dropout(self.fc.weight, 0.5, self.training), self.fc.bias). */
static bool drop_weights(patcher *p, const syntax *call, double rate, const char *self)
{
    char functional[80], number[40];
    const syntax *layer = function_of(call), *input = first_argument(call);
    bool plain = layer && (layer->kind == SYN_ATTRIBUTE || layer->kind == SYN_IDENTIFIER);
    if (!plain || !input || input->next || !tn__patch_functional(p, functional, sizeof(functional))) return false;
    int n = (int)(layer->end - layer->start);
    const char *name = p->tree.text + layer->start;
    tn__patch_number(rate, number, sizeof(number));
    tn__edits_printf(&p->edits, layer->start, layer->end, 0, "%s.linear", functional);
    tn__edits_printf(&p->edits, input->end, input->end, LAST, ", %s.dropout(%.*s.weight, %s, %s.training), %.*s.bias", functional,
                     n, name, number, self, n, name);
    return true;
}

/* F.dropout(self.fc.weight, ...) in the call of F.linear; NULL: it is written in another way. */
static const syntax *dropped_weight(const patcher *p, const syntax *call)
{
    const syntax *input = is_function(p, call, "linear") ? first_argument(call) : NULL;
    const syntax *weight = input ? input->next : NULL, *inner = first_argument(weight);
    bool found = is_function(p, weight, "dropout") && inner->kind == SYN_ATTRIBUTE;
    return found ? weight : NULL;
}

static bool change_rate(patcher *p, const syntax *dropout, double rate)
{
    char number[40];
    const syntax *at = tn__patch_rate(p, dropout, 1), *weight = first_argument(dropout);
    tn__patch_number(rate, number, sizeof(number));
    if (at)
        tn__edits_add(&p->edits, at->start, at->end, 0, number, strlen(number));
    else
        tn__edits_printf(&p->edits, weight->end, weight->end, LAST, ", p=%s", number);
    return true;
}

/* Back to self.fc(x). */
static bool call_layer(patcher *p, const syntax *call, const syntax *dropout)
{
    const syntax *function = function_of(call), *input = first_argument(call), *last = input;
    const syntax *layer = tn__syntax_child(first_argument(dropout), FIELD_OBJECT);
    while (last->next) last = last->next;
    if (!layer || input->kind == SYN_KEYWORD_ARGUMENT) return false;
    tn__edits_add(&p->edits, function->start, function->end, 0, p->tree.text + layer->start, layer->end - layer->start);
    tn__edits_add(&p->edits, input->end, last->end, 0, "", 0);
    return true;
}

/* One use of the layer. */
static bool patch_use(patcher *p, const tn__patch_change *change, int node)
{
    char self[40];
    tn__path_find(&p->a, &p->tree, p->net->nodes[node].place);
    const syntax *call = tn__path_node(&p->a), *method = tn__path_last(&p->a, SYN_FUNCTION_DEFINITION);
    const syntax *dropout = dropped_weight(p, call);
    bool is_dropped = tn__layer_of(p->net, node)->kind->dropout;
    if (!call || !method || is_dropped != (dropout != NULL) || !tn__patch_self(p, method, self, sizeof(self))) return false;
    if (!dropout) return drop_weights(p, call, change->p, self);
    return change->kind ? change_rate(p, dropout, change->p) : call_layer(p, call, dropout);
}

/* Whether an earlier use of the layer has run the same code. */
static bool is_again(const patcher *p, int node)
{
    tn__place at = p->net->nodes[node].place;
    bool again = false;
    for (int i = 1; i < node && !again; i++) {
        tn__place other = p->net->nodes[i].place;
        again = p->net->nodes[i].module == p->net->nodes[node].module && other.line == at.line && other.column == at.column;
    }
    return again;
}

bool tn__patch_weights(patcher *p, const tn__patch_change *change)
{
    bool fine = true;
    for (int i = 1; fine && i < (int)p->net->n_nodes; i++) {
        bool use = p->net->nodes[i].module == p->net->nodes[change->node].module && !is_again(p, i);
        if (use) fine = patch_use(p, change, i);
    }
    return fine;
}
