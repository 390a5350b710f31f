/* Draws a net as SVG. Styles stand in one sheet with a dark half; what colour says, words say too. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "check/flow.h"
#include "check/picture.h"

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
#define MOST_NOTE 150 /* characters of a finding's line */
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
    int *card_of; /* of each value */
    tn__layout_of layout;
    tn__buf *out;
} picture;

/* --- texts --- */

/* Cut at `most` characters with an ellipsis; whole characters of UTF-8. */
static void copy_cut(char *out, size_t size, const char *text, int most)
{
    size_t used = 0;
    for (int n = 0; *text; n++) {
        size_t length = 1;
        while (((unsigned char)text[length] & 0xC0) == 0x80) {
            length++;
        }
        if (n + 1 >= most && text[length]) {
            snprintf(out + used, size - used, "%s", used + 4 <= size ? "\xE2\x80\xA6" : "");
            return;
        }
        if (used + length + 4 > size) {
            break;
        }
        memcpy(out + used, text, length);
        used += length;
        text += length;
    }
    out[used] = '\0';
}

/* The end of a name, which tells layers of one block apart. */
static void copy_tail(char *out, size_t size, const char *text, int most)
{
    size_t length = strlen(text), from = length;
    for (int n = 0; from > 0 && n < most - 1;) {
        from--;
        n += ((unsigned char)text[from] & 0xC0) != 0x80;
    }
    while (length - from + 4 > size) {
        from++;
    }
    while (((unsigned char)text[from] & 0xC0) == 0x80) {
        from++;
    }
    snprintf(out, size, "%s%s", from > 0 ? "\xE2\x80\xA6" : "", text + from);
}

static int count_characters(const char *text)
{
    int n = 0;
    for (; *text; text++) {
        n += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return n;
}

static void print_shape(const tn_shape *shape, char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, shape->rank < 0 ? "?" : "[");
    for (int i = 0; i < shape->rank && used < size; i++) {
        const char *comma = i ? ", " : "";
        if (i == shape->batch && shape->dim[i] == 1) {
            used += (size_t)snprintf(out + used, size - used, "%sN", comma);
        } else if (shape->dim[i] == TN_DIM_UNKNOWN) {
            used += (size_t)snprintf(out + used, size - used, "%s?", comma);
        } else {
            used += (size_t)snprintf(out + used, size - used, "%s%lld%s", comma, (long long)shape->dim[i],
                                     i == shape->batch ? "*N" : "");
        }
    }
    if (used < size && shape->rank >= 0) {
        snprintf(out + used, size - used, "]");
    }
}

static void put_text(tn__buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<': tn__buf_puts(out, "&lt;"); break;
        case '>': tn__buf_puts(out, "&gt;"); break;
        case '&': tn__buf_puts(out, "&amp;"); break;
        case '"': tn__buf_puts(out, "&quot;"); break;
        default: tn__buf_putc(out, (unsigned char)*text < ' ' || *text == 127 ? ' ' : *text);
        }
    }
}

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
        copy_tail(out->name, sizeof out->name, is_words ? "" : info.name, 28);
        snprintf(text, sizeof text, "%s(%s)", info.kind, p->model->is_guess ? "" : info.arguments);
        copy_cut(out->kind, sizeof out->kind, is_words ? info.name : is_followed ? "" : text, 44);
    }
    if (!p->model->is_guess) { // guessed sizes mean nothing
        print_shape(shape, text, sizeof text);
        copy_cut(out->shape, sizeof out->shape, text, 36);
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

/* Marks the rows of the innermost place around a finding; false when there is none. */
static bool mark_finding(picture *p, int index)
{
    const tn_span *span = &p->report->findings[index].primary.span;
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
                if (one->n_badges < MOST_BADGES) {
                    one->badges[one->n_badges] = index;
                }
                one->n_badges++;
            }
        }
    }
    return best > 0;
}

