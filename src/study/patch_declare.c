/* How the file writes things: the name of torch.nn, rates, attribute names, and where __init__ takes a declaration. */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/own_kinds.h"
#include "study/patch_parts.h"

typedef tn__patcher patcher;
typedef tn__syntax syntax;

/* --- numbers --- */
void tn__patch_number(double p, char *out, size_t size)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, size, "%.*g", digits, p);
        if (strtod(out, NULL) == p) break;
    }
    for (char *at = out; *at; at++) {
        if (*at == *localeconv()->decimal_point) *at = '.';
    }
    if (!strpbrk(out, ".en")) strncat(out, ".0", size - strlen(out) - 1);
}

/* --- torch.nn's name --- */
static bool copy_name(const patcher *p, const syntax *node, const char *suffix, char *out, size_t size)
{
    return node &&
           (size_t)snprintf(out, size, "%.*s%s", (int)(node->end - node->start), p->tree.text + node->start, suffix) < size;
}

/* What `node`, an imported name, binds, where it imports `module`. */
static bool imported_as(const patcher *p, const syntax *node, const char *module, const char *suffix, char *out, size_t size)
{
    const syntax *name = node->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(node, FIELD_NAME) : node;
    if (!tn__syntax_is(&p->tree, name, module)) return false;
    return copy_name(p, node->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(node, FIELD_ALIAS) : node, suffix, out, size);
}

static bool find_import(const patcher *p, tn__syntax_kind kind, const char *from, const char *module, const char *suffix,
                        char *out, size_t size)
{
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        const syntax *source = tn__syntax_child(one, FIELD_MODULE_NAME);
        if (one->kind != kind || (from && !tn__syntax_is(&p->tree, source, from))) continue;
        for (const syntax *name = tn__syntax_child(one, FIELD_NAME); name; name = tn__syntax_sibling(name)) {
            if (imported_as(p, name, module, suffix, out, size)) return true;
        }
    }
    return false;
}

static const syntax *find_from(const patcher *p, const char *module)
{
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        if (one->kind == SYN_IMPORT_FROM_STATEMENT && tn__syntax_is(&p->tree, tn__syntax_child(one, FIELD_MODULE_NAME), module))
            return one;
    }
    return NULL;
}

/* The last of the file's first imports, behind which another may stand. */
static const syntax *last_import(const patcher *p)
{
    const syntax *last = NULL;
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        if (one->kind == SYN_IMPORT_STATEMENT || one->kind == SYN_IMPORT_FROM_STATEMENT ||
            one->kind == SYN_FUTURE_IMPORT_STATEMENT)
            last = one;
        if (one->kind == SYN_CLASS_DEFINITION || one->kind == SYN_FUNCTION_DEFINITION || one->kind == SYN_DECORATED_DEFINITION)
            break;
    }
    return last;
}

/* No two edits import the same name. */
static bool imported_already(const patcher *p, size_t at, const char *text)
{
    for (size_t i = 0; i < p->edits.n; i++) {
        if (p->edits.items[i].start == at && !strcmp(p->edits.items[i].text, text)) return true;
    }
    return false;
}

/* from torch.nn import Linear, ReLU: the class joins them. */
static bool join_import(patcher *p, const syntax *from, const char *kind)
{
    const syntax *last = NULL;
    char text[120];
    for (const syntax *name = tn__syntax_child(from, FIELD_NAME); name; name = tn__syntax_sibling(name)) {
        if (tn__syntax_is(&p->tree, name, kind)) return true;
        last = name;
    }
    for (const syntax *part = from->first; part; part = part->next) {
        if (part->kind == SYN_WILDCARD_IMPORT) return true;
    }
    if (!last) return false;
    /* A name on a line of its own is followed by another such line. */
    size_t start = tn__line_start(p->tree.text, last->start), blanks = strspn(p->tree.text + start, " \t");
    bool own_line = start + blanks == last->start && blanks < 40;
    if (own_line) snprintf(text, sizeof(text), ",\n%.*s%s", (int)blanks, p->tree.text + start, kind);
    if (!own_line) snprintf(text, sizeof(text), ", %s", kind);
    if (!imported_already(p, last->end, text)) tn__edits_printf(&p->edits, last->end, last->end, 0, "%s", text);
    return true;
}

