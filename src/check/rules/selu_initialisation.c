/* SELU keeps mean 0 and variance 1 only with weights of variance 1/fan_in (Klambauer et al. 2017, section 2); PyTorch's default
 * has a third of that (torch/nn/modules/linear.py 2.13, reset_parameters), and its nonlinearity='selu' nine sixteenths
 * (torch/nn/init.py 2.13, calculate_gain).
 *
 * What the model's own __init__ does, the reader has followed. All else in the file that may draw weights keeps the rule quiet.
 */
#include <string.h>

#include "check/code.h"
#include "check/flow.h"

/* --- in the text: who else draws weights --- */

typedef struct search {
    const char *model;                      /* the class at hand */
    const tn__syntax *name;                 /* of the function whose uses are looked for */
    bool is_method, found, is_used, is_own; /* is_own: no use of it is outside the model's __init__ */
    bool is_followed;                       /* the model was run with its own arguments */
} search;

static const char *last_part(const char *dotted)
{
    const char *dot = strrchr(dotted, '.');
    return dot ? dot + 1 : dotted;
}

/* `fc.weight.normal_(...)`, `nn.init.orthogonal_(fc.weight)`, `trunc_normal_(w)`; what only names a bias draws no weights. */
static bool draws(const tn__code *code, const tn__syntax *call, const char *callee)
{
    static const char *const words[] = {"normal_", "uniform_", "orthogonal_", "sparse_", "eye_",  "dirac_",
                                        "copy_",   "fill_",    "constant_",   "ones_",   "zeros_"};
    const char *name = last_part(callee);
    bool known = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]), length = strlen(name);
        known = known || (length >= n && strcmp(name + length - n, words[i]) == 0);
    }
    return known && (tn__code_mentions(code, call, "weight") || !tn__code_mentions(code, call, "bias"));
}

static bool looks_defined(void *context, const tn__code *code, const tn__spot *spot)
{
    search *s = context;
    const tn__syntax *name = tn__syntax_child(spot->node, FIELD_NAME);
    s->found = name && s->name && tn__code_same(code, name, s->name);
    return !s->found;
}

/* `init_weights(net)`, `self.reset_parameters()` of a library or of another file: what it does is not seen. */
static bool is_of_others(const tn__code *code, const tn__syntax *call, const char *callee)
{
    const char *name = last_part(callee);
    bool speaks = (strstr(name, "init") || strstr(name, "lecun") || strcmp(name, "reset_parameters") == 0) &&
                  strcmp(name, "__init__") != 0;
    const tn__syntax *function = tn__syntax_child(call, FIELD_FUNCTION);
    search s = {.name = function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_ATTRIBUTE) : function};
    if (speaks) {
        tn__code_walk(code, NULL, SYN_FUNCTION_DEFINITION, looks_defined, &s);
    }
    return speaks && !s.found;
}

static bool is_in_own_init(const tn__code *code, const tn__spot *spot, const char *model)
{
    const tn__spot *function = tn__code_function(spot), *class_ = tn__code_class(spot);
    return function && class_ && tn__code_function_is(code, function, "__init__") &&
           tn__code_is(code, tn__syntax_child(class_->node, FIELD_NAME), model);
}

static bool looks_used(void *context, const tn__code *code, const tn__spot *spot)
{
    search *s = context;
    bool is_attribute = spot->node->field == FIELD_ATTRIBUTE; /* nn.init is no use of a function init() */
    if (spot->node != s->name && is_attribute == s->is_method && tn__code_same(code, spot->node, s->name)) {
        s->is_used = true;
        s->is_own = s->is_own && is_in_own_init(code, spot, s->model);
    }
    return s->is_own;
}

/* In the model's __init__, or in a function that nothing but that calls or applies. */
static bool is_run_by_model(const tn__code *code, const tn__spot *call, const char *model)
{
    const tn__spot *function = tn__code_function(call);
    if (!function || is_in_own_init(code, call, model)) {
        return function != NULL;
    }
    search s = {.model = model,
                .name = tn__syntax_child(function->node, FIELD_NAME),
                .is_method = tn__code_class(function) != NULL,
                .is_own = true};
    if (s.name) {
        tn__code_walk(code, NULL, SYN_IDENTIFIER, looks_used, &s);
    }
    return s.is_used && s.is_own;
}

