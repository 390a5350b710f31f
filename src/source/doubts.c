#include "source/doubts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "source/children.h"

static const char *line_of(const char *text, int line)
{
    const char *at = text;
    for (int i = 1; at && i < line; i++) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    return at;
}

/* Whether the text there has a name, or goes on in another line. */
static bool has_names(const char *text, tn__place place)
{
    const char *at = line_of(text, place.line);
    for (int i = place.column - 1; at && place.line == place.end_line && i < place.end_column - 1 && at[i]; i++) {
        if (isalpha((unsigned char)at[i]) && at[i] != 'e') {
            return true;
        }
    }
    return place.line != place.end_line;
}

/* Whether the call there hands on what its function was given: f(*args), f(**kwargs). */
static bool hands_on(const char *text, tn__place place)
{
    const char *at = line_of(text, place.line), *end = line_of(text, place.end_line);
    for (at = at ? at + place.column - 1 : NULL; at && end && at < end + place.end_column - 1 && *at; at++) {
        if (*at == '*' && (at[1] == '*' || isalpha((unsigned char)at[1])) && at[-1] != '*' && strchr("(, \t\n", at[-1])) {
            return true;
        }
    }
    return false;
}

/* A value that the class computes, rather than one that is written there or handed on as it is. */
static bool is_computed(const char *text, tn__place place)
{
    const char *at = line_of(text, place.line);
    bool names = false, combines = false;
    for (int i = place.column - 1; at && place.line == place.end_line && i < place.end_column - 1 && at[i]; i++) {
        names = names || (isalpha((unsigned char)at[i]) && at[i] != 'e');
        combines = combines || strchr("(,+-*/%", at[i]);
    }
    return names && combines;
}

/* Whether the text sets the attribute that a message misses ("has no attribute 'x'") on something: a function that makes the
 * model may. */
static bool is_set_somewhere(const char *text, const char *message)
{
    const char *start = strstr(message, "has no attribute '"), *end;
    char target[80];
    if (!start || !text) {
        return false;
    }
    start += strlen("has no attribute '");
    end = strchr(start, '\'');
    if (!end || (size_t)(end - start) + 5 > sizeof(target)) {
        return false;
    }
    snprintf(target, sizeof(target), ".%.*s = ", (int)(end - start), start);
    return strstr(text, target) != NULL;
}

/* Defaults that only mark a place: None, [], 0 and -1 are no sizes, and no rates. */
static bool is_of_placeholder(const char *text, const tn__diagnostic *one)
{
    size_t length = strlen(one->message);
    bool of_none = one->kind == TN_DIAG_UNKNOWN_NAME && strstr(one->message, "'NoneType' object has no attribute");
    bool of_list = (one->kind == TN_DIAG_BAD_VALUE && strstr(one->message, "not a tuple of")) ||
                   (one->kind == TN_DIAG_TYPE && strstr(one->message, "'list' and 'list'"));
    bool of_no_value = one->kind == TN_DIAG_BAD_VALUE && length > 8 && strcmp(one->message + length - 8, "not None") == 0;
    bool of_no_modules = one->kind == TN_DIAG_UNKNOWN_NAME && strstr(one->message, "'ModuleDict' object has no attribute");
    bool of_minus = one->kind == TN_DIAG_BAD_VALUE && length > 3 && strcmp(one->message + length - 3, " -1") == 0;
    bool of_zero = one->kind == TN_DIAG_BAD_VALUE && length > 6 && strcmp(one->message + length - 6, " got 0") == 0;
    return of_none || of_no_modules || ((of_list || of_minus || of_zero || of_no_value) && has_names(text, one->place)) ||
           (one->kind == TN_DIAG_UNKNOWN_NAME && is_set_somewhere(text, one->message));
}

/* super().forward(x) of a class that torch's Module is the only known base of: another class stands between them where it is
 * used. */
static bool asks_super(const char *text, tn__place place)
{
    const char *line = line_of(text, place.line);
    return line && place.column > 0 && strnlen(line, (size_t)place.column) == (size_t)place.column &&
           strncmp(line + place.column - 1, "super(", strlen("super(")) == 0;
}

/* class Blocks(nn.ModuleList): nobody calls those. */
static bool extends_container(const char *text, const tn__class_entry *entry)
{
    const char *line = line_of(text, entry->place.line), *end = line ? strchr(line, '\n') : NULL;
    const char *list = line ? strstr(line, "ModuleList)") : NULL, *dict = line ? strstr(line, "ModuleDict)") : NULL;
    return (list && (!end || list < end)) || (dict && (!end || dict < end));
}

/* Without a call, arguments are defaults, and without --input a shape is assumed, which nobody may ever use: what Python raises
 * then is no fault of the class. Nor is what a base lacks, which its children have. */
