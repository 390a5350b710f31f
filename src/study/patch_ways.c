/* Ways to make one change. Each looks only at the form of the source; whether the net comes out as asked is found by reading
 * it again, so a way may be wrong about that. */
#include <stdio.h>
#include <string.h>

#include "study/patch_parts.h"

typedef tn__patcher patcher;
typedef tn__syntax syntax;

static const tn__layer *layer_of(const patcher *p, int node)
{
    return &p->net->modules[p->net->nodes[node].module].layer;
}

/* The call in __init__ that made the node's module; line 0 for functions. */
static tn__place constructor_of(const patcher *p, int node)
{
    const tn__module *module = &p->net->modules[p->net->nodes[node].module];
    return node > 0 && module->layer.name ? module->place : (tn__place){0};
}

/* The constructor beside which a dropout of this value is declared: the nearest that led to it. */
static tn__place constructor_near(const patcher *p, int value)
{
    while (value > 0 && !constructor_of(p, value).line) value = p->net->nodes[value].in[0];
    return constructor_of(p, value);
}

static bool is_call_of(const patcher *p, const syntax *call, const char *name)
{
    const syntax *function = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    if (function && function->kind == SYN_ATTRIBUTE) function = tn__syntax_child(function, FIELD_ATTRIBUTE);
    return tn__syntax_is(&p->tree, function, name);
}

static void remove_lines(patcher *p, const syntax *statement)
{
    const char *text = p->tree.text;
    tn__edits_add(&p->edits, tn__line_start(text, statement->start), tn__next_line(text, p->tree.length, statement->end), 0, "",
                  0);
}

/* --- members of nn.Sequential --- */
/* The member that the constructor found in p->a is, or that names it: ("fc", nn.Linear(2, 3)). NULL: it is none. */
static const syntax *member_of_list(const patcher *p)
{
    for (int up = 0; up < 2; up++) {
        const syntax *one = tn__path_up(&p->a, up), *list = tn__path_up(&p->a, up + 1);
        if (!one || !list || (up == 1 && one->kind != SYN_TUPLE)) return NULL;
        if (list->kind == SYN_LIST) return one;
        const syntax *call = tn__path_up(&p->a, up + 2);
        /* super().__init__(...) of a class that is a Sequential */
        bool members = is_call_of(p, call, "Sequential") || is_call_of(p, call, "__init__");
        if (list->kind == SYN_ARGUMENT_LIST && members) return one;
    }
    return NULL;
}

/* A new member's text, with a name where its neighbour has one. */
static bool member_text(patcher *p, const tn__patch_change *change, const syntax *neighbour, char *out, size_t size)
{
    char constructor[200];
    if (!tn__patch_constructor(p, change->kind, change->p, constructor, sizeof(constructor))) return false;
    if (neighbour->kind != SYN_TUPLE) return (size_t)snprintf(out, size, "%s", constructor) < size;
    char quote = p->tree.text[neighbour->first->start];
    quote = quote == '\'' ? '\'' : '"';
    return (size_t)snprintf(out, size, "(%cdropout%d%c, %s)", quote, ++p->n_members, quote, constructor) < size;
}

/* What stands between two members: a line end and the neighbour's indent, or a space. */
static int separator(const patcher *p, const syntax *member, char *out, size_t size)
{
    size_t start = tn__line_start(p->tree.text, member->start);
    size_t blanks = strspn(p->tree.text + start, " \t");
    if (start + blanks != member->start) return snprintf(out, size, " ");
    return snprintf(out, size, "\n%.*s", (int)blanks, p->tree.text + start);
}

/* layers.append(nn.ReLU()), of the constructor in p->a: the statement, where it stands alone. */
static const syntax *append_statement(const patcher *p)
{
    const syntax *list = tn__path_up(&p->a, 1), *call = tn__path_up(&p->a, 2), *statement = tn__path_statement(&p->a);
    bool alone = statement && statement->kind == SYN_EXPRESSION_STATEMENT && statement->first == call &&
                 is_call_of(p, call, "append");
    return alone && list->first == tn__path_node(&p->a) && tn__syntax_owns_lines(&p->tree, statement) ? statement : NULL;
}

