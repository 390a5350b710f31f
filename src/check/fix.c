/* Repairs: edits of the source that a finding carries. Calls are found again in the syntax tree by their place, so that rules,
 * which see nets, need not know how a call was written. */
#include <stdio.h>
#include <string.h>

#include "check/rule.h"

/* --- edits --- */

void tn__finding_take_back(tn_finding *finding)
{
    finding->n_edits = 0;
    finding->fix[0] = '\0';
}

void tn__finding_fix(tn_finding *finding, bool is_safe, const char *format, ...)
{
    if (!finding) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(finding->fix, sizeof finding->fix, format, arguments);
    va_end(arguments);
    finding->n_edits = 0;
    finding->is_safe = is_safe;
    if (length < 0 || (size_t)length >= sizeof finding->fix) {
        tn__finding_take_back(finding);
    }
}

void tn__finding_edit(tn_finding *finding, tn__place place, const char *format, ...)
{
    if (!finding || !*finding->fix) { // taken back already
        return;
    }
    if (finding->n_edits == TN_MAX_EDITS || place.line < 1) {
        tn__finding_take_back(finding);
        return;
    }
    tn_edit *edit = &finding->edits[finding->n_edits++];
    edit->span = (tn_span){place.line, place.column, place.end_line, place.end_column};
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(edit->text, sizeof edit->text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof edit->text) {
        tn__finding_take_back(finding);
    }
}

/* What stands there, not NUL-terminated; NULL where it is not of one line. */
static const char *text_at(const tn_report *report, tn__place place, int *n)
{
    const char *line;
    size_t length;
    bool is_there = place.line == place.end_line && tn__report_line(report, place.line, &line, &length) && place.column >= 1 &&
                    place.end_column >= place.column && (size_t)place.end_column - 1 <= length;
    *n = is_there ? place.end_column - place.column : 0;
    return is_there ? line + place.column - 1 : NULL;
}

const char *tn__place_text(const tn_report *report, tn__place place, char *out, size_t size)
{
    int n;
    const char *text = text_at(report, place, &n);
    snprintf(out, size, "%.*s", n, text ? text : "");
    return out;
}

bool tn__is_number(const tn_report *report, tn__place place)
{
    int n;
    const char *text = text_at(report, place, &n);
    bool digits = false;
    for (int i = 0; i < n; i++) {
        digits = digits || (text[i] >= '0' && text[i] <= '9');
        if (!strchr("0123456789._*+-/() ", text[i])) {
            return false;
        }
    }
    return digits;
}

/* --- the tree --- */

const tn__syntax *tn__report_tree(tn_report *report)
{
    return report->reading.tree.root;
}

static bool starts_after(const tn__syntax *node, tn__place place)
{
    return node->line > place.line || (node->line == place.line && node->column > place.column);
}

static bool ends_before(const tn__syntax *node, tn__place place)
{
    return node->end_line < place.end_line || (node->end_line == place.end_line && node->end_column < place.end_column);
}

static bool is_at(const tn__syntax *node, tn__place place)
{
    return node->line == place.line && node->column == place.column && node->end_line == place.end_line &&
           node->end_column == place.end_column;
}

/* The child that holds the place; NULL when none does. */
static const tn__syntax *child_holding(const tn__syntax *node, tn__place place)
{
    for (const tn__syntax *child = node->first; child; child = child->next) {
        if (!starts_after(child, place) && !ends_before(child, place)) {
            return child;
        }
    }
    return NULL;
}

static const tn__syntax *find_call(tn__rule_run *run, tn__place place)
{
    const tn__syntax *node = place.line > 0 ? tn__report_tree(run->report) : NULL;
    while (node && !(node->kind == SYN_CALL && is_at(node, place))) {
        node = child_holding(node, place);
    }
    return node;
}

bool tn__is_in_text(tn__rule_run *run, tn__place place)
{
    const tn__syntax *node = place.line > 0 ? tn__report_tree(run->report) : NULL;
    while (node && node->kind != SYN_STRING) {
        node = child_holding(node, place);
    }
    return node != NULL;
}