static bool add_import(patcher *p)
{
    const syntax *after = last_import(p);
    const char *text = "from torch import nn\n";
    if (!after) return false;
    size_t at = tn__next_line(p->tree.text, p->tree.length, after->end);
    if (!imported_already(p, at, text)) tn__edits_printf(&p->edits, at, at, 0, "%s", text);
    return true;
}

/* "nn." of the first constructor of the file that says nn.Linear; "" for a bare Linear. */
static bool prefix_in_use(patcher *p, char *out, size_t size)
{
    for (size_t i = 0; i < p->net->n_modules; i++) {
        const tn__module *module = &p->net->modules[i];
        const tn__layer_kind *kind = module->layer.kind;
        if (!module->layer.name || !kind->torch_class || (kind->dropout && kind->dropout->own)) continue;
        tn__path_find(&p->b, &p->tree, module->place);
        const syntax *call = tn__path_node(&p->b),
                     *function = call && call->kind == SYN_CALL ? tn__syntax_child(call, FIELD_FUNCTION) : NULL;
        bool bare = function && function->kind == SYN_IDENTIFIER;
        const syntax *name = bare ? function : tn__syntax_child(function, FIELD_ATTRIBUTE);
        if (!tn__syntax_is(&p->tree, name, kind->torch_class)) continue;
        *out = '\0';
        return bare || copy_name(p, tn__syntax_child(function, FIELD_OBJECT), ".", out, size);
    }
    return false;
}

/* "nn." in front of a class, as the file has it; `kind` is imported where classes are imported one by one. */
static bool find_prefix(patcher *p, const char *kind, char *out, size_t size)
{
    const syntax *from = find_from(p, "torch.nn");
    if (prefix_in_use(p, out, size) && (*out || from)) return *out || join_import(p, from, kind);
    if (find_import(p, SYN_IMPORT_FROM_STATEMENT, "torch", "nn", ".", out, size)) return true;
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        const syntax *name = one->kind == SYN_IMPORT_STATEMENT ? tn__syntax_child(one, FIELD_NAME) : NULL;
        for (; name; name = tn__syntax_sibling(name)) {
            if (name->kind == SYN_ALIASED_IMPORT && imported_as(p, name, "torch.nn", ".", out, size)) return true;
        }
    }
    if (from) {
        *out = '\0';
        return join_import(p, from, kind);
    }
    if (find_import(p, SYN_IMPORT_STATEMENT, NULL, "torch", ".nn.", out, size)) return true;
    if (find_import(p, SYN_IMPORT_STATEMENT, NULL, "torch.nn", ".", out, size)) return true;
    snprintf(out, size, "nn.");
    return add_import(p);
}

bool tn__patch_functional(patcher *p, char *out, size_t size)
{
    return find_import(p, SYN_IMPORT_STATEMENT, NULL, "torch.nn.functional", "", out, size) ||
           find_import(p, SYN_IMPORT_FROM_STATEMENT, "torch.nn", "functional", "", out, size) ||
           find_import(p, SYN_IMPORT_FROM_STATEMENT, "torch", "nn", ".functional", out, size) ||
           find_import(p, SYN_IMPORT_STATEMENT, NULL, "torch.nn", ".functional", out, size) ||
           find_import(p, SYN_IMPORT_STATEMENT, NULL, "torch", ".nn.functional", out, size) ||
           (add_import(p) && (size_t)snprintf(out, size, "nn.functional") < size);
}

/* Whether the file's dropouts say p= by name. */
static bool says_p(const patcher *p)
{
    const char *end = p->tree.text + p->tree.length;
    for (const char *at = p->tree.text; (at = memmem(at, (size_t)(end - at), "Dropout", 7)) != NULL; at += 7) {
        const char *open = at + 7;
        while (open < end && (isdigit((unsigned char)*open) || *open == 'd')) open++;
        if (end - open > 3 && !memcmp(open, "(p=", 3)) return true;
    }
    return false;
}

/* --- classes that PyTorch lacks --- */
static const syntax *definition_of(const syntax *statement)
{
    const syntax *one = statement->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(statement, FIELD_DEFINITION) : statement;
    return one && one->kind == SYN_CLASS_DEFINITION ? one : NULL;
}