/* The same statement with a dropout in it, behind or in front. */
static bool add_append(patcher *p, const tn__patch_change *change, bool behind)
{
    char constructor[200];
    const syntax *statement = append_statement(p), *old = tn__path_node(&p->a);
    const char *text = p->tree.text;
    if (!statement || !tn__patch_constructor(p, change->kind, change->p, constructor, sizeof(constructor))) return false;
    size_t start = tn__line_start(text, statement->start),
           at = behind ? tn__next_line(text, p->tree.length, statement->end) : start;
    bool ended = at == 0 || text[at - 1] == '\n';
    tn__edits_printf(&p->edits, at, at, 0, "%s%.*s%s%.*s%s", ended ? "" : "\n", (int)(old->start - start), text + start,
                     constructor, (int)(statement->end - old->end), text + old->end, ended ? "\n" : "");
    return true;
}

/* Behind a member and its comma, or in front of it. */
static bool add_member(patcher *p, const tn__patch_change *change, int node, bool behind)
{
    char text[320], gap[120];
    tn__place place = constructor_of(p, node);
    if (!place.line) return false;
    tn__path_find(&p->a, &p->tree, place);
    const syntax *member = member_of_list(p);
    if (!member && add_append(p, change, behind)) return true;
    if (!member || !member_text(p, change, member, text, sizeof(text)) ||
        separator(p, member, gap, sizeof(gap)) >= (int)sizeof(gap))
        return false;
    if (behind) {
        tn__edits_printf(&p->edits, member->end, member->end, 0, ",%s%s", gap, text);
    } else {
        tn__edits_printf(&p->edits, member->start, member->start, 0, "%s,%s", text, gap);
    }
    return true;
}

/* Where a member's comma ends; the member's own end when it has none. */
static size_t behind_comma(const patcher *p, size_t at)
{
    size_t next = at + strspn(p->tree.text + at, " \t\n");
    return next < p->tree.length && p->tree.text[next] == ',' ? next + 1 : at;
}

static bool remove_member(patcher *p, const tn__patch_change *change)
{
    tn__place place = constructor_of(p, change->node);
    if (!place.line) return false;
    tn__path_find(&p->a, &p->tree, place);
    const syntax *member = member_of_list(p), *statement = append_statement(p);
    if (!member && statement) remove_lines(p, statement);
    if (!member) return statement != NULL;
    const char *text = p->tree.text;
    size_t end = behind_comma(p, member->end), start = member->start, line = tn__line_start(text, start);
    bool first_on_line = line + strspn(text + line, " \t") == start;
    size_t rest = end + strspn(text + end, " \t");
    bool last_on_line = text[rest] == '\n' || text[rest] == '#';
    if (first_on_line && last_on_line) {
        tn__edits_add(&p->edits, line, tn__next_line(text, p->tree.length, rest), 0, "", 0);
    } else if (end > member->end) {
        tn__edits_add(&p->edits, start, rest, 0, "", 0);
    } else {
        while (start > 0 && strchr(" \t\n", text[start - 1])) start--;
        tn__edits_add(&p->edits, start > 0 && text[start - 1] == ',' ? start - 1 : member->start, end, 0, "", 0);
    }
    return true;
}

/* --- calls --- */
static void wrap(patcher *p, const syntax *node, const char *self, const char *name)
{
    long span = (long)(node->end - node->start);
    tn__edits_printf(&p->edits, node->start, node->start, -span, "%s.%s(", self, name);
    tn__edits_add(&p->edits, node->end, node->end, span, ")", 1);
}

/* A statement of its own behind the one that ends with `node`, x = self.dropout(x). */
static void add_statement(patcher *p, const syntax *statement, const syntax *target, const char *self, const char *name)
{
    const char *text = p->tree.text;
    size_t start = tn__line_start(text, statement->start), at = tn__next_line(text, p->tree.length, statement->end);
    int indent = (int)(statement->start - start), n = (int)(target->end - target->start);
    bool ended = at > 0 && text[at - 1] == '\n';
    tn__edits_printf(&p->edits, at, at, 0, "%s%.*s%.*s = %s.%s(%.*s)%s", ended ? "" : "\n", indent, text + start, n,
                     text + target->start, self, name, n, text + target->start, ended ? "\n" : "");
}