bool tn__is_in_method(tn__rule_run *run, tn__place place)
{
    bool inside = false;
    const char *text = run->report->reading.text;
    const tn__syntax *node = place.line > 0 ? tn__report_tree(run->report) : NULL;
    for (bool in_class = false; node; node = child_holding(node, place)) {
        if (node->kind == SYN_CLASS_DEFINITION) {
            in_class = true;
        } else if (node->kind == SYN_FUNCTION_DEFINITION) {
            const tn__syntax *parameters = tn__syntax_child(node, FIELD_PARAMETERS);
            const tn__syntax *first = parameters ? parameters->first : NULL;
            bool is_self = first && first->kind == SYN_IDENTIFIER && first->end - first->start == 4 &&
                           memcmp(text + first->start, "self", 4) == 0;
            inside = in_class ? is_self : inside; // a function inside a method sees its self
            in_class = false;
        }
    }
    return inside;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);
    return length >= n && memcmp(text + length - n, end, n) == 0;
}

/* The file's class of that name; NULL when it has none. */
static const tn__syntax *find_class(const tn__syntax *root, const char *text, const tn__syntax *name)
{
    size_t length = name->end - name->start;
    for (const tn__syntax *one = root ? root->first : NULL; one; one = one->next) {
        const tn__syntax *definition = one->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(one, FIELD_DEFINITION) : one;
        const tn__syntax *own = definition && definition->kind == SYN_CLASS_DEFINITION ? tn__syntax_child(definition, FIELD_NAME)
                                                                                       : NULL;
        if (own && own->end - own->start == length && memcmp(text + own->start, text + name->start, length) == 0) {
            return definition;
        }
    }
    return NULL;
}

/* nn.Module, Module, LightningModule; nn.Sequential and the like; or what inherits from them in this file, along first bases. */
static bool is_module(const tn__syntax *root, const char *text, const tn__syntax *class)
{
    for (int depth = 0; class && depth < 16; depth++) {
        const tn__syntax *bases = tn__syntax_child(class, FIELD_SUPERCLASSES);
        const tn__syntax *base = bases ? bases->first : NULL;
        if (!base) {
            return false;
        }
        const char *name = text + base->start;
        size_t length = base->end - base->start;
        if (ends_with(name, length, "Module") || (length > 3 && memcmp(name, "nn.", 3) == 0)) {
            return true;
        }
        class = base->kind == SYN_IDENTIFIER ? find_class(root, text, base) : NULL;
    }
    return false;
}

bool tn__is_in_module(tn__rule_run *run, tn__place place)
{
    const tn__syntax *root = place.line > 0 ? tn__report_tree(run->report) : NULL, *class = NULL;
    for (const tn__syntax *node = root; node; node = child_holding(node, place)) {
        class = node->kind == SYN_CLASS_DEFINITION ? node : class;
    }
    return class && is_module(root, run->report->reading.text, class);
}

static bool repeats(const tn__syntax *node)
{
    return node->kind == SYN_FOR_STATEMENT || node->kind == SYN_WHILE_STATEMENT || node->kind == SYN_LIST_COMPREHENSION ||
           node->kind == SYN_DICTIONARY_COMPREHENSION || node->kind == SYN_SET_COMPREHENSION ||
           node->kind == SYN_GENERATOR_EXPRESSION || node->kind == SYN_LAMBDA;
}

static bool has_name(const tn__syntax *node, const char *text, const char *name)
{
    const tn__syntax *word = tn__syntax_child(node, FIELD_NAME);
    size_t length = strlen(name);
    return word && word->end - word->start == length && memcmp(text + word->start, name, length) == 0;
}

bool tn__made_once(tn__rule_run *run, tn__place place, const char **name, size_t *length)
{
    const char *text = run->report->reading.text;
    const tn__syntax *owner = NULL, *node = place.line > 0 ? tn__report_tree(run->report) : NULL;
    int functions = 0;
    for (; node; node = child_holding(node, place)) {
        if (node->kind == SYN_CLASS_DEFINITION) {
            owner = tn__syntax_child(node, FIELD_NAME);
            functions = 0;
        } else if (node->kind == SYN_FUNCTION_DEFINITION && (functions++ > 0 || !has_name(node, text, "__init__"))) {
            return false;
        } else if (repeats(node)) {
            return false;
        }
    }
    if (owner) {
        *name = text + owner->start;
        *length = owner->end - owner->start;
    }
    return owner && functions == 1;
}

/* --- calls --- */

typedef struct call {
    const tn__syntax *function, *arguments;
    const char *text;
} call;

