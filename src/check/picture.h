/* The picture of a net: cards of layers that follow each other, and the values that flow from card to card.
 *
 *     +---------------------+      A card is a run of layers of which each takes only what the one before made. Cards lie in
 * ranks | input   [N, 4]      |      from top to bottom; a line that passes a rank has a place in it as cards do, so that no line
 *     | fc1     Linear(4, 8)|      runs through a card.
 *     +---------------------+
 *          |          \
 *     +---------+      |
 *
 * picture.c makes cards and draws them; picture_layout.c places them. */
#ifndef TN_CHECK_PICTURE_H
#define TN_CHECK_PICTURE_H

#include "base/error.h"

typedef struct tn__card {
    int first_row, n_rows; /* in the picture's rows */
    double width, height;
    double x, y;        /* of its upper left corner: the layout's work */
    double rank_bottom; /* of the tallest card beside it */
    int rank;
} tn__card;

typedef struct tn__point {
    double x, y;
} tn__point;

/* A value that goes from one card to a later one. */
typedef struct tn__flow_line {
    int from, to;            /* cards, from < to */
    int first_bend, n_bends; /* in bends: x, and y of the upper and lower end of each rank that it passes */
} tn__flow_line;

typedef struct tn__bend {
    double x, top, bottom;
} tn__bend;

typedef struct tn__layout_of {
    tn__card *cards;
    size_t n_cards;
    tn__flow_line *lines;
    size_t n_lines;
    tn__bend *bends; /* made by the layout; owned */
    size_t n_bends;
    double width, height; /* made by the layout */
} tn__layout_of;

#define TN_PICTURE_MOST 20000 /* cards and bends */

/* Places cards and lines, whose sizes, from and to are set; lines are sorted by `to`. */
TN_NODISCARD tn_status tn__layout_place(tn__layout_of *layout, tn_error *err);
void tn__layout_release(tn__layout_of *layout); /* bends alone */

#endif
