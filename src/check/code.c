#include "check/code.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A file without these words has nothing that these rules could say, and is not parsed again for them. */
static bool is_of_torch(const tn_report *report)
{
    return report->reading.text && strstr(report->reading.text, "torch") != NULL;
}

static void keep_import(tn__code *code, const tn__syntax *node)
{
    const tn__syntax *module = tn__syntax_child(node, FIELD_MODULE_NAME);
    for (const tn__syntax *one = node->first; one; one = one->next) {
        if (one->field == FIELD_NAME && code->n_imports < TN_CODE_IMPORTS) {
            code->imports[code->n_imports].module = module;
            code->imports[code->n_imports++].one = one;
        }
    }
}

/* Imports stand at the top of a file, or of a function or a try block: deeper nodes hold expressions. */
static void keep_imports(tn__code *code, const tn__syntax *node)
{
    for (const tn__syntax *one = node->first; one; one = one->next) {
        if (one->kind == SYN_IMPORT_STATEMENT || one->kind == SYN_IMPORT_FROM_STATEMENT) {
            keep_import(code, one);
        } else if (one->kind != SYN_EXPRESSION_STATEMENT && one->kind != SYN_RETURN_STATEMENT && one->kind != SYN_PARAMETERS) {
            keep_imports(code, one);
        }
    }
}

bool tn__code_open(tn__code *out, tn_report *report)
{
    *out = (tn__code){.text = report->reading.text};
    out->root = is_of_torch(report) ? tn__report_tree(report) : NULL;
    if (out->root) {
        keep_imports(out, out->root);
    }
    return out->root != NULL;
}

static bool walk(const tn__code *code, const tn__spot *spot, uint8_t kind, tn__code_visitor *look, void *context)
{
    if (spot->node->kind == kind && !look(context, code, spot)) {
        return false;
    }
    bool may_be_below = spot->node->below & 1u << kind % 32;
    for (const tn__syntax *child = may_be_below ? spot->node->first : NULL; child; child = child->next) {
        tn__spot below = {child, spot};
        if (!walk(code, &below, kind, look, context)) {
            return false;
        }
    }
    return true;
}

bool tn__code_walk(const tn__code *code, const tn__spot *up, uint8_t kind, tn__code_visitor *look, void *context)
{
    tn__spot root = {code->root, NULL};
    return walk(code, up ? up : &root, kind, look, context);
}

/* --- names --- */

static size_t length_of(const tn__syntax *node)
{
    return node->end - node->start;
}

bool tn__code_is(const tn__code *code, const tn__syntax *node, const char *word)
{
    size_t length = strlen(word);
    return node && length_of(node) == length && memcmp(code->text + node->start, word, length) == 0;
}

bool tn__code_same(const tn__code *code, const tn__syntax *a, const tn__syntax *b)
{
    return a && b && length_of(a) == length_of(b) && memcmp(code->text + a->start, code->text + b->start, length_of(a)) == 0;
}

static bool begins(const char *text, const char *word)
{
    while (*word && tolower((unsigned char)*text) == *word) {
        text++, word++;
    }
    return !*word;
}

/* The first of n bytes that is this letter, small or capital. */
static const char *find_letter(const char *text, size_t n, char small)
{
    const char *found = memchr(text, small, n);
    const char *capital = memchr(text, toupper((unsigned char)small), found ? (size_t)(found - text) : n);
    return capital ? capital : found;
}

bool tn__code_mentions(const tn__code *code, const tn__syntax *node, const char *word)
{
    size_t n = strlen(word), length = node ? length_of(node) : 0;
    const char *at = length ? code->text + node->start : NULL, *end = length ? code->text + node->end : NULL;
    while (at && (size_t)(end - at) >= n && (at = find_letter(at, (size_t)(end - at) - n + 1, word[0]))) {
        if (begins(at, word)) {
            return true;
        }
        at++;
    }
    return false;
}

static bool append(char out[TN_DOTTED], size_t *used, const char *text, size_t length)
{
    if (*used + length + 2 > TN_DOTTED) {
        return false;
    }
    if (*used > 0) {
        out[(*used)++] = '.';
    }
    memcpy(out + *used, text, length);
    *used += length;
    out[*used] = '\0';
    return true;
}

static bool append_node(const tn__code *code, char out[TN_DOTTED], size_t *used, const tn__syntax *node)
{
    return append(out, used, code->text + node->start, length_of(node));
}

typedef struct import_search {
    const tn__syntax *name; /* the identifier that is looked up */
    char *out;
    size_t used;
} import_search;

/* One name of an import: binds it if it is the one that is searched. */
static bool take_import(import_search *search, const tn__code *code, const tn__syntax *module, const tn__syntax *one)
{
    const tn__syntax *path = one->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(one, FIELD_NAME) : one;
    const tn__syntax *alias = one->kind == SYN_ALIASED_IMPORT ? tn__syntax_child(one, FIELD_ALIAS) : NULL;
    bool plain = !module && !alias; // import torch.nn binds torch, which stands for itself
    if (plain || !path || !tn__code_same(code, alias ? alias : path, search->name)) {
        return false;
    }
    search->used = 0;
    bool fits = !module || append_node(code, search->out, &search->used, module);
    if (!fits || !append_node(code, search->out, &search->used, path)) {
        search->out[0] = '\0';
        search->used = 0;
    }
    return true;
}

