/* Writing HTML and SVG into a text buffer, safe by default: text is escaped unless a program's own constant is meant. */
#ifndef TN_STUDY_HTML_H
#define TN_STUDY_HTML_H

#include "base/buf.h"

/* Text from outside, for content and for quoted attributes: & < > " ' become entities; bytes that are no UTF-8, and control
 * characters besides tab and newline, become U+FFFD. NULL adds nothing. */
void tn__html_text(tn__buf *buf, const char *text);
/* The same, cut to `most` characters with an ellipsis in the middle, so that both ends of a long name can be read. */
void tn__html_short(tn__buf *buf, const char *text, int most);

enum { TN_HTML_MOST = 2000, TN_HTML_NAME = 80 };

/* Marked up text:  %t const char *, escaped and held to TN_HTML_MOST characters   %m the same for names, to TN_HTML_NAME   %r
 * const char *, the program's own markup   %i int   %x double, a coordinate
 *                  %% a percent sign. Numbers do not follow the locale. */
void tn__html(tn__buf *buf, const char *format, ...);

/* A number with so many decimals, in the C locale; NAN as an en dash. `sign`: "+" in front of a positive one. */
void tn__html_number(tn__buf *buf, double value, int decimals, bool sign);

/* Where a value lies between two ends of a picture, and its round marks. */
typedef struct tn__scale {
    double low, high;   /* values, low < high */
    double start, end;  /* coordinates */
    double step, first; /* marks: first, first + step, ... up to high */
    int decimals;       /* of the marks */
} tn__scale;
/* Widens [low, high] to round marks, about `marks` of them. Equal or unknown ends get room around them. */
tn__scale tn__scale_new(double low, double high, double start, double end, int marks);
double tn__scale_at(const tn__scale *scale, double value); /* values outside are held at the ends */

#endif