/* The method around the place in p->a, its class and the name of its self. */
static bool method_around(patcher *p, const syntax **class_node, char *self, size_t size)
{
    const syntax *function = tn__path_last(&p->a, SYN_FUNCTION_DEFINITION);
    *class_node = tn__path_last(&p->a, SYN_CLASS_DEFINITION);
    return function && *class_node && tn__patch_self(p, function, self, size);
}

/* Wraps what makes the value, or puts a statement behind it. */
static bool wrap_value(patcher *p, const tn__patch_change *change)
{
    char self[40], name[48];
    const syntax *class_node;
    if (change->value == 0) return false;
    tn__path_find(&p->a, &p->tree, p->net->nodes[change->value].place);
    const syntax *node = tn__path_node(&p->a), *statement = tn__path_statement(&p->a);
    if (!node || !statement || !method_around(p, &class_node, self, sizeof(self)) ||
        !tn__patch_declare(p, class_node, change, constructor_near(p, change->value), name, sizeof(name))) {
        return false;
    }
    const syntax *target = tn__patch_target(p, node, statement, change->value);
    if (target) {
        add_statement(p, statement, target, self, name);
    } else if (node->kind == SYN_AUGMENTED_ASSIGNMENT) {
        return false;
    } else {
        wrap(p, node, self, name);
    }
    return true;
}

/* The only user of a value; 0 where there are several, or none. */
static int only_user(const patcher *p, int value)
{
    int user = 0;
    for (size_t i = 1; i < p->net->n_nodes; i++) {
        for (int k = 0; k < p->net->nodes[i].n_in; k++) {
            if (p->net->nodes[i].in[k] != value) continue;
            if (user) return 0;
            user = (int)i;
        }
    }
    return user;
}

/* What the call or operator found in p->a computes with, at position k. */
static const syntax *operand(const patcher *p, int k)
{
    const syntax *node = tn__path_node(&p->a);
    if (node && (node->kind == SYN_BINARY_OPERATOR || node->kind == SYN_AUGMENTED_ASSIGNMENT)) {
        return k > 0 || node->kind == SYN_AUGMENTED_ASSIGNMENT ? tn__syntax_child(node, FIELD_RIGHT)
                                                               : tn__syntax_child(node, FIELD_LEFT);
    }
    const syntax *arguments = node && node->kind == SYN_CALL ? tn__syntax_child(node, FIELD_ARGUMENTS) : NULL;
    const syntax *one = arguments ? arguments->first : NULL;
    if (one && one->kind == SYN_LIST) one = one->first; /* torch.cat([a, b]) */
    for (; one && k > 0; k--) one = one->next;
    return one && one->kind == SYN_KEYWORD_ARGUMENT ? tn__syntax_child(one, FIELD_VALUE) : one;
}

/* x.view(...): what stands before the point. */
static const syntax *object_of_call(const patcher *p)
{
    const syntax *node = tn__path_node(&p->a);
    const syntax *function = node && node->kind == SYN_CALL ? tn__syntax_child(node, FIELD_FUNCTION) : NULL;
    return function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_OBJECT) : NULL;
}

static int input_position(const patcher *p, int user, int value)
{
    for (int k = 0; k < p->net->nodes[user].n_in; k++) {
        if (p->net->nodes[user].in[k] == value) return k;
    }
    return -1;
}

/* Wraps what the user is given. */
static bool wrap_operand(patcher *p, const tn__patch_change *change, bool object)
{
    char self[40], name[48];
    const syntax *class_node;
    int user = change->user ? change->user : only_user(p, change->value);
    int k = user ? input_position(p, user, change->value) : -1;
    if (k < 0) return false;
    tn__path_find(&p->a, &p->tree, p->net->nodes[user].place);
    const syntax *node = object ? object_of_call(p) : operand(p, k);
    if (!node || !method_around(p, &class_node, self, sizeof(self)) ||
        !tn__patch_declare(p, class_node, change, change->value ? constructor_near(p, change->value) : constructor_of(p, user),
                           name, sizeof(name))) {
        return false;
    }
    wrap(p, node, self, name);
    return true;
}