/* What the file's classes are indented by. */
static void find_indent(const patcher *p, char *out, size_t size)
{
    snprintf(out, size, "    ");
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        const syntax *body = definition_of(one) ? tn__syntax_child(definition_of(one), FIELD_BODY) : NULL;
        size_t start = body && body->first ? tn__line_start(p->tree.text, body->first->start) : 0, n = 0;
        if (body && body->first) n = strspn(p->tree.text + start, " \t");
        if (n == 0 || n >= size || start + n != body->first->start) continue;
        snprintf(out, size, "%.*s", (int)n, p->tree.text + start);
        return;
    }
}

/* In front of the file's first class and the comment above it; without one, behind the imports. */
static size_t class_place(const patcher *p, bool *before_class)
{
    const char *text = p->tree.text;
    const syntax *one = p->tree.root->first, *after = last_import(p);
    while (one && !definition_of(one)) one = one->next;
    *before_class = one != NULL;
    if (!one) return after ? tn__next_line(text, p->tree.length, after->end) : 0;
    size_t at = tn__line_start(text, one->start);
    while (at > 0 && text[tn__line_start(text, at - 1)] == '#') at = tn__line_start(text, at - 1);
    return at;
}

/* Writes the class into the file unless it is there. False where the file's class of that name is another one. */
static bool need_class(patcher *p, const tn__layer_kind *kind)
{
    char prefix[80], base[100], indent[40];
    tn__buf text = TN_BUF_INIT;
    bool before_class;
    size_t at = class_place(p, &before_class);
    for (const syntax *one = p->tree.root->first; one; one = one->next) {
        const syntax *definition = definition_of(one);
        if (definition && tn__syntax_is(&p->tree, tn__syntax_child(definition, FIELD_NAME), kind->torch_class))
            return tn__own_kind_of(definition) == kind;
    }
    if (find_import(p, SYN_IMPORT_FROM_STATEMENT, NULL, kind->torch_class, "", base, sizeof(base))) return true;
    if (!find_prefix(p, "Dropout", prefix, sizeof(prefix))) return false;
    snprintf(base, sizeof(base), "%sDropout", prefix);
    find_indent(p, indent, sizeof(indent));
    if (!before_class) tn__buf_puts(&text, "\n\n");
    tn__own_kind_print(kind, base, indent, &text);
    if (before_class) tn__buf_puts(&text, "\n\n");
    if (!tn__buf_ok(&text)) p->edits.failed = true;
    if (tn__buf_ok(&text) && !imported_already(p, at, text.data)) tn__edits_add(&p->edits, at, at, 0, text.data, text.length);
    tn__buf_release(&text);
    return !p->edits.failed;
}

bool tn__patch_constructor(patcher *p, const char *kind, double rate, char *out, size_t size)
{
    char prefix[80] = "", number[40];
    const tn__layer_kind *row = tn__layer_find_class(kind);
    if (row->dropout->own ? !need_class(p, row) : !find_prefix(p, kind, prefix, sizeof(prefix))) return false;
    tn__patch_number(rate, number, sizeof(number));
    return (size_t)snprintf(out, size, "%s%s(%s%s)", prefix, kind, says_p(p) ? "p=" : "", number) < size;
}

/* --- attribute names --- */
static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

int tn__patch_count_uses(const patcher *p, const syntax *class_node, const char *self, const char *name)
{
    char use[100];
    bool wide = p->names_wide;
    const char *at = p->tree.text + (wide ? 0 : class_node->start),
               *end = p->tree.text + (wide ? p->tree.length : class_node->end);
    int n = snprintf(use, sizeof(use), "%s.%s", self, name), count = 0;
    for (; n < (int)sizeof(use) && (at = memmem(at, (size_t)(end - at), use, (size_t)n)) != NULL; at += n) {
        count += (at == p->tree.text || !is_word(at[-1])) && (at + n == end || !is_word(at[n]));
    }
    return count;
}

/* Whether the class has that attribute or method, or it has been given away. */
static bool is_taken(const patcher *p, const syntax *class_node, const char *self, const char *name)
{
    for (int i = 0; i < p->n_names; i++) {
        if (!strcmp(p->names[i], name)) return true;
    }
    return tn__patch_count_uses(p, class_node, self, name) > 0 || tn__class_method(&p->tree, class_node, name);
}

