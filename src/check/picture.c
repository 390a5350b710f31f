/* Draws a net as SVG. Styles stand in one sheet with a dark half; what colour says, words say too. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "check/flow.h"
#include "check/picture.h"
#include "check/picture_text.h"

#define CHARACTER 6.65 /* width of one in the fixed font, 11 px */
#define ROW 22.0
#define PADDING 12.0
#define GAP 18.0 /* between the columns of a card */
#define BAR 44.0 /* a dropout's rate, and its percentage behind */
#define RATE (BAR + 36.0)
#define BADGE 42.0
#define MARGIN 24.0
#define HEAD 64.0
#define NOTE 20.0 /* height of a line below the picture */
#define MOST_BADGES 3
#define MOST_NOTE 130 /* characters in a line of a finding */
#define MOST_ROWS 4000

/* A line of a card: a value and the layer that made it. value -1: the net ends here. */
typedef struct row {
    int value;
    char name[40], kind[56], shape[48];
    int badges[MOST_BADGES], n_badges; /* findings */
} row;

typedef struct picture {
    const tn_report *report;
    const tn__model_reading *model;
    const tn_net *net;
    row *rows;
    size_t n_rows;
    row *end;           /* the last one of a net that has no output; NULL: it has one */
    int *card_of;       /* of each value */
    bool stop_is_shown; /* in the row of the layer that stops it */
    int *noted;         /* findings that are listed below */
    size_t n_noted;
    tn__layout_of layout;
    tn__buf *out;
} picture;

/* --- rows --- */

static void fill_row(const picture *p, row *out, int value)
{
    char text[400];
    tn_layer_info info;
    *out = (row){.value = value};
    const tn_shape *shape = &p->net->nodes[value].shape;
    if (value == 0) {
        snprintf(out->name, sizeof out->name, "input");
    } else {
        tn_net_layer(p->net, value - 1, &info);
        bool is_followed = !*info.kind, is_words = is_followed && strpbrk(info.name, " ("); // "split()", "tensor * number"
        tn__copy_tail(out->name, sizeof out->name, is_words ? "" : info.name, 28);
        snprintf(text, sizeof text, "%s(%s)", info.kind, p->model->is_guess ? "" : info.arguments);
        tn__copy_head(out->kind, sizeof out->kind, is_words ? info.name : is_followed ? "" : text, 44);
    }
    if (!p->model->is_guess) { // guessed sizes mean nothing
        tn__print_shape(shape, text, sizeof text);
        tn__copy_head(out->shape, sizeof out->shape, text, 36);
    }
}

static bool is_dropout(const picture *p, const row *one)
{
    return one->value > 0 && tn__flow_traits(p->net, one->value) & TN_TRAIT_DROPOUT;
}

static int count_users(const tn_net *net, int value)
{
    int n = value == net->output;
    for (size_t i = 1; i < net->n_nodes; i++) {
        for (int k = 0; k < net->nodes[i].n_in; k++) {
            n += net->nodes[i].in[k] == value;
        }
    }
    return n;
}

/* --- findings at their places --- */

static bool is_before(int line, int column, int other_line, int other_column)
{
    return line < other_line || (line == other_line && column < other_column);
}

/* How well a place fits a finding: 0 not at all, 1 around it (smaller places fit better), 2 exactly. *size: of the place. */
static int fit(const tn_span *span, tn__place place, long *size)
{
    *size = (long)(place.end_line - place.line) * 1000 + place.end_column - place.column;
    if (place.line < 1 || span->line < 1) {
        return 0;
    }
    if (span->line == place.line && span->column == place.column && span->end_line == place.end_line &&
        span->end_column == place.end_column) {
        return 2;
    }
    return !is_before(span->line, span->column, place.line, place.column) &&
           !is_before(place.end_line, place.end_column, span->end_line, span->end_column);
}

static int fit_of_value(const picture *p, const tn_span *span, int value, long *size)
{
    long made_size = 0;
    int call = fit(span, p->net->nodes[value].place, size);
    int made = tn__layer_of(p->net, value)->name ? fit(span, tn__node_made(p->net, value), &made_size) : 0;
    if (made > call || (made == call && made == 1 && made_size < *size)) {
        *size = made_size;
        return made;
    }
    return call;
}