/* --- the input --- */
static bool is_docstring(const syntax *statement)
{
    return statement->kind == SYN_EXPRESSION_STATEMENT && statement->first && statement->first->kind == SYN_STRING;
}

/* forward of the class that is read, and its first input. */
static const syntax *find_forward(const patcher *p, const syntax **class_node)
{
    const tn__model_reading *model = &p->reading->models[0];
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        const syntax *definition = one->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(one, FIELD_DEFINITION) : one;
        if (definition && definition->kind == SYN_CLASS_DEFINITION &&
            tn__syntax_is(&p->tree, tn__syntax_child(definition, FIELD_NAME), model->name)) {
            *class_node = definition;
        }
    }
    return *class_node ? tn__class_method(&p->tree, *class_node, "forward") : NULL;
}

static const syntax *second_parameter(const syntax *function)
{
    const syntax *parameters = tn__syntax_child(function, FIELD_PARAMETERS);
    const syntax *one = parameters && parameters->first ? parameters->first->next : NULL;
    while (one && one->kind != SYN_IDENTIFIER) one = one->first;
    return one;
}

/* x = self.input_dropout(x) at the start of forward. */
static bool add_input_statement(patcher *p, const tn__patch_change *change)
{
    char self[40], name[48];
    const syntax *class_node = NULL, *forward = change->value == 0 && !change->user ? find_forward(p, &class_node) : NULL;
    const syntax *body = forward ? tn__syntax_child(forward, FIELD_BODY) : NULL,
                 *input = forward ? second_parameter(forward) : NULL;
    const syntax *first = body ? body->first : NULL;
    if (first && is_docstring(first) && first->next) first = first->next;
    if (!first || !input || !tn__patch_self(p, forward, self, sizeof(self))) return false;
    const char *text = p->tree.text;
    size_t start = tn__line_start(text, first->start);
    if (start + strspn(text + start, " \t") != first->start ||
        !tn__patch_declare(p, class_node, change, constructor_of(p, only_user(p, 0)), name, sizeof(name))) {
        return false;
    }
    int n = (int)(input->end - input->start);
    tn__edits_printf(&p->edits, start, start, 0, "%.*s%.*s = %s.%s(%.*s)\n", (int)(first->start - start), text + start, n,
                     text + input->start, self, name, n, text + input->start);
    return true;
}

/* --- dropouts of the source that go --- */
/* What `node` is given back to by its statement, x in x = self.dropout(x); false where that is not its input. */
static bool gives_back(const patcher *p, const syntax *node, const syntax *inner, const syntax *statement)
{
    const syntax *assignment = statement->kind == SYN_EXPRESSION_STATEMENT ? statement->first : NULL;
    bool whole = assignment && assignment->kind == SYN_ASSIGNMENT && tn__syntax_child(assignment, FIELD_RIGHT) == node;
    const syntax *left = whole ? tn__syntax_child(assignment, FIELD_LEFT) : NULL;
    size_t n = inner->end - inner->start;
    return left && left->kind == SYN_IDENTIFIER && left->end - left->start == n &&
           !memcmp(p->tree.text + left->start, p->tree.text + inner->start, n);
}

/* a; b with b going, or a line of its own. False where something else shares the line. */
static bool remove_statement(patcher *p, const syntax *statement)
{
    size_t at = statement->start;
    if (tn__syntax_owns_lines(&p->tree, statement)) {
        remove_lines(p, statement);
        return true;
    }
    while (at > 0 && p->tree.text[at - 1] == ' ') at--;
    if (at == 0 || p->tree.text[at - 1] != ';') return false;
    tn__edits_add(&p->edits, at - 1, statement->end, 0, "", 0);
    return true;
}

