/* A small chart: two axes with round marks and lines, 320 x 220, many of which stand side by side where the page is wide. */
#ifndef TN_STUDY_REPORT_CHART_H
#define TN_STUDY_REPORT_CHART_H

#include "study/html.h"

enum { TN_CHART_LEFT = 44, TN_CHART_RIGHT = 310, TN_CHART_TOP = 12, TN_CHART_BOTTOM = 186 };

typedef struct tn__chart {
    tn__buf *buf;
    tn__scale x, y;
} tn__chart;

/* Opens <figure> with a caption, the SVG with its title and description, and the axes with their names. `id` is unique in
 * the page; `title` comes from outside, the others are the program's own. */
void tn__chart_open(tn__chart *chart, const char *id, const char *title, const char *description, const char *x_name,
                    const char *y_name);
void tn__chart_close(tn__chart *chart);
/* A line through the finite points, broken at others. line: its look, 0 (the baseline) to 5. */
void tn__chart_line(tn__chart *chart, const double *x, const double *y, int n, int line);
/* A band between two curves where both are finite. */
void tn__chart_band(tn__chart *chart, const double *x, const double *low, const double *high, int n, int line);
/* Marks whose shape is the line's, so that colour is never needed. */
void tn__chart_marks(tn__chart *chart, const double *x, const double *y, int n, int line);
/* <li> with a sample of the line and its name (from outside). */
void tn__chart_legend(tn__buf *buf, int line, const char *name);

#endif