static void say_stop(row *one, const tn_finding *finding)
{
    snprintf(one->name, sizeof one->name, "stops here");
    tn__copy_head(one->kind, sizeof one->kind, finding->message, 50);
}

/* An error in the place of a value that is not known is why it is not. */
static void mark_row(picture *p, row *one, int index)
{
    const tn_finding *finding = &p->report->findings[index];
    if (one->n_badges < MOST_BADGES) {
        one->badges[one->n_badges] = index;
    }
    one->n_badges++;
    if (p->model->stopped && finding->severity == TN_ERROR && tn__flow_is(p->net, one->value, "unknown")) {
        say_stop(one, finding);
        p->stop_is_shown = true;
    }
}

/* Marks the rows of the innermost place around a span; false when there is none. */
static bool mark_span(picture *p, const tn_span *span, int index)
{
    int best = 0;
    long best_size = 0, size;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < p->n_rows; i++) {
            row *one = &p->rows[i];
            int here = one->value > 0 ? fit_of_value(p, span, one->value, &size) : 0;
            if (pass == 0 && (here > best || (here == best && here == 1 && size < best_size))) {
                best = here;
                best_size = size;
            } else if (pass == 1 && best > 0 && here == best && (best == 2 || size == best_size)) {
                mark_row(p, one, index);
            }
        }
    }
    return best > 0;
}

/* At its place, or at the last of its others that is in the picture: of a Linear that does not fit, that is where it is called.
 */
static bool mark_finding(picture *p, int index)
{
    const tn_finding *finding = &p->report->findings[index];
    bool marked = mark_span(p, &finding->primary.span, index);
    for (int i = finding->n_notes - 1; i >= 0 && !marked; i--) {
        marked = mark_span(p, &finding->notes[i].span, index);
    }
    return marked;
}

/* Findings of the class's own lines; others belong to other classes of the file, and what was not understood there is left out.
 */
static void mark_findings(picture *p)
{
    row *end = p->end;
    for (size_t i = 0; i < p->report->n; i++) {
        const tn_finding *one = &p->report->findings[i];
        bool marked = mark_finding(p, (int)i);
        if (!marked && end && end->n_badges == 0 && p->model->stopped && one->severity == TN_ERROR) {
            end->badges[end->n_badges++] = (int)i;
            say_stop(end, one);
            marked = true;
        }
        if (marked || !one->is_gap) {
            p->noted[p->n_noted++] = (int)i;
        }
    }
    if (end && p->stop_is_shown && end->n_badges == 0) { // the net goes on behind what stops it, as far as that can be followed
        p->layout.cards[p->card_of[p->net->n_nodes - 1]].n_rows--;
    }
}

/* --- cards --- */

/* Whether `value` goes on in the card of what it takes: it takes one value, and nobody else takes that. */
static bool follows(const picture *p, int value)
{
    const tn__node *node = &p->net->nodes[value];
    return node->n_in == 1 && count_users(p->net, node->in[0]) == 1;
}

/* Values in the order of cards: each card's rows lie together. */
static void make_rows(picture *p)
{
    tn__layout_of *l = &p->layout;
    for (size_t i = 0; i < p->net->n_nodes; i++) {
        bool joins = i > 0 && follows(p, (int)i);
        int card = joins ? p->card_of[p->net->nodes[i].in[0]] : (int)l->n_cards++;
        p->card_of[i] = card;
        l->cards[card].n_rows++;
    }
    bool ends = p->net->output < 0 && !p->model->is_block;
    int last = p->card_of[p->net->n_nodes - 1], at = 0;
    l->cards[last].n_rows += ends;
    for (size_t c = 0; c < l->n_cards; c++) {
        l->cards[c].first_row = at;
        at += l->cards[c].n_rows;
        l->cards[c].n_rows = 0;
    }
    for (size_t i = 0; i < p->net->n_nodes; i++) {
        tn__card *card = &l->cards[p->card_of[i]];
        fill_row(p, &p->rows[card->first_row + card->n_rows++], (int)i);
    }
    p->n_rows = (size_t)at;
    if (ends) {
        row *one = &p->rows[l->cards[last].first_row + l->cards[last].n_rows++];
        *one = (row){.value = -1};
        p->end = one;
        snprintf(one->name, sizeof one->name, "%s", p->model->stopped ? "stops here" : "\xE2\x80\xA6");
        snprintf(one->kind, sizeof one->kind, "%s", p->model->stopped ? "" : "not understood from here");
    }
}