/* x = self.dropout(x) goes as a whole; otherwise the call leaves its argument. */
static bool unwrap(patcher *p, int node_index)
{
    tn__path_find(&p->a, &p->tree, p->net->nodes[node_index].place);
    const syntax *node = tn__path_node(&p->a), *statement = tn__path_statement(&p->a), *inner = operand(p, 0);
    if (!node || node->kind != SYN_CALL || !statement || !inner || is_call_of(p, node, "Sequential")) return false;
    if (gives_back(p, node, inner, statement) && remove_statement(p, statement)) return true;
    tn__edits_add(&p->edits, node->start, inner->start, 0, "", 0);
    tn__edits_add(&p->edits, inner->end, node->end, 0, "", 0);
    return true;
}

/* The statement self.NAME = nn.Dropout(...) of the constructor in p->a, and NAME. */
static const syntax *declaration(patcher *p, char *name, size_t size)
{
    const syntax *call = tn__path_node(&p->a), *statement = tn__path_statement(&p->a);
    const syntax *assignment = statement && statement->kind == SYN_EXPRESSION_STATEMENT ? statement->first : NULL;
    const syntax *left = assignment && assignment->kind == SYN_ASSIGNMENT ? tn__syntax_child(assignment, FIELD_LEFT) : NULL;
    const syntax *attribute = left && left->kind == SYN_ATTRIBUTE ? tn__syntax_child(left, FIELD_ATTRIBUTE) : NULL;
    if (!attribute || tn__syntax_child(assignment, FIELD_RIGHT) != call || !tn__syntax_owns_lines(&p->tree, statement))
        return NULL;
    return (size_t)snprintf(name, size, "%.*s", (int)(attribute->end - attribute->start), p->tree.text + attribute->start) < size
               ? statement
               : NULL;
}

static bool rewrite_constructor(patcher *p, const tn__patch_change *old, const char *kind, double rate);

/* Who gets the attribute of a removed dropout; NULL: nobody. A name that speaks of the input is not true elsewhere. */
static tn__heir *heir_of(const patcher *p, const tn__patch_change *giver, const char *name)
{
    bool speaks_of_input = strstr(name, "input") != NULL;
    for (int i = 0; i < p->n_heirs; i++) {
        tn__heir *heir = &p->heirs[i];
        if (heir->giver == giver) return speaks_of_input && heir->heir->value != 0 ? NULL : heir;
    }
    return NULL;
}

/* Leaves the attribute to the heir, with the heir's kind and rate. */
static bool leave(patcher *p, const tn__patch_change *change, const char *name, tn__heir *heir)
{
    heir->class_node = tn__path_last(&p->a, SYN_CLASS_DEFINITION);
    snprintf(heir->name, sizeof(heir->name), "%s", name);
    return rewrite_constructor(p, change, heir->heir->kind, heir->heir->p);
}

/* How many calls of the node's module go, and whether this is the last of them. */
static int count_going(const patcher *p, const tn__patch_change *change, bool *last)
{
    int n = 0;
    for (int i = 0; i < p->n_changes; i++) {
        const tn__patch_change *other = &p->changes[i];
        if (other->kind || !other->node || p->net->nodes[other->node].module != p->net->nodes[change->node].module) continue;
        *last = other == change;
        n++;
    }
    return n;
}

static bool remove_call(patcher *p, const tn__patch_change *change)
{
    char name[48], self[40];
    bool last = false;
    tn__place place = constructor_of(p, change->node);
    if (!unwrap(p, change->node)) return false;
    if (!place.line) return true;
    tn__path_find(&p->a, &p->tree, place);
    const syntax *statement = declaration(p, name, sizeof(name)), *class_node;
    if (!statement || !method_around(p, &class_node, self, sizeof(self))) return true;
    /* One use is the declaration itself; beyond the calls that go it is still wanted. */
    bool unused = tn__patch_count_uses(p, class_node, self, name) == 1 + count_going(p, change, &last);
    if (!unused || !last) return true;
    tn__heir *heir = heir_of(p, change, name);
    if (heir) return leave(p, change, name, heir);
    remove_lines(p, statement);
    return true;
}