static bool is_splat(const tn__syntax *node)
{
    return node->kind == SYN_LIST_SPLAT || node->kind == SYN_DICTIONARY_SPLAT;
}

static bool open_call(tn__rule_run *run, tn__place place, call *out)
{
    const tn__syntax *node = find_call(run, place);
    if (!node) {
        return false;
    }
    *out = (call){tn__syntax_child(node, FIELD_FUNCTION), tn__syntax_child(node, FIELD_ARGUMENTS), run->report->reading.text};
    if (!out->function || !out->arguments || out->arguments->kind != SYN_ARGUMENT_LIST) {
        return false;
    }
    for (const tn__syntax *child = out->arguments->first; child; child = child->next) {
        if (is_splat(child) || child->kind == SYN_ERROR || child->kind == SYN_TOO_DEEP) {
            return false;
        }
    }
    return true;
}

static bool is_named(const call *c, const tn__syntax *node, const char *name)
{
    const tn__syntax *word = node->kind == SYN_KEYWORD_ARGUMENT ? tn__syntax_child(node, FIELD_NAME) : NULL;
    size_t length = strlen(name);
    return word && word->end - word->start == length && memcmp(c->text + word->start, name, length) == 0;
}

static const tn__syntax *find_keyword(const call *c, const char *name)
{
    for (const tn__syntax *node = c->arguments->first; node; node = node->next) {
        if (is_named(c, node, name)) {
            return node;
        }
    }
    return NULL;
}

static const tn__syntax *find_positional(const call *c, int at)
{
    int position = 0;
    for (const tn__syntax *node = c->arguments->first; node; node = node->next) {
        if (node->kind != SYN_KEYWORD_ARGUMENT && position++ == at) {
            return node;
        }
    }
    return NULL;
}

static const tn__syntax *find_value(const call *c, const char *name, int at)
{
    const tn__syntax *keyword = find_keyword(c, name);
    return keyword ? tn__syntax_child(keyword, FIELD_VALUE) : at >= 0 ? find_positional(c, at) : NULL;
}

static const tn__syntax *last_argument(const call *c)
{
    const tn__syntax *last = c->arguments->first;
    while (last && last->next) {
        last = last->next;
    }
    return last;
}

/* The empty place behind a node, or before the ")" of an empty list. */
static tn__place place_for_more(const call *c)
{
    const tn__syntax *last = last_argument(c), *list = c->arguments;
    int line = last ? last->end_line : list->end_line, column = last ? last->end_column : list->end_column - 1;
    return (tn__place){line, column, line, column};
}

bool tn__call_argument(tn__rule_run *run, tn__place place, const char *name, int at, tn__place *value)
{
    call c;
    const tn__syntax *node = open_call(run, place, &c) ? find_value(&c, name, at) : NULL;
    if (node) {
        *value = tn__syntax_place(node);
    }
    return node != NULL;
}

void tn__fix_set_argument(tn__rule_run *run, tn_finding *finding, tn__place place, const char *name, int at, const char *value)
{
    call c;
    if (!finding) {
        return;
    }
    if (!open_call(run, place, &c)) {
        tn__finding_take_back(finding);
        return;
    }
    const tn__syntax *old = find_value(&c, name, at), *last = last_argument(&c);
    if (old) {
        tn__finding_edit(finding, tn__syntax_place(old), "%s", value);
    } else if (last && last->kind == SYN_GENERATOR_EXPRESSION) { // f(x for x in y) allows no second argument
        tn__finding_take_back(finding);
    } else {
        tn__finding_edit(finding, place_for_more(&c), "%s%s=%s", last ? ", " : "", name, value);
    }
}

/* Whether a comment stands in `place` outside `inner`: an edit would take it along. */
static bool has_comment(const tn_report *report, tn__place place, const tn__syntax *inner)
{
    size_t start = report->lines[place.line - 1] + (size_t)place.column - 1;
    size_t end = report->lines[place.end_line - 1] + (size_t)place.end_column - 1;
    for (size_t i = start; i < end; i++) {
        if (report->reading.text[i] == '#' && (i < inner->start || i >= inner->end)) {
            return true;
        }
    }
    return false;
}