static bool search_imports(const tn__code *code, import_search *search)
{
    for (int i = 0; i < code->n_imports; i++) {
        if (take_import(search, code, code->imports[i].module, code->imports[i].one)) {
            return true;
        }
    }
    return false;
}

static bool append_name(const tn__code *code, char out[TN_DOTTED], size_t *used, const tn__syntax *node)
{
    import_search search = {.name = node, .out = out};
    bool found = search_imports(code, &search);
    *used = search.used;
    return found ? search.used > 0 : append_node(code, out, used, node);
}

static bool dotted(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED], size_t *used)
{
    if (node && node->kind == SYN_IDENTIFIER) {
        return append_name(code, out, used, node);
    }
    if (!node || node->kind != SYN_ATTRIBUTE) {
        return false;
    }
    const tn__syntax *last = tn__syntax_child(node, FIELD_ATTRIBUTE);
    return last && dotted(code, tn__syntax_child(node, FIELD_OBJECT), out, used) && append_node(code, out, used, last);
}

const char *tn__code_dotted(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED])
{
    size_t used = 0;
    out[0] = '\0';
    if (!dotted(code, node, out, &used)) {
        out[0] = '\0';
    }
    return out;
}

const char *tn__code_callee(const tn__code *code, const tn__syntax *call, char out[TN_DOTTED])
{
    out[0] = '\0';
    return call && call->kind == SYN_CALL ? tn__code_dotted(code, tn__syntax_child(call, FIELD_FUNCTION), out) : out;
}

static const char *behind(char out[TN_DOTTED], const char *const prefixes[])
{
    for (int i = 0; prefixes[i]; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(out, prefixes[i], length) == 0 && !strchr(out + length, '.')) {
            memmove(out, out + length, strlen(out + length) + 1);
            return out;
        }
    }
    out[0] = '\0';
    return out;
}

const char *tn__code_nn_class(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED])
{
    static const char *const prefixes[] = {"torch.nn.", NULL};
    tn__code_callee(code, node, out);
    return isupper((unsigned char)out[strlen(out) > 9 ? 9 : 0]) ? behind(out, prefixes) : (out[0] = '\0', out);
}

const char *tn__code_nn_function(const tn__code *code, const tn__syntax *node, char out[TN_DOTTED])
{
    static const char *const prefixes[] = {"torch.nn.functional.", "torch.", NULL};
    tn__code_callee(code, node, out);
    return behind(out, prefixes);
}

bool tn__code_makes_dropout(const tn__code *code, const tn__syntax *node)
{
    char name[TN_DOTTED];
    return strstr(tn__code_nn_class(code, node, name), "Dropout") != NULL;
}

const tn__syntax *tn__code_bare(const tn__syntax *node)
{
    while (node && node->kind == SYN_PARENTHESIZED_EXPRESSION && node->first && !node->first->next) {
        node = node->first;
    }
    return node;
}

const tn__syntax *tn__code_argument(const tn__code *code, const tn__syntax *call, const char *name, int at)
{
    const tn__syntax *list = tn__syntax_child(call, FIELD_ARGUMENTS), *positional = NULL;
    int position = 0;
    for (const tn__syntax *one = list ? list->first : NULL; one; one = one->next) {
        if (one->kind == SYN_KEYWORD_ARGUMENT) {
            if (tn__code_is(code, tn__syntax_child(one, FIELD_NAME), name)) {
                return tn__syntax_child(one, FIELD_VALUE);
            }
        } else if (position++ == at) {
            positional = one;
        }
    }
    return positional;
}

bool tn__code_has_splat(const tn__syntax *call)
{
    const tn__syntax *list = tn__syntax_child(call, FIELD_ARGUMENTS);
    for (const tn__syntax *one = list ? list->first : NULL; one; one = one->next) {
        if (one->kind == SYN_LIST_SPLAT || one->kind == SYN_DICTIONARY_SPLAT) {
            return true;
        }
    }
    return false;
}

bool tn__code_number(const tn__code *code, const tn__syntax *node, double *out)
{
    char text[40], *end;
    node = tn__code_bare(node);
    if (!node || (node->kind != SYN_INTEGER && node->kind != SYN_FLOAT) || length_of(node) >= sizeof text) {
        return false;
    }
    memcpy(text, code->text + node->start, length_of(node));
    text[length_of(node)] = '\0';
    *out = strtod(text, &end);
    return *end == '\0';
}

/* --- where something stands --- */

const tn__spot *tn__code_function(const tn__spot *spot)
{
    for (spot = spot->up; spot && spot->node->kind != SYN_FUNCTION_DEFINITION; spot = spot->up) {}
    return spot;
}

const tn__spot *tn__code_class(const tn__spot *spot)
{
    bool in_function = false;
    for (; spot; spot = spot->up) {
        if (spot->node->kind == SYN_CLASS_DEFINITION) {
            return in_function ? spot : NULL;
        }
        in_function = in_function || spot->node->kind == SYN_FUNCTION_DEFINITION;
    }
    return NULL;
}

