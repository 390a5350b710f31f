/* Layered drawing after Sugiyama, Tagawa and Toda (1981): ranks by longest path, order within them by the mean place of what is
 * connected, and places that are as near to that mean as the order allows. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "check/picture.h"

#define ROUNDS 12
#define SPACE_X 28
#define SPACE_Y 34
#define BEND_WIDTH 10
#define BEND_WEIGHT .02

/* What has a place in a rank: a card, or a bend of a line that passes. */
typedef struct item {
    int rank, order; /* order: in its rank */
    double width, centre, wanted;
    int up, n_up, down, n_down; /* neighbours: ranges of `ups` and `downs` */
} item;

typedef struct place {
    tn__layout_of *layout;
    item *items; /* cards first, then bends */
    size_t n_items;
    int *sorted;     /* items by rank and order */
    int *rank_start; /* in sorted, one more than there are ranks */
    int n_ranks;
    int *ups, *downs; /* neighbours of all items */
} place;

/* Lines are sorted by where they end, so that a card's rank is known when lines leave it. */
static void find_ranks(tn__layout_of *l)
{
    for (size_t i = 0; i < l->n_cards; i++) {
        l->cards[i].rank = 0;
    }
    for (size_t k = 0; k < l->n_lines; k++) {
        int rank = l->cards[l->lines[k].from].rank + 1;
        tn__card *to = &l->cards[l->lines[k].to];
        to->rank = rank > to->rank ? rank : to->rank;
    }
}

static size_t count_bends(tn__layout_of *l)
{
    size_t n = 0;
    for (size_t k = 0; k < l->n_lines; k++) {
        tn__flow_line *line = &l->lines[k];
        line->first_bend = (int)n;
        line->n_bends = l->cards[line->to].rank - l->cards[line->from].rank - 1;
        n += (size_t)line->n_bends;
        if (n > TN_PICTURE_MOST) {
            break;
        }
    }
    return n;
}

/* --- neighbours --- */

/* The items along a line: its card, its bends, its card. */
static int item_on_line(const place *p, const tn__flow_line *line, int at)
{
    return at == 0 ? line->from : at > line->n_bends ? line->to : (int)p->layout->n_cards + line->first_bend + at - 1;
}

static void each_link(place *p, void (*visit)(place *p, int upper, int lower))
{
    for (size_t k = 0; k < p->layout->n_lines; k++) {
        const tn__flow_line *line = &p->layout->lines[k];
        for (int at = 0; at <= line->n_bends; at++) {
            visit(p, item_on_line(p, line, at), item_on_line(p, line, at + 1));
        }
    }
}

static void count_link(place *p, int upper, int lower)
{
    p->items[upper].n_down++;
    p->items[lower].n_up++;
}

static void take_link(place *p, int upper, int lower)
{
    item *u = &p->items[upper], *l = &p->items[lower];
    p->downs[u->down + u->n_down++] = lower;
    p->ups[l->up + l->n_up++] = upper;
}

static void link_items(place *p)
{
    int up = 0, down = 0;
    each_link(p, count_link);
    for (size_t i = 0; i < p->n_items; i++) {
        item *one = &p->items[i];
        one->up = up;
        one->down = down;
        up += one->n_up;
        down += one->n_down;
        one->n_up = one->n_down = 0;
    }
    each_link(p, take_link);
}

/* --- ranks --- */

static void fill_items(place *p)
{
    tn__layout_of *l = p->layout;
    for (size_t i = 0; i < l->n_cards; i++) {
        p->items[i].rank = l->cards[i].rank;
        p->items[i].width = l->cards[i].width;
    }
    for (size_t k = 0; k < l->n_lines; k++) {
        for (int b = 0; b < l->lines[k].n_bends; b++) {
            item *one = &p->items[l->n_cards + (size_t)l->lines[k].first_bend + (size_t)b];
            one->rank = l->cards[l->lines[k].from].rank + 1 + b;
            one->width = BEND_WIDTH;
        }
    }
}

/* A counting sort keeps the order of cards and bends as they are. */
static void sort_into_ranks(place *p)
{
    for (size_t i = 0; i < p->n_items; i++) {
        p->rank_start[p->items[i].rank + 1]++;
    }
    for (int r = 0; r < p->n_ranks; r++) {
        p->rank_start[r + 1] += p->rank_start[r];
    }
    for (size_t i = 0; i < p->n_items; i++) {
        item *one = &p->items[i];
        one->order = p->sorted[p->n_items + (size_t)one->rank]++;
        p->sorted[p->rank_start[one->rank] + one->order] = (int)i;
    }
}