typedef struct columns {
    double name, kind, shape, extra;
} columns;

static columns measure(const picture *p, const tn__card *card)
{
    columns c = {0};
    for (int i = 0; i < card->n_rows; i++) {
        const row *one = &p->rows[card->first_row + i];
        double widths[] = {tn__count_characters(one->name) * CHARACTER, tn__count_characters(one->kind) * CHARACTER,
                           tn__count_characters(one->shape) * CHARACTER,
                           (is_dropout(p, one) ? RATE : 0) +
                               (one->n_badges < MOST_BADGES ? one->n_badges : MOST_BADGES) * (BADGE + 4)};
        c.name = widths[0] > c.name ? widths[0] : c.name;
        c.kind = widths[1] > c.kind ? widths[1] : c.kind;
        c.shape = widths[2] > c.shape ? widths[2] : c.shape;
        c.extra = widths[3] > c.extra ? widths[3] : c.extra;
    }
    return c;
}

static void size_cards(picture *p)
{
    for (size_t i = 0; i < p->layout.n_cards; i++) {
        tn__card *card = &p->layout.cards[i];
        columns c = measure(p, card);
        card->width = 2 * PADDING + c.name + c.kind + c.shape + c.extra + (c.name > 0) * GAP + (c.shape > 0) * GAP +
                      (c.extra > 0) * GAP;
        card->height = card->n_rows * ROW + 8;
    }
}

static void make_lines(picture *p)
{
    tn__layout_of *l = &p->layout;
    for (size_t i = 1; i < p->net->n_nodes; i++) { // cards are numbered by their first value, so that `to` rises
        const tn__node *node = &p->net->nodes[i];
        for (int k = 0; k < node->n_in && !follows(p, (int)i); k++) {
            l->lines[l->n_lines++] = (tn__flow_line){.from = p->card_of[node->in[k]], .to = p->card_of[i]};
        }
    }
}

/* --- drawing --- */

static void put_style(tn__buf *out)
{
    tn__buf_puts(
        out,
        "<style>\n"
        "text{font:11px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#1f2328}\n"
        ".title{font:600 16px system-ui,'DejaVu Sans',sans-serif}.sub,.note{font:12px system-ui,'DejaVu Sans',sans-serif}\n"
        ".sub,.kind,.shape{fill:#59636e}.page{fill:#ffffff}.card{fill:#f6f8fa;stroke:#d0d7de}.line{fill:none;stroke:#8c959f;"
        "stroke-width:1.5}\n"
        ".head{fill:#8c959f}.drop{fill:#fff1c9}.edge{fill:#bf8700}.bar{fill:none;stroke:#9a6700}.rate{fill:#bf8700}\n"
        ".badge text{fill:#ffffff;font-weight:600;font-size:10px}.error rect{fill:#cf222e}.warning rect{fill:#9a6700}.advice "
        "rect{fill:#0969da}\n"
        "@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.sub,.kind,.shape{fill:#9198a1}.page{fill:#0d1117}"
        ".card{fill:#151b23;stroke:#3d444d}.line{stroke:#656c76}.head{fill:#656c76}.drop{fill:#3b2e0a}.edge,.rate{fill:#d29922}"
        ".bar{stroke:#d29922}.badge text{fill:#0d1117}.error rect{fill:#f85149}.warning rect{fill:#d29922}.advice "
        "rect{fill:#4493f8}}\n"
        "</style>\n");
}