/* dropout, or the next of the class's dropout1, dropout2 or drop1, drop2. */
static bool choose_name(patcher *p, const syntax *class_node, const char *self, bool input, char *out, size_t size)
{
    bool long_names = is_taken(p, class_node, self, "dropout") || is_taken(p, class_node, self, "dropout1");
    bool short_names = is_taken(p, class_node, self, "drop") || is_taken(p, class_node, self, "drop1");
    const char *base = input ? "input_dropout" : short_names && !long_names ? "drop" : "dropout";
    char first[48];
    snprintf(first, sizeof(first), "%s1", base);
    for (int i = is_taken(p, class_node, self, first) ? 2 : 1; i < 1000; i++) {
        snprintf(out, size, i > 1 ? "%s%d" : "%s", base, i);
        if (!is_taken(p, class_node, self, out)) break;
    }
    if (p->n_names == (int)(sizeof(p->names) / sizeof(*p->names))) return false;
    snprintf(p->names[p->n_names++], sizeof(*p->names), "%s", out);
    return true;
}

/* --- where --- */
static bool is_inside(const syntax *outer, const syntax *inner)
{
    return outer && inner && outer->start <= inner->start && inner->end <= outer->end;
}

static bool is_self_assignment(const patcher *p, const syntax *statement, const char *self)
{
    const syntax *assignment = statement->kind == SYN_EXPRESSION_STATEMENT ? statement->first : NULL;
    const syntax *left = assignment && assignment->kind == SYN_ASSIGNMENT ? tn__syntax_child(assignment, FIELD_LEFT) : NULL;
    const syntax *right = assignment ? tn__syntax_child(assignment, FIELD_RIGHT) : NULL;
    return left && left->kind == SYN_ATTRIBUTE && right && right->kind == SYN_CALL &&
           tn__syntax_is(&p->tree, tn__syntax_child(left, FIELD_OBJECT), self);
}

/* The statement of __init__ behind which the declaration stands: the one that holds `near`, else the last layer's. */
static const syntax *find_neighbour(patcher *p, const syntax *init, tn__place near, const char *self)
{
    const syntax *body = tn__syntax_child(init, FIELD_BODY), *last = NULL;
    if (near.line) tn__path_find(&p->b, &p->tree, near);
    const syntax *beside = near.line ? tn__path_node(&p->b) : NULL;
    for (const syntax *one = body ? body->first : NULL; one; one = one->next) {
        if (beside && is_inside(one, beside)) return one;
        bool call = one->kind == SYN_EXPRESSION_STATEMENT && one->first && one->first->kind == SYN_CALL;
        if (is_self_assignment(p, one, self) || (call && !last)) last = one;
    }
    return last;
}

bool tn__patch_self(const patcher *p, const syntax *function, char *out, size_t size)
{
    const syntax *parameters = tn__syntax_child(function, FIELD_PARAMETERS);
    const syntax *self = parameters ? parameters->first : NULL;
    while (self && self->kind != SYN_IDENTIFIER && self->first) self = self->first;
    return copy_name(p, self, "", out, size);
}

bool tn__patch_declare(patcher *p, const syntax *class_node, const tn__patch_change *change, tn__place near, char *name,
                       size_t size)
{
    char self[40], constructor[200];
    bool input = !change->node && change->value == 0;
    for (int i = 0; i < p->n_heirs; i++) {
        tn__heir *heir = &p->heirs[i];
        if (heir->heir != change || !*heir->name) continue;
        snprintf(name, size, "%s", heir->name);
        heir->used = class_node == heir->class_node;
        return heir->used;
    }
    const syntax *init = tn__class_method(&p->tree, class_node, "__init__");
    if (!init || !tn__patch_self(p, init, self, sizeof(self))) return false;
    const syntax *beside = find_neighbour(p, init, near, self), *first = beside;
    while (beside && beside->next && beside->next->line == beside->end_line) beside = beside->next; /* a; b */
    if (!beside || first->line == init->line) return false;
    if (!tn__patch_constructor(p, change->kind, change->p, constructor, sizeof(constructor)) ||
        !choose_name(p, class_node, self, input, name, size)) {
        return false;
    }
    const char *text = p->tree.text;
    size_t start = tn__line_start(text, first->start), at = tn__next_line(text, p->tree.length, beside->end);
    if (input && near.line) at = start;
    int indent = (int)strspn(text + start, " \t");
    bool ended = at > 0 && text[at - 1] == '\n';
    tn__edits_printf(&p->edits, at, at, 0, "%s%.*s%s.%s = %s%s", ended ? "" : "\n", indent, text + start, self, name, constructor,
                     ended ? "\n" : "");
    return true;
}