/* Where nothing else will do: a layer that does nothing. */
static bool make_identity(patcher *p, const tn__patch_change *change)
{
    tn__place place = constructor_of(p, change->node);
    tn__path_find(&p->a, &p->tree, place);
    const syntax *call = place.line ? tn__path_node(&p->a) : NULL,
                 *function = call ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    if (function && function->kind == SYN_ATTRIBUTE) function = tn__syntax_child(function, FIELD_ATTRIBUTE);
    if (!function || p->tree.text[function->start - 1] != '.') return false;
    tn__edits_printf(&p->edits, function->start, call->end, 0, "Identity()");
    return true;
}

/* --- dropouts of the source that get another kind or rate --- */
/* The argument p of a call: by name, or at that position. */
const syntax *tn__patch_rate(const patcher *p, const syntax *call, int position)
{
    const syntax *arguments = tn__syntax_child(call, FIELD_ARGUMENTS), *one = arguments ? arguments->first : NULL;
    for (; one; one = one->next) {
        if (one->kind == SYN_KEYWORD_ARGUMENT) {
            if (tn__syntax_is(&p->tree, tn__syntax_child(one, FIELD_NAME), "p")) return tn__syntax_child(one, FIELD_VALUE);
        } else if (position-- == 0) {
            return one;
        }
    }
    return NULL;
}

/* dropout_rate=0.5 in the head of __init__ is where a rate that is passed on is changed. */
static bool change_default(patcher *p, const tn__patch_change *change)
{
    char number[40], name[80];
    tn__place place = constructor_of(p, change->node);
    if (!place.line || strcmp(layer_of(p, change->node)->kind->torch_class, change->kind)) return false;
    tn__path_find(&p->a, &p->tree, place);
    const syntax *call = tn__path_node(&p->a), *rate = call && call->kind == SYN_CALL ? tn__patch_rate(p, call, 0) : NULL;
    const syntax *init = tn__path_last(&p->a, SYN_FUNCTION_DEFINITION);
    const syntax *parameters = init ? tn__syntax_child(init, FIELD_PARAMETERS) : NULL;
    if (!rate || rate->kind != SYN_IDENTIFIER || !parameters) return false;
    snprintf(name, sizeof(name), "%.*s", (int)(rate->end - rate->start), p->tree.text + rate->start);
    for (const syntax *one = parameters->first; one; one = one->next) {
        const syntax *value = tn__syntax_child(one, FIELD_VALUE);
        if (!value || !tn__syntax_is(&p->tree, tn__syntax_child(one, FIELD_NAME), name)) continue;
        if (value->kind != SYN_FLOAT && value->kind != SYN_INTEGER) return false;
        tn__patch_number(change->p, number, sizeof(number));
        tn__edits_add(&p->edits, value->start, value->end, 0, number, strlen(number));
        return true;
    }
    return false;
}

/* The constructor in p->a's file gets that kind and rate; its other arguments stay where the kind does. */
static bool rewrite_constructor(patcher *p, const tn__patch_change *old, const char *kind, double rate)
{
    char text[200];
    const tn__layer *layer = layer_of(p, old->node);
    tn__place place = constructor_of(p, old->node);
    tn__path_find(&p->a, &p->tree, place);
    const syntax *call = place.line ? tn__path_node(&p->a) : NULL;
    if (!call || call->kind != SYN_CALL) return false;
    bool same = !strcmp(layer->kind->torch_class, kind);
    if (same && tn__arg_float(layer, "p") == rate) return true;
    const syntax *argument = tn__patch_rate(p, call, 0);
    if (same && argument) {
        tn__patch_number(rate, text, sizeof(text));
        tn__edits_add(&p->edits, argument->start, argument->end, 0, text, strlen(text));
        return true;
    }
    if (!tn__patch_constructor(p, kind, rate, text, sizeof(text))) return false;
    tn__edits_add(&p->edits, call->start, call->end, 0, text, strlen(text));
    return true;
}