static void put_badge(tn__buf *out, const tn_finding *one, double x, double y)
{
    tn__buf_printf(out, "<g class=\"badge %s\"><title>", tn_severity_name(one->severity));
    tn__buf_printf(out, "%s, line %d: ", tn_severity_name(one->severity), one->primary.span.line);
    tn__put_xml(out, one->message);
    tn__buf_printf(out,
                   "</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"15\" rx=\"7\"/><text x=\"%.1f\" y=\"%.1f\" "
                   "text-anchor=\"middle\">%s</text></g>\n",
                   x, y, BADGE, x + BADGE / 2, y + 11, one->code);
}

static void put_word(tn__buf *out, const char *class, double x, double y, const char *text)
{
    if (*text) {
        tn__buf_printf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
        tn__put_xml(out, text);
        tn__buf_puts(out, "</text>");
    }
}

/* The rate as a bar, full is 1, and in words. */
static void put_rate(const picture *p, const row *one, double x, double y)
{
    double rate = p->model->is_guess ? 0 : tn__flow_rate(p->net, one->value);
    char text[32];
    snprintf(text, sizeof text, p->model->is_guess ? "?" : "%.3g%%", 100 * rate);
    tn__buf_printf(p->out, "<rect class=\"rate\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"8\"/>", x, y, rate * BAR);
    tn__buf_printf(p->out, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"8\"/>", x, y, BAR);
    put_word(p->out, "name", x + BAR + 4, y + 8, text);
}

static void put_row_title(const picture *p, const row *one)
{
    tn__buf_puts(p->out, "<title>");
    tn__put_xml(p->out, one->name);
    tn__buf_puts(p->out, " ");
    tn__put_xml(p->out, one->kind);
    if (is_dropout(p, one) && !p->model->is_guess) {
        tn__buf_printf(p->out, ": dropout site %d, p = %g", p->net->nodes[one->value].site, tn__flow_rate(p->net, one->value));
    }
    if (one->value > 0) {
        tn__buf_printf(p->out, ", line %d", p->net->nodes[one->value].place.line);
    }
    tn__buf_puts(p->out, "</title>");
}

static void put_row(const picture *p, const tn__card *card, const columns *c, const row *one, double y)
{
    double x = card->x + PADDING, base = y + 15;
    tn__buf_puts(p->out, "<g>");
    put_row_title(p, one);
    if (is_dropout(p, one)) {
        tn__buf_printf(p->out, "<rect class=\"drop\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", card->x + 1, y,
                       card->width - 2, ROW);
        tn__buf_printf(p->out, "<rect class=\"edge\" x=\"%.1f\" y=\"%.1f\" width=\"4\" height=\"%.1f\"/>", card->x + 1, y, ROW);
    }
    put_word(p->out, "name", x, base, one->name);
    x += c->name + (c->name > 0) * GAP;
    put_word(p->out, "kind", x, base, one->kind);
    x += c->kind + (c->shape > 0) * GAP;
    put_word(p->out, "shape", x, base, one->shape);
    x += c->shape + (c->extra > 0) * GAP;
    if (is_dropout(p, one)) {
        put_rate(p, one, x, y + 7);
        x += RATE;
    }
    tn__buf_puts(p->out, "\n");
    for (int i = 0; i < one->n_badges && i < MOST_BADGES; i++) {
        put_badge(p->out, &p->report->findings[one->badges[i]], x + i * (BADGE + 4), y + 3.5);
    }
    tn__buf_puts(p->out, "</g>\n");
}

static void put_card(const picture *p, const tn__card *card)
{
    columns c = measure(p, card);
    tn__buf_printf(p->out, "<rect class=\"card\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\"/>\n", card->x,
                   card->y, card->width, card->height);
    for (int i = 0; i < card->n_rows; i++) {
        put_row(p, card, &c, &p->rows[card->first_row + i], card->y + 4 + i * ROW);
    }
}

static void put_curve(tn__buf *out, double x, double y, double to_x, double to_y)
{
    double half = (y + to_y) / 2;
    tn__buf_printf(out, " C%.1f %.1f %.1f %.1f %.1f %.1f", x, half, to_x, half, to_x, to_y);
}