/* A line that passes counts for little, else each skip of a deep net would push what follows to the side. */
static double weight_of(const place *p, int one)
{
    return (size_t)one < p->layout->n_cards ? 1 : BEND_WEIGHT;
}

static double mean_of(const place *p, const int *neighbours, int n, bool by_order, double otherwise)
{
    double sum = 0, weights = 0;
    for (int i = 0; i < n; i++) {
        const item *one = &p->items[neighbours[i]];
        double weight = by_order ? 1 : weight_of(p, neighbours[i]);
        sum += weight * (by_order ? one->order : one->centre);
        weights += weight;
    }
    return n > 0 ? sum / weights : otherwise;
}

/* Insertion sort by what is wanted: ranks are narrow, and equals keep their order. */
static void sort_rank(place *p, int rank)
{
    int *row = p->sorted + p->rank_start[rank], n = p->rank_start[rank + 1] - p->rank_start[rank];
    for (int i = 1; i < n; i++) {
        int one = row[i], at = i;
        for (; at > 0 && p->items[row[at - 1]].wanted > p->items[one].wanted; at--) {
            row[at] = row[at - 1];
        }
        row[at] = one;
    }
    for (int i = 0; i < n; i++) {
        p->items[row[i]].order = i;
    }
}

static void order_rank(place *p, int rank, bool by_upper)
{
    for (int i = p->rank_start[rank]; i < p->rank_start[rank + 1]; i++) {
        item *one = &p->items[p->sorted[i]];
        one->wanted = by_upper ? mean_of(p, p->ups + one->up, one->n_up, true, one->order)
                               : mean_of(p, p->downs + one->down, one->n_down, true, one->order);
    }
    sort_rank(p, rank);
}

static void order_ranks(place *p)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < p->n_ranks; i++) {
            order_rank(p, round % 2 ? p->n_ranks - 1 - i : i, round % 2 == 0);
        }
    }
}

/* --- places --- */

static double least_distance(const item *a, const item *b)
{
    return (a->width + b->width) / 2 + SPACE_X;
}

/* Items that stand as near to each other as they may. */
typedef struct pool {
    double mean, weight;
    int n;
} pool;

/* The centres nearest to those wanted, by weighted least squares, that keep order and distances: with the distances taken away it
 * is a rising sequence, which pooling neighbours that fall gives (Ayer et al. 1955). */
static void settle_rank(place *p, int rank, pool *pools)
{
    const int *row = p->sorted + p->rank_start[rank];
    int n = p->rank_start[rank + 1] - p->rank_start[rank], last = -1;
    double offset = 0;
    for (int i = 0; i < n; i++) {
        offset += i > 0 ? least_distance(&p->items[row[i - 1]], &p->items[row[i]]) : 0;
        pools[++last] = (pool){p->items[row[i]].wanted - offset, weight_of(p, row[i]), 1};
        for (; last > 0 && pools[last - 1].mean > pools[last].mean; last--) {
            pool *a = &pools[last - 1], *b = &pools[last];
            double weight = a->weight + b->weight;
            *a = (pool){(a->mean * a->weight + b->mean * b->weight) / weight, weight, a->n + b->n};
        }
    }
    offset = 0;
    for (int i = 0, at = 0, left = pools[0].n; i < n; i++, left--) {
        if (left == 0) {
            left = pools[++at].n;
        }
        offset += i > 0 ? least_distance(&p->items[row[i - 1]], &p->items[row[i]]) : 0;
        p->items[row[i]].centre = pools[at].mean + offset;
    }
}

/* Rounds down look up, rounds up look down; the last look at both. */
static void place_rank(place *p, int rank, int round, pool *pools)
{
    for (int i = p->rank_start[rank]; i < p->rank_start[rank + 1]; i++) {
        item *one = &p->items[p->sorted[i]];
        double up = mean_of(p, p->ups + one->up, one->n_up, false, one->centre);
        double down = mean_of(p, p->downs + one->down, one->n_down, false, one->n_up ? up : one->centre);
        up = one->n_up ? up : down;
        one->wanted = round >= ROUNDS - 2 ? (up + down) / 2 : round % 2 ? down : up;
    }
    settle_rank(p, rank, pools);
}

