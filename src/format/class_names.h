/* Classes with names: which label each name gets. */
#ifndef TN_FORMAT_CLASS_NAMES_H
#define TN_FORMAT_CLASS_NAMES_H

#include "format/csv_rows.h"
#include "format/samples.h"

/* Labels for n targets, as text: out->labels, out->classes and out->class_names. Classes are the distinct texts in the order of
 * their numbers where all are integers (so that 2 and 2.0 are one), else of their bytes. */
TN_NODISCARD tn_status tn__classes_label(tn__samples *out, const tn__csv_rows *rows, const tn__csv_field *targets, size_t n,
                                         tn_error *err);
/* Parts that were read one by one get one common list of classes, and their labels are renumbered. Parts without names are left
 * alone. A failure may leave labels of different lists: the parts are then of no use. */
TN_NODISCARD tn_status tn__classes_share(tn__samples *parts, int n_parts, tn_error *err);
/* The names of classes as printable ASCII in one line; *out is owned (tn__free). */
TN_NODISCARD tn_status tn__classes_print(const tn__samples *samples, char **out, tn_error *err);
/* Reads them again into out->class_names and out->classes, for tn__samples_release; nothing else of *out is touched. */
TN_NODISCARD tn_status tn__classes_parse(tn__samples *out, const char *text, tn_error *err);

#endif