/* F.dropout(x, 0.5, self.training) in p->a becomes self.dropout(x): a kind that PyTorch lacks has no function. */
static bool call_member(patcher *p, const tn__patch_change *change)
{
    char self[40], name[48];
    const syntax *class_node, *call = tn__path_node(&p->a), *input = operand(p, 0);
    if (!call || call->kind != SYN_CALL || !input || !method_around(p, &class_node, self, sizeof(self)) ||
        !tn__patch_declare(p, class_node, change, constructor_near(p, change->node), name, sizeof(name))) {
        return false;
    }
    tn__edits_printf(&p->edits, call->start, input->start, 0, "%s.%s(", self, name);
    tn__edits_printf(&p->edits, input->end, call->end, 0, ")");
    return true;
}

/* F.dropout(x, p=0.5, training=self.training) */
static bool rewrite_call(patcher *p, const tn__patch_change *change)
{
    char number[40];
    const tn__layer_kind *old = layer_of(p, change->node)->kind, *kind = tn__layer_find_class(change->kind);
    if (constructor_of(p, change->node).line || !kind || !kind->torch_function || !old->torch_function) return false;
    tn__path_find(&p->a, &p->tree, p->net->nodes[change->node].place);
    if (kind->dropout->own) return call_member(p, change);
    const syntax *call = tn__path_node(&p->a),
                 *function = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    if (function && function->kind == SYN_ATTRIBUTE) function = tn__syntax_child(function, FIELD_ATTRIBUTE);
    if (!tn__syntax_is(&p->tree, function, old->torch_function)) return false;
    if (old != kind)
        tn__edits_add(&p->edits, function->start, function->end, 0, kind->torch_function, strlen(kind->torch_function));
    const syntax *rate = tn__patch_rate(p, call, 1), *input = operand(p, 0);
    tn__patch_number(change->p, number, sizeof(number));
    if (rate) {
        tn__edits_add(&p->edits, rate->start, rate->end, 0, number, strlen(number));
    } else if (input) {
        tn__edits_printf(&p->edits, input->end, input->end, 0, ", p=%s", number);
    }
    return rate || input;
}

/* A module that is called in several places gets a sibling for this one. */
static bool replace_call(patcher *p, const tn__patch_change *change)
{
    char self[40], name[48];
    const syntax *class_node;
    tn__path_find(&p->a, &p->tree, p->net->nodes[change->node].place);
    const syntax *call = tn__path_node(&p->a),
                 *function = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
    const syntax *object = function && function->kind == SYN_ATTRIBUTE ? tn__syntax_child(function, FIELD_OBJECT) : NULL;
    if (!object || !method_around(p, &class_node, self, sizeof(self)) || !tn__syntax_is(&p->tree, object, self) ||
        !tn__patch_declare(p, class_node, change, constructor_of(p, change->node), name, sizeof(name))) {
        return false;
    }
    tn__edits_printf(&p->edits, function->start, function->end, 0, "%s.%s", self, name);
    return true;
}

/* --- all of them --- */
static bool add_way(patcher *p, const tn__patch_change *change, int way)
{
    switch (way) {
    case 0: return change->value > 0 && add_member(p, change, change->value, true);
    case 1: return wrap_value(p, change);
    case 2: return add_input_statement(p, change);
    case 3: return wrap_operand(p, change, false);
    case 4: return wrap_operand(p, change, true);
    case 5: {
        int user = change->user ? change->user : only_user(p, change->value);
        return user > 0 && add_member(p, change, user, false);
    }
    default: return false;
    }
}

bool tn__patch_way(patcher *p, const tn__patch_change *change, int way)
{
    if (!change->node) return add_way(p, change, way);
    if (tn__changes_weights(p->net, change)) return way == 0 && tn__patch_weights(p, change);
    if (!change->kind)
        return way == 0 ? remove_member(p, change) : way == 1 ? remove_call(p, change) : way == 2 && make_identity(p, change);
    switch (way) {
    case 0: return change_default(p, change);
    case 1: return rewrite_constructor(p, change, change->kind, change->p);
    case 2: return rewrite_call(p, change);
    case 3: return replace_call(p, change);
    default: return false;
    }
}