static void put_line(const picture *p, const tn__flow_line *line)
{
    const tn__card *from = &p->layout.cards[line->from], *to = &p->layout.cards[line->to];
    double x = from->x + from->width / 2, y = from->y + from->height, end_x = to->x + to->width / 2, end_y = to->y - 5;
    tn__buf_printf(p->out, "<path class=\"line\" d=\"M%.1f %.1f V%.1f", x, y, from->rank_bottom); // bends lie between ranks alone
    y = from->rank_bottom;
    for (int i = 0; i < line->n_bends; i++) {
        const tn__bend *bend = &p->layout.bends[line->first_bend + i];
        put_curve(p->out, x, y, bend->x, bend->top);
        tn__buf_printf(p->out, " V%.1f", bend->bottom);
        x = bend->x;
        y = bend->bottom;
    }
    put_curve(p->out, x, y, end_x, end_y);
    tn__buf_printf(p->out, "\"/><path class=\"head\" d=\"M%.1f %.1f l-4 -7 h8 z\"/>\n", end_x, end_y + 5);
}

/* --- the whole --- */

static void put_heading(const picture *p, tn__buf *out)
{
    char in[100] = "", to[100] = "";
    int sites = p->net->n_sites;
    if (!p->model->is_guess) {
        tn__print_shape(&p->net->nodes[0].shape, in, sizeof in);
    }
    if (!p->model->is_guess && p->net->output >= 0) {
        tn__print_shape(&p->net->nodes[p->net->output].shape, to, sizeof to);
    }
    tn__buf_puts(out, p->report->reading.file);
    if (*in) {
        tn__buf_printf(out, " \xC2\xB7 %s%s%s", in, *to ? " \xE2\x86\x92 " : "", to);
    }
    tn__buf_printf(out, " \xC2\xB7 %d dropout site%s \xC2\xB7 %d finding%s", sites, sites == 1 ? "" : "s", (int)p->n_noted,
                   p->n_noted == 1 ? "" : "s");
}

/* The next line of a finding: false behind the last. *at: 0 before the first. */
static bool next_line(const tn_finding *one, size_t *at, char *out, size_t size)
{
    char text[sizeof one->message + 64];
    if (one->primary.span.line > 0) {
        snprintf(text, sizeof text, "line %d: %s", one->primary.span.line, one->message);
    } else {
        snprintf(text, sizeof text, "%s", one->message);
    }
    const char *rest = text + *at;
    size_t length = tn__line_length(rest, MOST_NOTE);
    snprintf(out, size, "%.*s", (int)length, rest);
    *at += length + (rest[length] == ' ');
    return length > 0;
}

static void put_notes(const picture *p, double y)
{
    char text[MOST_NOTE * 4 + 8];
    for (size_t i = 0; i < p->n_noted; i++) {
        const tn_finding *one = &p->report->findings[p->noted[i]];
        size_t at = 0;
        put_badge(p->out, one, MARGIN, y);
        for (; next_line(one, &at, text, sizeof text); y += NOTE) {
            put_word(p->out, "note", MARGIN + BADGE + 10, y + 12, text);
        }
    }
}

/* Of the list below the picture. */
static void measure_notes(const picture *p, double *width, double *height)
{
    char text[MOST_NOTE * 4 + 8];
    int most = 0, lines = 0;
    for (size_t i = 0; i < p->n_noted; i++) {
        size_t at = 0;
        for (; next_line(&p->report->findings[p->noted[i]], &at, text, sizeof text); lines++) {
            int n = tn__count_characters(text);
            most = n > most ? n : most;
        }
    }
    *width = most * 6.9 + BADGE + 10; // the note's font, 12 px, is narrower than this
    *height = lines * NOTE;
}

static void shift(tn__layout_of *l, double x, double y)
{
    for (size_t i = 0; i < l->n_cards; i++) {
        l->cards[i].x += x;
        l->cards[i].y += y;
        l->cards[i].rank_bottom += y;
    }
    for (size_t i = 0; i < l->n_bends; i++) {
        l->bends[i].x += x;
        l->bends[i].top += y;
        l->bends[i].bottom += y;
    }
}

static double widest(const picture *p, const char *heading, double notes)
{
    double inner = p->layout.width, head = tn__count_characters(heading) * 7.2;
    inner = notes > inner ? notes : inner;
    return head > inner ? head : inner;
}