static bool looks_drawn(void *context, const tn__code *code, const tn__spot *spot)
{
    char callee[TN_DOTTED];
    search *s = context;
    tn__code_callee(code, spot->node, callee);
    bool loads = strstr(callee, "load_state_dict") || strstr(callee, "from_pretrained") || strcmp(callee, "torch.load") == 0;
    bool draws_here = draws(code, spot->node, callee) && !(s->is_followed && is_run_by_model(code, spot, s->model));
    s->found = loads || draws_here || is_of_others(code, spot->node, callee);
    return !s->found;
}

/* `fc.weight.data = ...`; a layer's own `self.weight = nn.Parameter(...)` is that layer's matter. */
static bool looks_assigned(void *context, const tn__code *code, const tn__spot *spot)
{
    search *s = context;
    const tn__syntax *left = tn__syntax_child(spot->node, FIELD_LEFT);
    s->found = left && left->kind == SYN_ATTRIBUTE && !tn__code_self_attribute(code, left) &&
               tn__code_mentions(code, left, ".weight");
    return !s->found;
}

/* `net.apply(init_weights)` of a function that another file defines. */
static bool imports_another(const tn__code *code)
{
    for (int i = 0; i < code->n_imports; i++) {
        const tn__syntax *module = code->imports[i].module, *one = code->imports[i].one;
        bool of_torch = tn__code_mentions(code, module ? module : one, "torch");
        if (!of_torch && (tn__code_mentions(code, one, "init") || tn__code_mentions(code, one, "lecun"))) {
            return true;
        }
    }
    return false;
}

static bool initialises_elsewhere(const tn__rule_run *run, const char *model)
{
    tn__code code;
    search s = {.model = model, .is_followed = !run->is_guess};
    if (!tn__code_open(&code, run->report)) {
        return true;
    }
    tn__code_walk(&code, NULL, SYN_CALL, looks_drawn, &s);
    if (!s.found) {
        tn__code_walk(&code, NULL, SYN_ASSIGNMENT, looks_assigned, &s);
    }
    return s.found || imports_another(&code);
}

/* --- in the net --- */

/* The last one for the weights of a module; NULL: they stay as PyTorch draws them. */
static const tn__init_step *last_draw(const tn_net *net, int module)
{
    const tn__init_step *last = NULL;
    for (size_t i = 0; i < net->n_init_steps; i++) {
        const tn__init_step *step = &net->init_steps[i];
        bool of_weights = step->module == module && step->state >= 0 && strcmp(net->states[step->state].spec->key, "weight") == 0;
        last = of_weights ? step : last;
    }
    return last;
}

/* Said once a net: at its first SELU behind a layer of weights. */
static bool is_first(const tn_net *net, int value)
{
    for (int i = 1; i < value; i++) {
        if (tn__flow_is(net, i, "selu")) {
            return false;
        }
    }
    return true;
}

static tn_finding *say_gain(tn__rule_run *run, const tn_net *net, int value, const tn__init_step *draw)
{
    tn_finding *one = tn__find(
        run, net->nodes[value].place,
        "SELU behind weights of %s(nonlinearity='selu'): their variance is 9/16 of what self-normalisation needs",
        draw->function);
    tn__finding_note(one, draw->place, "PyTorch's gain for 'selu' is 3/4, that of the paper is 1");
    tn__finding_help(one, "nonlinearity='linear' has the gain 1");
    return one;
}

static tn_finding *say_default(tn__rule_run *run, const tn_net *net, int value, int from)
{
    tn_finding *one = tn__find(
        run, net->nodes[value].place,
        "SELU behind weights of PyTorch's default: their variance is a third of what self-normalisation needs");
    tn__finding_note(one, net->nodes[from].place, "%s keeps its first weights", tn__node_title(net, from));
    tn__finding_help(one, "nn.init.kaiming_normal_(layer.weight, nonlinearity='linear') is lecun_normal; zero the biases");
    return one;
}

static void look(tn__rule_run *run, const tn_net *net, int value)
{
    int from = tn__flow_is(net, value, "selu") ? tn__flow_source(net, value) : 0;
    bool weighs = from > 0 && tn__flow_traits(net, from) & TN_TRAIT_LINEAR_MAP;
    const tn__init_step *draw = weighs ? last_draw(net, net->nodes[from].module) : NULL;
    bool by_selu = draw && strcmp(draw->nonlinearity, "selu") == 0 && strncmp(draw->function, "kaiming", 7) == 0;
    if (!weighs || !is_first(net, value) || (draw && !by_selu) || initialises_elsewhere(run, net->name)) {
        return;
    }
    tn_finding *one = draw ? say_gain(run, net, value, draw) : say_default(run, net, value, from);
    tn__finding_label(one, "%s", tn__node_title(net, value));
}

const tn__rule_body tn__rule_selu_initialisation = {.on_node = look};