/* Findings of the class's own lines; others belong to other classes of the file. */
static void mark_findings(picture *p)
{
    row *end = p->n_rows > 0 && p->rows[p->n_rows - 1].value < 0 ? &p->rows[p->n_rows - 1] : NULL;
    for (size_t i = 0; i < p->report->n; i++) {
        bool marked = mark_finding(p, (int)i);
        if (!marked && end && end->n_badges == 0 && p->model->stopped && p->report->findings[i].severity == TN_ERROR) {
            end->badges[end->n_badges++] = (int)i;
            copy_cut(end->kind, sizeof end->kind, p->report->findings[i].message, 50);
        }
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
        double widths[] = {count_characters(one->name) * CHARACTER, count_characters(one->kind) * CHARACTER,
                           count_characters(one->shape) * CHARACTER,
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
    put_text(out, one->message);
    tn__buf_printf(out,
                   "</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"15\" rx=\"7\"/><text x=\"%.1f\" y=\"%.1f\" "
                   "text-anchor=\"middle\">%s</text></g>\n",
                   x, y, BADGE, x + BADGE / 2, y + 11, one->code);
}

static void put_word(tn__buf *out, const char *class, double x, double y, const char *text)
{
    if (*text) {
        tn__buf_printf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
        put_text(out, text);
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
    put_text(p->out, one->name);
    tn__buf_puts(p->out, " ");
    put_text(p->out, one->kind);
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
        print_shape(&p->net->nodes[0].shape, in, sizeof in);
    }
    if (!p->model->is_guess && p->net->output >= 0) {
        print_shape(&p->net->nodes[p->net->output].shape, to, sizeof to);
    }
    tn__buf_puts(out, p->report->reading.file);
    if (*in) {
        tn__buf_printf(out, " \xC2\xB7 %s%s%s", in, *to ? " \xE2\x86\x92 " : "", to);
    }
    tn__buf_printf(out, " \xC2\xB7 %d dropout site%s \xC2\xB7 %d finding%s", sites, sites == 1 ? "" : "s", (int)p->report->n,
                   p->report->n == 1 ? "" : "s");
}

static void write_note(const tn_finding *one, char *out, size_t size)
{
    char text[sizeof one->message + 64];
    if (one->primary.span.line > 0) {
        snprintf(text, sizeof text, "line %d: %s", one->primary.span.line, one->message);
    } else {
        snprintf(text, sizeof text, "%s", one->message);
    }
    copy_cut(out, size, text, MOST_NOTE);
}

static void put_notes(const picture *p, double y)
{
    char text[MOST_NOTE * 4 + 8];
    for (size_t i = 0; i < p->report->n; i++, y += NOTE) {
        write_note(&p->report->findings[i], text, sizeof text);
        put_badge(p->out, &p->report->findings[i], MARGIN, y);
        put_word(p->out, "note", MARGIN + BADGE + 10, y + 12, text);
    }
}

static double width_of_notes(const picture *p)
{
    char text[MOST_NOTE * 4 + 8];
    int most = 0;
    for (size_t i = 0; i < p->report->n; i++) {
        write_note(&p->report->findings[i], text, sizeof text);
        int n = count_characters(text);
        most = n > most ? n : most;
    }
    return most * 6.9 + BADGE + 10; // the note's font, 12 px, is narrower than this
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

static double widest(const picture *p, const char *heading)
{
    double inner = p->layout.width, notes = width_of_notes(p), head = count_characters(heading) * 7.2;
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
    put_text(p->out, p->model->name);
    tn__buf_puts(p->out, "</title>\n<desc id=\"tn-desc\">Data flow of the model: ");
    put_text(p->out, heading);
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
    double inner = widest(p, tn__buf_text(&heading)), below = HEAD + l->height + MARGIN;
    shift(l, MARGIN + (inner - l->width) / 2, HEAD);
    put_head(p, tn__buf_text(&heading), inner + 2 * MARGIN, below + (double)p->report->n * NOTE + MARGIN / 2);
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
    if (!p->rows || !p->card_of || !p->layout.cards || !p->layout.lines) {
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