/* An argument with the comma before it, or where it is the first, the one after. */
static tn__place place_with_comma(const tn__syntax *arguments, const tn__syntax *old)
{
    tn__place gone = tn__syntax_place(old);
    const tn__syntax *before = NULL;
    for (const tn__syntax *node = arguments->first; node != old; node = node->next) {
        before = node;
    }
    if (before) {
        gone.line = before->end_line;
        gone.column = before->end_column;
    } else if (old->next) {
        gone.end_line = old->next->line;
        gone.end_column = old->next->column;
    } else {
        gone.end_line = arguments->end_line;
        gone.end_column = arguments->end_column - 1;
    }
    return gone;
}

static void drop_argument(tn__rule_run *run, tn_finding *finding, const tn__syntax *arguments, const tn__syntax *old)
{
    if (!finding) {
        return;
    }
    tn__place gone = old ? place_with_comma(arguments, old) : (tn__place){0};
    if (!old || has_comment(run->report, gone, old)) {
        tn__finding_take_back(finding);
    } else {
        tn__finding_edit(finding, gone, "%s", "");
    }
}

void tn__fix_drop_argument(tn__rule_run *run, tn_finding *finding, tn__place place, const char *name)
{
    call c = {0};
    const tn__syntax *old = finding && open_call(run, place, &c) ? find_keyword(&c, name) : NULL;
    drop_argument(run, finding, c.arguments, old);
}

void tn__fix_drop_keyword(tn__rule_run *run, tn_finding *finding, tn__place keyword)
{
    const tn__syntax *arguments = NULL, *node = keyword.line > 0 ? tn__report_tree(run->report) : NULL;
    while (node && !(node->kind == SYN_KEYWORD_ARGUMENT && is_at(node, keyword))) {
        arguments = node->kind == SYN_ARGUMENT_LIST ? node : arguments;
        node = child_holding(node, keyword);
    }
    drop_argument(run, finding, arguments, arguments ? node : NULL);
}

void tn__fix_rename_callee(tn__rule_run *run, tn_finding *finding, tn__place place, const char *name)
{
    call c;
    const tn__syntax *attribute = NULL;
    if (!finding) {
        return;
    }
    if (open_call(run, place, &c) && c.function->kind == SYN_ATTRIBUTE) {
        attribute = tn__syntax_child(c.function, FIELD_ATTRIBUTE);
    }
    if (attribute) {
        tn__finding_edit(finding, tn__syntax_place(attribute), "%s", name);
    } else {
        tn__finding_take_back(finding);
    }
}

/* --- statements --- */

static const tn__syntax *find_function(tn__rule_run *run, tn__place place, const char *name)
{
    const tn__syntax *found = NULL;
    for (const tn__syntax *node = tn__report_tree(run->report); node; node = child_holding(node, place)) {
        if (node->kind == SYN_FUNCTION_DEFINITION && has_name(node, run->report->reading.text, name)) {
            found = node;
        }
    }
    return found;
}

/* The first statement behind a docstring; NULL when there is none, or something else stands on its line before it. */
static const tn__syntax *first_statement(const tn_report *report, const tn__syntax *function)
{
    const tn__syntax *body = tn__syntax_child(function, FIELD_BODY), *first = body ? body->first : NULL;
    bool docstring = first && first->kind == SYN_EXPRESSION_STATEMENT && first->first && first->first->kind == SYN_STRING;
    first = docstring ? first->next : first;
    for (size_t i = first ? report->lines[first->line - 1] : 0; first && i < first->start; i++) {
        if (report->reading.text[i] != ' ' && report->reading.text[i] != '\t') {
            return NULL;
        }
    }
    return first;
}

void tn__fix_first_statement(tn__rule_run *run, tn_finding *finding, tn__place place, const char *name, const char *statement,
                             const char *unless)
{
    const char *text = run->report->reading.text;
    const tn__syntax *function = finding && place.line > 0 ? find_function(run, place, name) : NULL;
    const tn__syntax *first = function ? first_statement(run->report, function) : NULL;
    if (!finding) {
        return;
    }
    if (!first || memmem(text + function->start, function->end - function->start, unless, strlen(unless))) {
        tn__finding_take_back(finding);
        return;
    }
    tn__place here = {first->line, first->column, first->line, first->column};
    tn__finding_edit(finding, here, "%s\n%.*s", statement, first->column - 1, text + run->report->lines[first->line - 1]);
}