static bool is_doubtful(const char *text, const tn__diagnostic *one, const tn__class_entry *entry)
{
    static const char *const from_values[] = {"IndexError",          "KeyError", "ValueError", "RuntimeError", "AssertionError",
                                              "NotImplementedError", "Exception"};
    bool depends = one->kind == TN_DIAG_BAD_VALUE || strncmp(one->message, "ZeroDivisionError", strlen("ZeroDivisionError")) == 0;
    if ((depends && is_computed(text, one->place)) || is_of_placeholder(text, one)) {
        return true;
    }
    if (one->kind == TN_DIAG_MISSING_ARGUMENT && hands_on(text, one->place)) {
        return true;
    }
    if (one->kind == TN_DIAG_NO_FORWARD && (extends_container(text, entry) || asks_super(text, one->place))) {
        return true;
    }
    if (one->kind == TN_DIAG_SHAPE && strstr(one->message, "Expected 3D or 4D")) {
        return true; /* the shape that was assumed is none of images */
    }
    if (entry->is_base) {
        return one->kind == TN_DIAG_UNKNOWN_NAME || one->kind == TN_DIAG_NO_FORWARD || one->kind == TN_DIAG_RAISES ||
               one->kind == TN_DIAG_TYPE;
    }
    if (one->kind == TN_DIAG_TYPE && (strstr(one->message, "NoneType") || strstr(one->message, "invalid combination"))) {
        return true; /* a default of None asks for a value */
    }
    if (one->kind == TN_DIAG_RAISES) {
        return true; /* whatever the class calls its refusal */
    }
    for (size_t i = 0; i < sizeof(from_values) / sizeof(from_values[0]); i++) {
        if (one->kind == TN_DIAG_TYPE && !strncmp(one->message, from_values[i], strlen(from_values[i]))) {
            return true;
        }
    }
    return false;
}

/* What the class lacks and a class of another file that extends it has. */
static bool is_left_to_children(const char *file, const tn__diagnostic *one, const tn__class_entry *entry)
{
    char start[160], attribute[80];
    int n = snprintf(start, sizeof start, "AttributeError: '%s' object has no attribute '", entry->name);
    if (one->kind != TN_DIAG_UNKNOWN_NAME || n >= (int)sizeof start || strncmp(one->message, start, (size_t)n) != 0) {
        return false;
    }
    int length = snprintf(attribute, sizeof attribute, "%s", one->message + n);
    if (length < 2 || length >= (int)sizeof attribute) {
        return false;
    }
    attribute[length - 1] = '\0'; /* the closing quote */
    return tn__children_set(file, entry->name, attribute);
}

void tn__doubt(const char *file, const char *text, tn__diagnostics *found, const tn__class_entry *entry)
{
    bool any = false; /* Python would have stopped there: what is missing afterwards may be for that reason */
    for (size_t i = 0; i < found->n; i++) {
        bool follows = any &&
                       (found->items[i].kind == TN_DIAG_UNKNOWN_NAME || found->items[i].kind == TN_DIAG_MISSING_SUPER_INIT);
        bool doubtful = !found->items[i].is_written && is_doubtful(text, &found->items[i], entry);
        if (follows || doubtful || is_left_to_children(file, &found->items[i], entry)) {
            found->items[i].kind = TN_DIAG_UNKNOWN;
            any = true;
        }
    }
}

static bool is_name_error(const tn__diagnostic *one)
{
    return one->kind == TN_DIAG_UNKNOWN_NAME && strncmp(one->message, "NameError", strlen("NameError")) == 0;
}

static bool imports(const tn__syntax *node, int depth)
{
    if (node->kind == SYN_IMPORT_STATEMENT || node->kind == SYN_IMPORT_FROM_STATEMENT) {
        return true;
    }
    for (const tn__syntax *one = depth < TN_SYNTAX_DEPTH ? node->first : NULL; one; one = one->next) {
        if (imports(one, depth + 1)) {
            return true;
        }
    }
    return false;
}

/* At the file's own level rather than in one of its functions and classes. */
static bool is_outside(const tn__syntax_tree *tree, tn__place place)
{
    const tn__syntax *one = tree->root ? tree->root->first : NULL;
    while (one && one->end_line < place.line) {
        one = one->next;
    }
    return one && one->kind != SYN_FUNCTION_DEFINITION && one->kind != SYN_CLASS_DEFINITION &&
           one->kind != SYN_DECORATED_DEFINITION;
}

#define NAMES_OF_A_PIECE 3 /* bound nowhere, at the file's own level: who writes a program forgets one or two */

/* A cell of a notebook, a part of a template, what another program runs with names of its own. */
static bool is_piece(const tn__diagnostics *found, const tn__syntax_tree *tree)
{
    int n = 0, n_outside = 0;
    for (size_t i = 0; i < found->n; i++) {
        n += is_name_error(&found->items[i]);
        n_outside += is_name_error(&found->items[i]) && is_outside(tree, found->items[i].place);
    }
    return n_outside >= NAMES_OF_A_PIECE || (n > 0 && tree->root && !imports(tree->root, 0));
}

void tn__doubt_names(tn__diagnostics *found, const tn__syntax_tree *tree)
{
    /* What is not Python may have bound the names that the rest lacks, and calls and parameters may have lost parts in it. */
    bool broken = tree->is_flawed || tn__diagnostics_have(found, TN_DIAG_SYNTAX), piece = is_piece(found, tree);
    bool has_holes = tree->has_holes || (broken && !tree->is_flawed);
    for (size_t i = 0; i < found->n; i++) {
        tn__diagnostic *one = &found->items[i];
        bool is_argument = one->kind == TN_DIAG_UNKNOWN_KEYWORD || one->kind == TN_DIAG_MISSING_ARGUMENT ||
                           one->kind == TN_DIAG_TOO_MANY_ARGUMENTS;
        if ((piece && is_name_error(one)) || (has_holes && one->kind == TN_DIAG_UNKNOWN_NAME) || (broken && is_argument)) {
            one->kind = TN_DIAG_UNKNOWN;
        }
    }
}