static void put_head(const picture *p, const char *heading, double width, double height)
{
    tn__buf_printf(
        p->out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
        "aria-labelledby=\"tn-title tn-desc\">\n<title id=\"tn-title\">",
        width, height, width, height);
    tn__put_xml(p->out, p->model->name);
    tn__buf_puts(p->out, "</title>\n<desc id=\"tn-desc\">Data flow of the model: ");
    tn__put_xml(p->out, heading);
    tn__buf_puts(p->out, "</desc>\n");
    put_style(p->out);
    tn__buf_printf(p->out, "<rect class=\"page\" width=\"%.0f\" height=\"%.0f\"/>\n", width, height);
    put_word(p->out, "title", MARGIN, 30, p->model->name);
    put_word(p->out, "sub", MARGIN, 48, heading);
    tn__buf_puts(p->out, "\n");
}

static void put_picture(picture *p)
{
    tn__layout_of *l = &p->layout;
    tn__buf heading = TN_BUF_INIT;
    put_heading(p, &heading);
    double notes_width, notes_height;
    measure_notes(p, &notes_width, &notes_height);
    double inner = widest(p, tn__buf_text(&heading), notes_width), below = HEAD + l->height + MARGIN;
    shift(l, MARGIN + (inner - l->width) / 2, HEAD);
    put_head(p, tn__buf_text(&heading), inner + 2 * MARGIN, below + notes_height + MARGIN / 2);
    for (size_t i = 0; i < l->n_lines; i++) {
        put_line(p, &l->lines[i]);
    }
    for (size_t i = 0; i < l->n_cards; i++) {
        put_card(p, &l->cards[i]);
    }
    put_notes(p, below);
    tn__buf_puts(p->out, "</svg>\n");
    p->out->failed = p->out->failed || !tn__buf_ok(&heading);
    tn__buf_release(&heading);
}

static tn_status draw(picture *p, tn_error *err)
{
    tn_status status = TN_OK;
    size_t n = p->net->n_nodes;
    p->rows = tn__alloc(n + 1, sizeof *p->rows);
    p->card_of = tn__alloc(n, sizeof *p->card_of);
    p->layout.cards = tn__alloc(n, sizeof *p->layout.cards);
    p->layout.lines = tn__alloc(n * TN_LAYER_MAX_INPUTS, sizeof *p->layout.lines);
    p->noted = tn__alloc(p->report->n + 1, sizeof *p->noted);
    if (!p->rows || !p->card_of || !p->noted || !p->layout.cards || !p->layout.lines) {
        TN_TRY(tn__no_memory(err, n * sizeof *p->rows));
    }
    make_rows(p);
    mark_findings(p);
    size_cards(p);
    make_lines(p);
    TN_TRY(tn__layout_place(&p->layout, err));
    put_picture(p);
done:
    tn__layout_release(&p->layout);
    tn__free(p->layout.lines);
    tn__free(p->layout.cards);
    tn__free(p->noted);
    tn__free(p->card_of);
    tn__free(p->rows);
    return status;
}

tn_status tn_report_draw(const tn_report *report, int model, char **out, tn_error *err)
{
    tn__buf text = TN_BUF_INIT;
    picture p = {.report = report, .out = &text};
    if (model < 0 || (size_t)model >= report->reading.n_models) {
        return tn__fail(err, TN_BAD_ARGUMENT, "there is no model %d in this report", model);
    }
    p.model = &report->reading.models[model];
    p.net = p.model->net ? p.model->net : p.model->stopped;
    if (!p.net || p.net->n_nodes > MOST_ROWS) {
        return tn__fail(err, TN_UNSUPPORTED, "%s: %s", p.model->name,
                        p.net ? "this net is too large for a picture" : "there is no net to draw");
    }
    tn_status status = draw(&p, err);
    char *taken = status == TN_OK ? tn__buf_take(&text) : NULL;
    tn__buf_release(&text);
    if (status == TN_OK && !taken) {
        return tn__no_memory(err, 0);
    }
    *out = taken;
    return status;
}