bool tn__code_function_is(const tn__code *code, const tn__spot *function, const char *name)
{
    return function && tn__code_is(code, tn__syntax_child(function->node, FIELD_NAME), name);
}

static const tn__syntax *undecorated(const tn__syntax *node)
{
    return node->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(node, FIELD_DEFINITION) : node;
}

static const tn__syntax *definition_in(const tn__code *code, const tn__syntax *block, uint8_t kind, const char *name,
                                       size_t length)
{
    for (const tn__syntax *one = block ? block->first : NULL; one; one = one->next) {
        const tn__syntax *node = undecorated(one), *word = node && node->kind == kind ? tn__syntax_child(node, FIELD_NAME) : NULL;
        if (word && length_of(word) == length && memcmp(code->text + word->start, name, length) == 0) {
            return node;
        }
    }
    return NULL;
}

const tn__syntax *tn__code_find_class(const tn__code *code, const char *name, size_t length)
{
    return definition_in(code, code->root, SYN_CLASS_DEFINITION, name, length);
}

const tn__syntax *tn__code_method(const tn__code *code, const tn__syntax *class_, const char *name)
{
    return definition_in(code, tn__syntax_child(class_, FIELD_BODY), SYN_FUNCTION_DEFINITION, name, strlen(name));
}

static bool is_module(const tn__code *code, const tn__syntax *class_, bool *closed, int depth)
{
    const tn__syntax *bases = tn__syntax_child(class_, FIELD_SUPERCLASSES);
    bool found = false;
    for (const tn__syntax *base = bases ? bases->first : NULL; base; base = base->next) {
        char name[TN_DOTTED];
        const tn__syntax *own = base->kind == SYN_IDENTIFIER
                                    ? tn__code_find_class(code, code->text + base->start, length_of(base))
                                    : NULL;
        if (own && own != class_ && depth < 20) {
            found = is_module(code, own, closed, depth + 1) || found;
        } else if (strcmp(tn__code_dotted(code, base, name), "torch.nn.Module") == 0) {
            found = true;
        } else {
            found = found || strncmp(name, "torch.nn.", strlen("torch.nn.")) == 0;
            *closed = *closed && strcmp(name, "object") == 0;
        }
    }
    return found;
}

bool tn__code_is_module(const tn__code *code, const tn__syntax *class_, bool *closed)
{
    bool ignored;
    closed = closed ? closed : &ignored;
    *closed = true;
    return is_module(code, class_, closed, 0);
}

typedef struct layer_search {
    const char *prefix;
    int depth;
} layer_search;

static bool has_layer(const tn__code *code, const tn__syntax *class_, const char *prefix, int depth);

static bool look_for_layer(void *context, const tn__code *code, const tn__spot *spot)
{
    const layer_search *search = context;
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    char name[TN_DOTTED];
    if (strncmp(tn__code_nn_class(code, spot->node, name), search->prefix, strlen(search->prefix)) == 0) {
        return false;
    }
    const tn__syntax *own = callee && callee->kind == SYN_IDENTIFIER && search->depth < 2
                                ? tn__code_find_class(code, code->text + callee->start, length_of(callee))
                                : NULL;
    return !own || !has_layer(code, own, search->prefix, search->depth + 1);
}

static bool has_layer(const tn__code *code, const tn__syntax *class_, const char *prefix, int depth)
{
    layer_search search = {prefix, depth};
    tn__spot spot = {class_, NULL};
    return !tn__code_walk(code, &spot, SYN_CALL, look_for_layer, &search);
}

bool tn__code_has_layer(const tn__code *code, const tn__syntax *class_, const char *prefix)
{
    return has_layer(code, class_, prefix, 0);
}

const tn__syntax *tn__code_self_attribute(const tn__code *code, const tn__syntax *node)
{
    return node && node->kind == SYN_ATTRIBUTE && tn__code_is(code, tn__syntax_child(node, FIELD_OBJECT), "self")
               ? tn__syntax_child(node, FIELD_ATTRIBUTE)
               : NULL;
}

typedef struct assigned_search {
    const tn__syntax *name, *value;
    int n;
} assigned_search;

static bool look_at_assigned(void *context, const tn__code *code, const tn__spot *spot)
{
    assigned_search *search = context;
    const tn__syntax *value = tn__syntax_child(spot->node, FIELD_RIGHT);
    if (tn__code_same(code, tn__code_self_attribute(code, tn__syntax_child(spot->node, FIELD_LEFT)), search->name)) {
        search->n++;
        search->value = value;
    }
    return true;
}

const tn__syntax *tn__code_assigned(const tn__code *code, const tn__syntax *class_, const tn__syntax *name, int *n)
{
    assigned_search search = {.name = name};
    tn__spot spot = {class_, NULL};
    tn__code_walk(code, &spot, SYN_ASSIGNMENT, look_at_assigned, &search);
    tn__code_walk(code, &spot, SYN_AUGMENTED_ASSIGNMENT, look_at_assigned, &search);
    *n = search.n;
    return search.value;
}