static void place_ranks(place *p, pool *pools)
{
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < p->n_ranks; i++) {
            place_rank(p, round % 2 ? p->n_ranks - 1 - i : i, round, pools);
        }
    }
}

/* --- the result --- */

static void give_x(place *p)
{
    tn__layout_of *l = p->layout;
    double left = 0, right = 0;
    for (size_t i = 0; i < p->n_items; i++) {
        double from = p->items[i].centre - p->items[i].width / 2, to = from + p->items[i].width;
        left = i == 0 || from < left ? from : left;
        right = i == 0 || to > right ? to : right;
    }
    for (size_t i = 0; i < l->n_cards; i++) {
        l->cards[i].x = p->items[i].centre - l->cards[i].width / 2 - left;
    }
    for (size_t i = 0; i < l->n_bends; i++) {
        l->bends[i].x = p->items[l->n_cards + i].centre - left;
    }
    l->width = right - left;
}

static void give_y(place *p)
{
    tn__layout_of *l = p->layout;
    double y = 0;
    for (int rank = 0; rank < p->n_ranks; rank++) {
        double height = 0;
        for (int i = p->rank_start[rank]; i < p->rank_start[rank + 1]; i++) {
            bool card = (size_t)p->sorted[i] < l->n_cards;
            double one = card ? l->cards[p->sorted[i]].height : 0;
            height = one > height ? one : height;
        }
        for (int i = p->rank_start[rank]; i < p->rank_start[rank + 1]; i++) {
            size_t one = (size_t)p->sorted[i];
            if (one < l->n_cards) {
                l->cards[one].y = y;
                l->cards[one].rank_bottom = y + height;
            } else {
                l->bends[one - l->n_cards].top = y;
                l->bends[one - l->n_cards].bottom = y + height;
            }
        }
        y += height + SPACE_Y;
    }
    l->height = y > 0 ? y - SPACE_Y : 0;
}

static int count_ranks(const tn__layout_of *l)
{
    int n = 0;
    for (size_t i = 0; i < l->n_cards; i++) {
        n = l->cards[i].rank >= n ? l->cards[i].rank + 1 : n;
    }
    return n;
}

tn_status tn__layout_place(tn__layout_of *l, tn_error *err)
{
    tn_status status = TN_OK;
    place p = {.layout = l};
    pool *pools = NULL;
    find_ranks(l);
    l->n_bends = count_bends(l);
    p.n_items = l->n_cards + l->n_bends;
    if (p.n_items > TN_PICTURE_MOST) {
        return tn__fail(err, TN_UNSUPPORTED, "this net is too large for a picture");
    }
    p.n_ranks = count_ranks(l);
    size_t n_links = l->n_bends + l->n_lines;
    l->bends = tn__alloc(l->n_bends + 1, sizeof *l->bends);
    p.items = tn__alloc(p.n_items + 1, sizeof *p.items);
    p.sorted = tn__alloc(p.n_items + (size_t)p.n_ranks + 1, sizeof *p.sorted); // behind the items: how many each rank has so far
    p.rank_start = tn__alloc((size_t)p.n_ranks + 2, sizeof *p.rank_start);
    p.ups = tn__alloc(n_links + 1, sizeof *p.ups);
    p.downs = tn__alloc(n_links + 1, sizeof *p.downs);
    pools = tn__alloc(p.n_items + 1, sizeof *pools);
    if (!l->bends || !p.items || !p.sorted || !p.rank_start || !p.ups || !p.downs || !pools) {
        TN_TRY(tn__no_memory(err, p.n_items * sizeof *p.items));
    }
    fill_items(&p);
    link_items(&p);
    sort_into_ranks(&p);
    order_ranks(&p);
    place_ranks(&p, pools);
    give_x(&p);
    give_y(&p);
done:
    tn__free(p.items);
    tn__free(p.sorted);
    tn__free(p.rank_start);
    tn__free(p.ups);
    tn__free(p.downs);
    tn__free(pools);
    return status;
}

void tn__layout_release(tn__layout_of *l)
{
    tn__free(l->bends);
    l->bends = NULL;
}
