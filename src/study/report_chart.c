#include "study/report_chart.h"

#include <math.h>

static void add_x_axis(tn__chart *chart, const char *name)
{
    tn__html(chart->buf, "<g class=\"axes\"><path d=\"M%i %iH%i\"/>", (int)TN_CHART_LEFT, (int)TN_CHART_BOTTOM,
             (int)TN_CHART_RIGHT);
    for (double at = chart->x.first; at <= chart->x.high + chart->x.step / 2; at += chart->x.step) {
        tn__html(chart->buf, "<text class=\"middle\" x=\"%x\" y=\"201\">", tn__scale_at(&chart->x, at));
        tn__html_number(chart->buf, at, chart->x.decimals, false);
        tn__buf_puts(chart->buf, "</text>");
    }
    tn__html(chart->buf, "<text class=\"middle\" x=\"177\" y=\"217\">%m</text></g>\n", name);
}

static void add_y_axis(tn__chart *chart)
{
    tn__buf_puts(chart->buf, "<g class=\"axes\">");
    for (double at = chart->y.first; at <= chart->y.high + chart->y.step / 2; at += chart->y.step) {
        double y = tn__scale_at(&chart->y, at);
        bool zero = fabs(at) < chart->y.step / 1000;
        tn__html(chart->buf, "<path class=\"%r\" d=\"M%i %xH%i\"/><text class=\"end\" x=\"%i\" y=\"%x\">", zero ? "zero" : "grid",
                 (int)TN_CHART_LEFT, y, (int)TN_CHART_RIGHT, TN_CHART_LEFT - 5, y + 4);
        tn__html_number(chart->buf, zero ? 0 : at, chart->y.decimals, false);
        tn__buf_puts(chart->buf, "</text>");
    }
    tn__buf_puts(chart->buf, "</g>\n");
}

void tn__chart_open(tn__chart *chart, const char *id, const char *title, const char *description, const char *x_name,
                    const char *y_name)
{
    tn__html(chart->buf,
             "<figure><figcaption>%m <small>%m</small></figcaption>\n<svg class=\"chart\" viewBox=\"0 0 320 222\" role=\"img\" "
             "aria-labelledby=\"%r-t %r-d\"><title id=\"%r-t\">%m: %m</title><desc id=\"%r-d\">%r</desc>\n",
             title, y_name, id, id, id, title, y_name, id, description);
    add_y_axis(chart);
    add_x_axis(chart, x_name);
}

void tn__chart_close(tn__chart *chart)
{
    tn__buf_puts(chart->buf, "</svg></figure>\n");
}

static bool is_point(double x, double y)
{
    return isfinite(x) && isfinite(y);
}

void tn__chart_line(tn__chart *chart, const double *x, const double *y, int n, int line)
{
    bool down = false;
    tn__html(chart->buf, "<path class=\"line line%i\" d=\"M0 0", line);
    for (int i = 0; i < n; i++) {
        if (is_point(x[i], y[i])) {
            tn__html(chart->buf, "%r%x %x", down ? "L" : "M", tn__scale_at(&chart->x, x[i]), tn__scale_at(&chart->y, y[i]));
        }
        down = is_point(x[i], y[i]);
    }
    tn__buf_puts(chart->buf, "\"/>\n");
}

void tn__chart_band(tn__chart *chart, const double *x, const double *low, const double *high, int n, int line)
{
    int n_points = 0;
    for (int i = 0; i < n; i++) n_points += is_point(x[i], low[i]) && is_point(x[i], high[i]);
    if (n_points < 2) return;
    char next = 'M';
    tn__html(chart->buf, "<path class=\"band band%i\" d=\"", line);
    for (int i = 0; i < 2 * n; i++) {
        int k = i < n ? i : 2 * n - 1 - i;
        if (!is_point(x[k], low[k]) || !is_point(x[k], high[k])) continue;
        tn__buf_putc(chart->buf, next);
        tn__html(chart->buf, "%x %x", tn__scale_at(&chart->x, x[k]), tn__scale_at(&chart->y, i < n ? low[k] : high[k]));
        next = 'L';
    }
    tn__buf_puts(chart->buf, "z\"/>\n");
}

/* A circle, square, diamond, triangle, cross or bar around 0 0. */
static const char *mark_path(int line)
{
    static const char *const shapes[] = {"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
                                         "m-3.5-3.5h7v7h-7z",
                                         "m0-5l5 5-5 5-5-5z",
                                         "m0-5l5 8.500h-10z",
                                         "m-4-4l8 8m0-8l-8 8",
                                         "m-5 0h10"};
    return shapes[line >= 0 && line < 6 ? line : 5];
}

void tn__chart_marks(tn__chart *chart, const double *x, const double *y, int n, int line)
{
    for (int i = 0; i < n; i++) {
        if (!is_point(x[i], y[i])) continue;
        tn__html(chart->buf, "<path class=\"mark mark%i\" d=\"M%x %x%r\"/>", line, tn__scale_at(&chart->x, x[i]),
                 tn__scale_at(&chart->y, y[i]), mark_path(line));
    }
    tn__buf_putc(chart->buf, '\n');
}

void tn__chart_legend(tn__buf *buf, int line, const char *name)
{
    tn__html(buf,
             "<li><svg viewBox=\"0 0 36 16\" aria-hidden=\"true\" class=\"sample\"><path class=\"line line%i\" d=\"M1 8H35\"/>"
             "<path class=\"mark mark%i\" d=\"M18 8%r\"/></svg>",
             line, line, mark_path(line));
    tn__html_short(buf, name, 100);
    tn__buf_puts(buf, "</li>\n");
}
