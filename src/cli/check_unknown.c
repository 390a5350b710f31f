#include "cli/check_unknown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json_line.h"
#include "cli/term.h"

/* --- collecting --- */

/* What stands between quotation marks, and numbers, are the place's own. NULL: no memory. */
static char *kind_of(const char *message)
{
    char *kind = malloc(2 * strlen(message) + 4), *to = kind;
    for (const char *at = message; kind && *at;) {
        const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;
        bool quoted = end && (at == message || at[-1] == ' ' || at[-1] == '(');
        size_t digits = strspn(at, "0123456789");
        bool number = digits > 0 && (at == message || strchr(" ([,", at[-1]));
        const char *text = quoted ? "'...'" : number ? "N" : NULL;
        if (text) {
            memcpy(to, text, strlen(text));
            to += strlen(text);
            at = quoted ? end + 1 : at + digits;
        } else {
            *to++ = *at++;
        }
    }
    if (kind) {
        *to = '\0';
    }
    return kind;
}

static void release_one(cli_unknown *one)
{
    free(one->kind);
    free(one->message);
    free(one->file);
}

static void push(cli_unknowns *sum, cli_unknown one)
{
    if (sum->n == sum->capacity) {
        size_t capacity = sum->capacity ? 2 * sum->capacity : 32;
        cli_unknown *items = realloc(sum->items, capacity * sizeof *items);
        if (!items) {
            sum->no_memory = true;
            release_one(&one);
            return;
        }
        sum->items = items;
        sum->capacity = capacity;
    }
    sum->items[sum->n++] = one;
}

void cli_unknowns_add(cli_unknowns *sum, const tn_report *report)
{
    for (int i = 0; i < tn_report_models(report); i++) {
        tn_checked_model model;
        tn_report_model(report, i, &model);
        sum->classes++;
        sum->understood += model.understood;
    }
    for (int i = 0; i < tn_report_count(report); i++) {
        const tn_finding *finding = tn_report_finding(report, i);
        if (!finding->is_gap) {
            continue;
        }
        const char *said = !strcmp(finding->code, "TN904") ? strstr(finding->message, "is not checked") : NULL;
        cli_unknown one = {kind_of(said ? said : finding->message), strdup(finding->message), strdup(tn_report_file(report)),
                           finding->primary.span.line, finding->primary.span.column};
        if (one.kind && one.message && one.file) {
            push(sum, one);
        } else {
            sum->no_memory = true;
            release_one(&one);
        }
    }
}

void cli_unknowns_move(cli_unknowns *sum, cli_unknowns *one)
{
    for (size_t i = 0; i < one->n; i++) {
        push(sum, one->items[i]);
    }
    sum->classes += one->classes;
    sum->understood += one->understood;
    sum->no_memory = sum->no_memory || one->no_memory;
    one->n = 0;
    cli_unknowns_release(one);
}

void cli_unknowns_release(cli_unknowns *all)
{
    for (size_t i = 0; i < all->n; i++) {
        release_one(&all->items[i]);
    }
    free(all->items);
    *all = (cli_unknowns){0};
}

/* --- printing --- */

static int by_kind(const void *a, const void *b)
{
    const cli_unknown *x = a, *y = b;
    int order = strcmp(x->kind, y->kind);
    order = order ? order : strcmp(x->file, y->file);
    order = order ? order : (x->line > y->line) - (x->line < y->line);
    order = order ? order : (x->column > y->column) - (x->column < y->column);
    return order ? order : strcmp(x->message, y->message);
}

typedef struct group {
    const cli_unknown *first;
    size_t n;
} group;

static int by_count(const void *a, const void *b)
{
    const group *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n ? 1 : -1) : strcmp(x->first->kind, y->first->kind);
}

static void print_group(const group *g)
{
    printf("%6zu  %s\n", g->n, g->first->kind);
    for (size_t i = 0; i < g->n; i++) {
        const cli_unknown *one = &g->first[i];
        bool more = strcmp(one->message, one->kind) != 0;
        printf("          %s:%d:%d%s%s\n", one->file, one->line, one->column, more ? ": " : "", more ? one->message : "");
    }
}

static void print_group_json(const group *g)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "unknown");
    cli_json_text(&json, "kind", g->first->kind);
    cli_json_int(&json, "count", (int64_t)g->n);
    cli_json_end(&json);
    for (size_t i = 0; i < g->n; i++) {
        const cli_unknown *one = &g->first[i];
        json = cli_json_begin(stdout);
        cli_json_text(&json, "event", "unknown_place");
        cli_json_text(&json, "file", one->file);
        cli_json_int(&json, "line", one->line);
        cli_json_int(&json, "column", one->column);
        cli_json_text(&json, "message", one->message);
        cli_json_end(&json);
    }
}

/* A class that is not understood at no place is one that an error stops. */
static void print_sum(const cli_unknowns *all)
{
    printf("%d of %d class%s understood from input to output, %zu place%s not", all->understood, all->classes,
           all->classes == 1 ? "" : "es", all->n, all->n == 1 ? "" : "s");
    bool stopped = all->n == 0 && all->understood < all->classes;
    printf(stopped ? "; an error stops the rest: 'thinnet check' shows it\n" : "\n");
}

static void print_sum_json(const cli_unknowns *all)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "event", "understood");
    cli_json_int(&json, "classes", all->classes);
    cli_json_int(&json, "understood", all->understood);
    cli_json_int(&json, "places", (int64_t)all->n);
    cli_json_end(&json);
}

void cli_unknowns_print(cli_unknowns *all, bool json)
{
    group *groups = calloc(all->n + 1, sizeof *groups);
    size_t n = 0;
    all->no_memory = all->no_memory || !groups;
    if (all->n) {
        qsort(all->items, all->n, sizeof *all->items, by_kind);
    }
    for (size_t i = 0; groups && i < all->n; i++) {
        bool same = n && !strcmp(groups[n - 1].first->kind, all->items[i].kind);
        if (!same) {
            groups[n++] = (group){&all->items[i], 0};
        }
        groups[n - 1].n++;
    }
    if (n) {
        qsort(groups, n, sizeof *groups, by_count);
    }
    for (size_t i = 0; i < n; i++) {
        (json ? print_group_json : print_group)(&groups[i]);
    }
    free(groups);
    if (json) {
        print_sum_json(all);
    } else {
        printf("%s", n ? "\n" : "");
        print_sum(all);
    }
}
